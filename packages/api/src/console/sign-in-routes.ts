import { Type } from 'typebox'
import { checkForm, identityOf, sessionCookie } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { providerName } from '../identity/identity-options.ts'
import { authenticateSession, endSession, startSession } from '../identity/session.ts'
import { plainName } from '../identity/identity-name.ts'
import { tokenIn } from '../identity/sign-in-link.ts'
import { foldedName } from '../identity/person-store.ts'
import { CODE_TRIES, limited, networkOf, perMinute } from '../identity/sign-in-limit.ts'
import { signInByCode } from '../identity/totp-sign-in.ts'
import { RoleName } from '../schemas.ts'
import type { App } from '../validation.ts'
import { typedIn } from './form-again.ts'
import { hasPlaceBack } from './people/place-back.ts'
import { forgetSession, keepSession } from './people/session-cookie.ts'
import {
  codeSignInPage,
  signInPage,
  spentLinkPage,
  startPage,
  tooManyPage,
  waitingLinkPage,
} from './pages/sign-in-page.ts'
import { sendPage, viewOf } from './reply-page.ts'

/** The token, or the whole link as somebody pasted it. */
const Token = Type.Object({ token: Type.String({ maxLength: 400 }) })
const Form = Type.Object({ form: Type.String({ maxLength: 64 }) })
const CodeForm = Type.Object({
  name: Type.String({ maxLength: 200, pattern: '^[^\\u0000]*$' }),
  role: RoleName,
  code: Type.String({ maxLength: 16 }),
})

export const signInRoutes = (deps: AppDeps) => async (app: App) => {
  const cookie = sessionCookie(deps.secure)
  const config = { access: 'public' } as const
  const { enrol, totp, triesPerMinute } = identityOf(deps)
  const atMost = perMinute(triesPerMinute)

  app.get('/', { config }, async (request, reply) => {
    const token = request.cookies[cookie]
    const known = token === undefined ? null : await authenticateSession(deps, token)
    if (known) return reply.redirect('/console', 303)
    const page = startPage(viewOf(deps, request, reply, '/'), {
      takesCode: totp !== 'off',
      provider: providerName(identityOf(deps)),
      leadsBack: hasPlaceBack(request, deps),
    })
    return sendPage(reply, deps, page, 'passkey')
  })

  app.get('/sign-in', { config }, async (request, reply) =>
    sendPage(reply, deps, signInPage(viewOf(deps, request, reply, null))),
  )

  app.post(
    '/sign-in',
    { config: { ...config, lets: 'link' }, schema: { body: Token } },
    async (request, reply) => {
      const limits = [[{ kind: 'network', of: networkOf(request.ip) }, atMost]] as const
      const opened = await limited(deps, limits, 'started', () =>
        startSession(deps, tokenIn(request.body.token), { opens: enrol === 'optional' }),
      )
      const view = viewOf(deps, request, reply, null)
      switch (opened.status) {
        case 'started':
          await endEarlier(request.cookies[cookie])
          keepSession(reply, deps, opened.token)
          return reply.redirect('/console', 303)
        case 'wait':
          reply.code(429).header('retry-after', opened.seconds)
          return sendPage(reply, deps, tooManyPage(view))
        case 'waiting':
          return sendPage(reply.code(409), deps, waitingLinkPage(view))
        case 'spent':
          return sendPage(reply.code(410), deps, spentLinkPage(view))
      }
    },
  )

  app.get('/sign-in/code', { config }, async (request, reply) => {
    const view = viewOf(deps, request, reply, '/sign-in/code')
    return totp === 'off' ? reply.redirect('/', 303) : sendPage(reply, deps, codeSignInPage(view))
  })

  app.post(
    '/sign-in/code',
    { config: { ...config, lets: 'code' }, schema: { body: CodeForm } },
    async (request, reply) => {
      const { role, code } = request.body
      const name = plainName(request.body.name)
      const account = `${role}:${await foldedName(deps.db, name)}`
      const limits = [
        [{ kind: 'network', of: networkOf(request.ip) }, atMost],
        [{ kind: 'code', of: account }, CODE_TRIES],
      ] as const
      const shown = await limited(deps, limits, 'shown', () =>
        signInByCode({ ...deps, totp }, { role, name, code }),
      )
      if (shown.status === 'shown') {
        await endEarlier(request.cookies[cookie])
        keepSession(reply, deps, shown.token)
        return reply.redirect('/console', 303)
      }
      const mustWait = shown.status === 'wait'
      if (mustWait) reply.header('retry-after', shown.seconds)
      const problem = mustWait ? 'passkey.problem-wait' : 'code.failed'
      const page = codeSignInPage(viewOf(deps, request, reply, null), problem)
      const typed = typedIn(request, problem) ?? undefined
      return sendPage(reply.code(mustWait ? 429 : 403), deps, page, 'scripted', typed)
    },
  )

  app.post(
    '/sign-out',
    { config: { access: 'signed-in', beforeEnrolment: true }, schema: { body: Form } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      await endEarlier(request.cookies[cookie])
      forgetSession(reply, deps)
      return reply.redirect('/', 303)
    },
  )

  /** Whatever session the browser had is over: nobody goes on with one that was there before they signed in. */
  const endEarlier = async (token: string | undefined): Promise<void> => {
    if (token !== undefined) await endSession(deps, token)
  }
}
