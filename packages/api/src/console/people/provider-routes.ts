import { safeError } from '@nightlight/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { identityOf, needsStepUp, sessionCookie } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { createOidc, FLOW_MS, type FinishedFlow } from '../../identity/oidc.ts'
import { authenticateSession, endSession } from '../../identity/session.ts'
import { limited, networkOf, perMinute } from '../../identity/sign-in-limit.ts'
import type { SignInStarts } from '../../identity/sign-in-starts.ts'
import type { App } from '../../validation.ts'
import { tooManyPage } from '../pages/sign-in-page.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { providerDonePage, providerFailedPage } from './provider-page.ts'
import { keepSession } from './session-cookie.ts'

const Begin = Type.Object({
  for: Type.Optional(Type.Union([Type.Literal('bind'), Type.Literal('step-up')])),
})
type Ended = ({ status: 'done' } & FinishedFlow) | { status: 'failed' }
const config = { access: 'public' } as const
const PLACE = '/sign-in/provider'
const NEXT = { 'sign-in': '/console', bind: '/console/account?done=provider', 'step-up': null }

/** To the identity provider and back; there are none of these where none is set. */
export const providerRoutes = (deps: AppDeps, starts: SignInStarts) => async (app: App) => {
  const { oidc: options, publicUrl, triesPerMinute } = identityOf(deps)
  if (options === null || publicUrl === null) return
  const oidc = createOidc(deps, options, `${publicUrl}${PLACE}/return`)
  const name = sessionCookie(deps.secure)
  // Comes back from another site, with which a strict cookie does not come.
  const flowCookie = deps.secure ? '__Host-nightlight-flow' : 'nightlight-flow'
  const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure: deps.secure } as const

  const sendWait = (request: FastifyRequest, reply: FastifyReply, seconds: number) => {
    reply.code(429).header('retry-after', seconds)
    return sendPage(reply, deps, tooManyPage(viewOf(deps, request, reply, null)))
  }
  const lets = { config: { ...config, lets: 'provider' } }

  app.get(PLACE, { ...lets, schema: { querystring: Begin } }, async (request, reply) => {
    const { for: purpose = 'sign-in' } = request.query
    const token = request.cookies[name]
    const known = token === undefined ? null : await authenticateSession(deps, token)
    const session = purpose === 'sign-in' ? null : (known?.session ?? null)
    if (purpose !== 'sign-in' && session === null) return reply.redirect('/', 303)
    // A first identity is bound by whoever came by the link; beside a passkey, by whoever has just shown that.
    if (purpose === 'bind' && needsStepUp(session!, deps.now())) {
      return reply.redirect('/console/account/fresh', 303)
    }
    const seconds = session === null ? starts(request) : null
    if (seconds !== null) return sendWait(request, reply, seconds)
    try {
      const { url, cookie } = await oidc.begin(purpose, session)
      reply.setCookie(flowCookie, cookie, { ...attributes, maxAge: FLOW_MS / 1000 })
      return await reply.redirect(url, 303)
    } catch (error) {
      deps.log.error({ error: safeError(error) }, 'identity provider not reached')
      const view = viewOf(deps, request, reply, null)
      return sendPage(reply.code(502), deps, providerFailedPage(view))
    }
  })

  app.get(`${PLACE}/return`, lets, async (request, reply) => {
    const cookie = request.cookies[flowCookie] ?? ''
    reply.clearCookie(flowCookie, attributes)
    const search = new URLSearchParams(request.url.split('?')[1] ?? '')
    const limits = [
      [{ kind: 'network', of: networkOf(request.ip) }, perMinute(triesPerMinute)],
    ] as const
    const ended = await limited<Ended>(deps, limits, 'done', async () => {
      const finished = await oidc.finish(search, cookie).catch((error: unknown) => {
        deps.log.error({ error: safeError(error) }, 'identity provider not reached')
        return null
      })
      return finished ? { status: 'done', ...finished } : { status: 'failed' }
    })
    if (ended.status === 'wait') return sendWait(request, reply, ended.seconds)
    const view = viewOf(deps, request, reply, null)
    if (ended.status === 'failed') return sendPage(reply.code(403), deps, providerFailedPage(view))
    const earlier = request.cookies[name]
    if (ended.purpose === 'sign-in' && earlier !== undefined) await endSession(deps, earlier)
    keepSession(reply, deps, ended.token)
    return sendPage(reply, deps, providerDonePage(view, NEXT[ended.purpose]))
  })
}
