import { DomainError } from '@nightlight/contract'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, identityOf, needsStepUp, sessionCookie, sessionOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { problem, toProblem } from '../../errors.ts'
import { findCredential } from '../../identity/credential-store.ts'
import { relyingParty, type RelyingParty } from '../../identity/identity-options.ts'
import {
  askOptions,
  enrolOptions,
  enrolPasskey,
  signInByPasskey,
  stepUpByPasskey,
  type Shown,
} from '../../identity/passkeys.ts'
import { endSession, type Session } from '../../identity/session.ts'
import {
  CODE_TRIES,
  limited,
  networkOf,
  perMinute,
  type TryBucket,
  type TryLimit,
} from '../../identity/sign-in-limit.ts'
import { stepUpByCode } from '../../identity/totp-sign-in.ts'
import { TEXT } from '../../schemas.ts'
import type { SignInStarts } from '../../identity/sign-in-starts.ts'
import type { App } from '../../validation.ts'
import { keepSession } from './session-cookie.ts'

const form = Type.String({ maxLength: 64 })
const base64url = (maxLength: number) => Type.String({ maxLength, pattern: '^[A-Za-z0-9_-]*$' })
const credentialId = base64url(1400)
/** What `PublicKeyCredential` is as JSON, of WebAuthn level 3; names that nobody needs are left out. */
const Registration = Type.Object({
  id: credentialId,
  rawId: credentialId,
  type: Type.Literal('public-key'),
  response: Type.Object({
    clientDataJSON: base64url(8192),
    attestationObject: base64url(32_768),
    transports: Type.Optional(
      Type.Array(Type.String({ maxLength: 32, pattern: TEXT }), { maxItems: 8 }),
    ),
  }),
})
const Assertion = Type.Object({
  id: credentialId,
  rawId: credentialId,
  type: Type.Literal('public-key'),
  response: Type.Object({
    clientDataJSON: base64url(8192),
    authenticatorData: base64url(8192),
    signature: base64url(8192),
    userHandle: Type.Optional(base64url(128)),
  }),
})
const Form = Type.Object({ form })
const Enrolment = Type.Object({
  form,
  name: Type.String({ maxLength: 200 }),
  credential: Registration,
})
const Show = Type.Object({ credential: Assertion })
const StepUp = Type.Object({ form, credential: Assertion })
const Code = Type.Object({ form, code: Type.String({ maxLength: 16 }) })

