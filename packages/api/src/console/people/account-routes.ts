import { writeAudit } from '@nightlight/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, identityOf, sessionOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import {
  credentialsOf,
  deleteCredential,
  type Credential,
} from '../../identity/credential-store.ts'
import { hasIdentity } from '../../identity/oidc-store.ts'
import { providerName, relyingParty } from '../../identity/identity-options.ts'
import { lockPerson } from '../../identity/person-store.ts'
import { actorOf } from '../../identity/session.ts'
import { deleteSessionsOf, sessionsOf } from '../../identity/session-store.ts'
import { CODE_TRIES, limited } from '../../identity/sign-in-limit.ts'
import { beginCode, confirmCode, removeCode } from '../../identity/totp-sign-in.ts'
import { totpSince } from '../../identity/totp-store.ts'
import { ById } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { accountPage, codePage } from './account-page.ts'
import { forgetSession, keepSession } from './session-cookie.ts'

const form = Type.String({ maxLength: 64 })
const Form = Type.Object({ form })
const CodeForm = Type.Object({ form, code: Type.String({ maxLength: 16 }) })
const Done = Type.Object({ done: Type.Optional(Type.String({ pattern: '^[a-z-]{1,24}$' })) })

const isTaken = ({ suspectAt }: Credential) => suspectAt === null

/** What somebody signs in with, and where they are signed in: their own page. */
export const accountRoutes = (deps: AppDeps) => async (app: App) => {
  const { db } = deps
  const enrolling = { access: 'signed-in', beforeEnrolment: true } as const
  const { enrol, totp } = identityOf(deps)

  app.get(
    '/console/account',
    { config: enrolling, schema: { querystring: Done } },
    async (request, reply) => {
      const session = sessionOf(request)
      const { person } = session
      const rp = relyingParty(identityOf(deps), request)
      const page = accountPage(viewOf(deps, request, reply, '/console/account'), {
        passkeys: await credentialsOf(db, person.id),
        sessions: await sessionsOf(db, person.id, deps.now()),
        sessionId: session.id,
        codeSince: await totpSince(db, person.id),
        totp,
        mustEnrol: enrol === 'required' && session.level === 'link',
        offersPasskey: rp !== null,
        provider: (await hasIdentity(db, person.id)) ? null : providerName(identityOf(deps)),
        done: request.query.done ?? null,
      })
      return sendPage(reply, deps, page, 'passkey')
    },
  )

  // Where the page leads whoever has to show first who they are before something further is added; and back.
  app.get('/console/account/fresh', { config: { ...enrolling, stepUp: true } }, (_request, reply) =>
    reply.redirect('/console/account', 303),
  )

  app.post(
    '/console/account/passkeys/:id/remove',
    { config: { access: 'signed-in', stepUp: true }, schema: { params: ById, body: Form } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const removed = await removePasskey(request, request.params.id)
      return reply.redirect(`/console/account?done=${removed ? 'removed' : 'last-passkey'}`, 303)
    },
  )

  app.post(
    '/console/account/sign-out-everywhere',
    { config: enrolling, schema: { body: Form } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { person } = sessionOf(request)
      await db.transaction().execute(async (trx) => {
        const sessions = await deleteSessionsOf(trx, person.id)
        const event = { action: 'session.ended-everywhere', objectType: 'person' }
        const objectId = person.id
        await writeAudit(trx, { ...event, actor: actorOf(person), objectId, detail: { sessions } })
      })
      forgetSession(reply, deps)
      return reply.redirect('/', 303)
    },
  )

  app.post(
    '/console/account/code',
    { config: { ...enrolling, stepUp: true }, schema: { body: Form } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const secret = await beginCode({ ...deps, totp }, sessionOf(request))
      return sendCode(request, reply, { secret, hasFailed: false })
    },
  )

  app.post(
    '/console/account/code/confirm',
    { config: { ...enrolling, stepUp: true, lets: 'code' }, schema: { body: CodeForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const session = sessionOf(request)
      const limits = [[{ kind: 'code', of: session.person.id }, CODE_TRIES]] as const
      const shown = await limited(deps, limits, 'shown', () =>
        confirmCode({ ...deps, totp }, session, request.body.code),
      )
      if (shown.status !== 'shown') {
        if (shown.status === 'wait') reply.header('retry-after', shown.seconds)
        reply.code(shown.status === 'wait' ? 429 : 403)
        return sendCode(request, reply, { secret: null, hasFailed: true })
      }
      keepSession(reply, deps, shown.token)
      return reply.redirect('/console/account?done=code', 303)
    },
  )

  app.post(
    '/console/account/code/remove',
    { config: { access: 'signed-in', stepUp: true }, schema: { body: Form } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const session = sessionOf(request)
      const hasPasskey = (await credentialsOf(db, session.person.id)).some(isTaken)
      if (hasPasskey) await removeCode(deps, session)
      const done = hasPasskey ? 'code-removed' : 'last-passkey'
      return reply.redirect(`/console/account?done=${done}`, 303)
    },
  )

  const sendCode = (
    request: FastifyRequest,
    reply: FastifyReply,
    shown: { secret: string | null; hasFailed: boolean },
  ) => {
    const account = `Nightlight:${sessionOf(request).person.name}`
    return sendPage(
      reply,
      deps,
      codePage(viewOf(deps, request, reply, null), { ...shown, account }),
    )
  }

  /** @returns false when it is the last one, which stays: nobody shuts themselves out */
  const removePasskey = (request: FastifyRequest, id: string): Promise<boolean> =>
    db.transaction().execute(async (trx) => {
      const person = (await lockPerson(trx, sessionOf(request).person.id))!
      const all = await credentialsOf(trx, person.id)
      const others = all.filter((one) => one.id !== id)
      // One that is not taken opens nothing: it goes beside any other.
      const isNoWayIn = all.some((one) => one.id === id && !isTaken(one))
      if (!others.some((one) => isNoWayIn || isTaken(one))) return false
      if (await deleteCredential(trx, person.id, id)) {
        const event = { action: 'credential.deleted', objectType: 'credential', objectId: id }
        await writeAudit(trx, { ...event, actor: actorOf(person) })
      }
      return true
    })
}
