import { DomainError } from '@nightlight/contract'
import type { Db, FieldCrypto } from '@nightlight/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { authenticateKey } from './identity/api-key.ts'
import { isAllowed, type Access, type Principal } from './identity/principal.ts'
import { authenticateSession, formToken } from './identity/session.ts'
import { problem } from './errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route asks of its caller; a route without it is not accepted. */
    access?: Access
  }
  interface FastifyRequest {
    /** Set on every route that is not public. */
    principal: Principal | null
  }
}

type Deps = { db: Db; crypto: FieldCrypto; now: () => Date }

/** Who makes this request. @throws {TypeError} on a public route, which is a mistake of ours */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new TypeError('Reading the caller: the route is public')
  return request.principal
}

const accessOf = (request: FastifyRequest): Access => request.routeOptions.config.access ?? 'public'

function demand(request: FastifyRequest, principal: Principal): void {
  if (!isAllowed(principal.role, accessOf(request))) {
    throw new DomainError('forbidden', 'not-allowed', `Checking access: the role ${principal.role}`)
  }
  request.principal = principal
}

/** Lets in who sends a key whose role may use the route. */
export const requireKey =
  (deps: Deps) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (accessOf(request) === 'public') return undefined
    const [, key] = /^Bearer ([!-~]+)$/i.exec(request.headers.authorization ?? '') ?? []
    const principal = key === undefined ? null : await authenticateKey(deps, key)
    if (!principal) {
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer realm="nightlight"')
        .type('application/problem+json')
        .send(problem(401, 'not-signed-in'))
    }
    return demand(request, principal)
  }

/** Name of the session cookie; the prefix has browsers refuse one that is not secure or host-only. */
export const sessionCookie = (secure: boolean): string =>
  secure ? '__Host-nightlight' : 'nightlight'

/** Lets in who has a session whose role may use the route, and sends others to the sign-in page. */
export const requireSession =
  (deps: Deps & { secure: boolean }) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (request.method === 'POST') refuseOtherSites(request)
    if (accessOf(request) === 'public') return undefined
    const token = request.cookies[sessionCookie(deps.secure)]
    const principal = token === undefined ? null : await authenticateSession(deps, token)
    if (!principal) return reply.redirect('/', 303)
    return demand(request, principal)
  }

/** A browser says where a form was sent from; a form of another site is not ours. */
function refuseOtherSites({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site']
  const { origin, host } = headers
  const sameSite = site === undefined || site === 'same-origin'
  // Without a referrer some browsers send the origin "null"; the token of the form decides then.
  const sameOrigin = origin === undefined || origin === 'null' || hostOf(origin) === host
  if (!sameSite || !sameOrigin) throw crossSite()
}

const hostOf = (origin: string): string | undefined => URL.parse(origin)?.host

const crossSite = (): DomainError =>
  new DomainError('forbidden', 'cross-site', 'Checking a form: it is not from here')

/** The token of the session's forms, for `form` of a POST and for rendering. */
export function formTokenOf(request: FastifyRequest, deps: Deps & { secure: boolean }): string {
  return formToken(deps.crypto, request.cookies[sessionCookie(deps.secure)] ?? '')
}

/** @throws {DomainError} forbidden `cross-site` when a form lacks the token of the session */
export function checkForm(
  request: FastifyRequest,
  deps: Deps & { secure: boolean },
  body: { form: string },
): void {
  if (body.form !== formTokenOf(request, deps)) throw crossSite()
}
