import { Type } from 'typebox'
import { checkForm, sessionCookie } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { SESSION_MS, authenticateSession, endSession, startSession } from '../identity/session.ts'
import type { App } from '../validation.ts'
import { signInPage, spentLinkPage, startPage } from './pages/sign-in-page.ts'
import { sendPage, viewOf } from './reply-page.ts'

const Token = Type.Object({ token: Type.String({ maxLength: 64 }) })
const Form = Type.Object({ form: Type.String({ maxLength: 64 }) })

export const signInRoutes = (deps: AppDeps) => async (app: App) => {
  const cookie = sessionCookie(deps.secure)
  const attributes = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: deps.secure,
  } as const
  const config = { access: 'public' } as const

  app.get('/', { config }, async (request, reply) => {
    const token = request.cookies[cookie]
    const known = token === undefined ? null : await authenticateSession(deps, token)
    if (known) return reply.redirect('/console', 303)
    return sendPage(reply, deps, startPage(viewOf(deps, request, reply, '/')))
  })

  app.get('/sign-in', { config, schema: { querystring: Token } }, async (request, reply) =>
    sendPage(reply, deps, signInPage(viewOf(deps, request, reply, null), request.query.token)),
  )

  app.post('/sign-in', { config, schema: { body: Token } }, async (request, reply) => {
    const session = await startSession(deps, request.body.token)
    if (session === null) {
      const view = viewOf(deps, request, reply, null)
      return sendPage(reply.code(410), deps, spentLinkPage(view))
    }
    reply.setCookie(cookie, session, { ...attributes, maxAge: SESSION_MS / 1000 })
    return reply.redirect('/console', 303)
  })

  app.post(
    '/sign-out',
    { config: { access: 'signed-in' }, schema: { body: Form } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const token = request.cookies[cookie]
      if (token !== undefined) await endSession(deps, token)
      reply.clearCookie(cookie, attributes).header('clear-site-data', '"cache", "storage"')
      return reply.redirect('/', 303)
    },
  )
}