/** What the script of our pages asks: JSON in, JSON out. */
export const passkeyRoutes = (deps: AppDeps, starts: SignInStarts) => async (app: App) => {
  const open = { access: 'public' } as const
  const enrolling = { access: 'signed-in', beforeEnrolment: true } as const
  const signedIn = { access: 'signed-in' } as const
  const atMost = perMinute(identityOf(deps).triesPerMinute)

  app.setErrorHandler((error, request, reply) => {
    const told = toProblem(error, deps.log, request.routeOptions.url)
    return reply.code(told.status).type('application/problem+json').send(told)
  })
  const rpOf = (request: FastifyRequest): RelyingParty => {
    const rp = relyingParty(identityOf(deps), request)
    if (rp) return rp
    throw new DomainError('conflict', 'passkey-unavailable', 'Asking for a passkey: no host name')
  }
  /** Answers what came of a try: a new cookie, or why there is none. */
  const answer = (
    reply: FastifyReply,
    shown: Shown | { status: 'wait'; seconds: number } | { status: 'failed' },
    to: string,
  ) => {
    if (shown.status === 'shown') {
      keepSession(reply, deps, shown.token)
      return reply.send({ to })
    }
    const code = CODES[shown.status]
    if (shown.status === 'wait') reply.header('retry-after', shown.seconds)
    const told = problem(shown.status === 'wait' ? 429 : 403, code)
    return reply.code(told.status).type('application/problem+json').send(told)
  }
  const fromNetwork = ({ ip }: FastifyRequest): TryBucket => ({
    kind: 'network',
    of: networkOf(ip),
  })

  app.post(
    '/passkey/sign-in/options',
    { config: { ...open, lets: 'passkey' } },
    async (request, reply) => {
      const rp = rpOf(request)
      const seconds = starts(request)
      return seconds === null
        ? askOptions(deps, rp, null)
        : answer(reply, { status: 'wait', seconds }, '/')
    },
  )

  app.post(
    '/passkey/sign-in',
    { config: { ...open, lets: 'passkey' }, schema: { body: Show } },
    async (request, reply) => {
      const credential = request.body.credential as AuthenticationResponseJSON
      const known = await findCredential(deps.db, credential.id)
      const buckets: TryBucket[] = [
        fromNetwork(request),
        ...(known ? [{ kind: 'account', of: known.personId } as const] : []),
      ]
      const limits = buckets.map((bucket) => [bucket, atMost] as const)
      const shown = await limited(deps, limits, 'shown', () =>
        signInByPasskey(deps, rpOf(request), credential),
      )
      const earlier = request.cookies[sessionCookie(deps.secure)]
      if (shown.status === 'shown' && earlier !== undefined) await endSession(deps, earlier)
      return answer(reply, shown, '/console')
    },
  )

  app.post(
    '/passkey/enrol/options',
    { config: enrolling, schema: { body: Form } },
    async (request) => {
      checkForm(request, deps, request.body)
      mustBeFresh(request)
      return enrolOptions(deps, rpOf(request), sessionOf(request))
    },
  )

  app.post(
    '/passkey/enrol',
    { config: enrolling, schema: { body: Enrolment } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      mustBeFresh(request)
      const response = request.body.credential as RegistrationResponseJSON
      const made = { response, name: request.body.name }
      const token = await enrolPasskey(deps, rpOf(request), sessionOf(request), made)
      const shown =
        token === null ? ({ status: 'failed' } as const) : { status: 'shown' as const, token }
      return answer(reply, shown, '/console/account?done=passkey')
    },
  )

  app.post(
    '/passkey/step-up/options',
    { config: signedIn, schema: { body: Form } },
    async (request) => {
      checkForm(request, deps, request.body)
      return askOptions(deps, rpOf(request), sessionOf(request))
    },
  )

  app.post(
    '/passkey/step-up',
    { config: { ...signedIn, lets: 'passkey' }, schema: { body: StepUp } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const credential = request.body.credential as AuthenticationResponseJSON
      return stepUp(request, reply, ['account', atMost], (session) =>
        stepUpByPasskey(deps, rpOf(request), session, credential),
      )
    },
  )

  app.post(
    '/passkey/step-up/code',
    { config: { ...signedIn, lets: 'code' }, schema: { body: Code } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { totp } = identityOf(deps)
      return stepUp(request, reply, ['code', CODE_TRIES], (session) =>
        stepUpByCode({ ...deps, totp }, session, request.body.code),
      )
    },
  )

  /** Somebody shows again who they are, in one of the ways there are; too many tries wait. */
  async function stepUp(
    request: FastifyRequest,
    reply: FastifyReply,
    [kind, most]: ['account' | 'code', TryLimit],
    show: (session: Session) => Promise<StepShown>,
  ) {
    const session = sessionOf(request)
    const limits = [[{ kind, of: session.person.id }, most]] as const
    const shown = await limited(deps, limits, 'shown', () => show(session))
    return answer(reply, shown, '/console')
  }

  /** A first passkey is made by whoever came by the link; a further one by whoever has just shown one. */
  function mustBeFresh(request: FastifyRequest): void {
    if (!needsStepUp(sessionOf(request), deps.now())) return
    throw new DomainError('forbidden', 'step-up-needed', 'Making a passkey: show another one first')
  }
}

type StepShown = Shown | Awaited<ReturnType<typeof stepUpByCode>>

const CODES = {
  failed: 'passkey-failed',
  suspect: 'passkey-suspect',
  wait: 'too-many-tries',
} as const
