import { DomainError, notAllowed, type Permission } from '@nightlight/contract'
import type { Db, FieldCrypto } from '@nightlight/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { authenticateKey } from './identity/api-key.ts'
import { keepPlaceBack } from './console/people/place-back.ts'
import { isAllowed, isInScope, type Access, type Principal } from './identity/principal.ts'
import { isSameSecret } from './identity/same-secret.ts'
import { identityOptions, type IdentityOptions } from './identity/identity-options.ts'
import { authenticateSession, formToken, type Session } from './identity/session.ts'
import { problem } from './errors.ts'
import { certificateOf } from './machines/client-certificate.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route asks of its caller; a route without it is not accepted. */
    access?: Access
    /** Asks whoever has a session to have shown within five minutes who they are; a function says of which request. */
    stepUp?: boolean | ((request: FastifyRequest) => Promise<boolean>)
    /**
     * What is asked for is a file: browsers save it and stay on the page that asked for it. With `stepUp`, a link to it has no
     * `download`: for such a link browsers report that the file failed, and do not show the page that asks.
     */
    sendsFile?: boolean
    /** Reached by a session of a link before a passkey was made, too. */
    beforeEnrolment?: boolean
    /** Asked for by a page that lies open: no sign that anybody is there. */
    unattended?: boolean
    /** The page on which the form stands that is sent here, where it is not the nearest above; names are of the address or the form. */
    formOn?: string
  }
  interface FastifyRequest {
    /** Set on every route that is not public. */
    principal: Principal | null
    /** Set where a cookie said who it is. */
    session: Session | null
    /** A form that came when its session was over: it is read, and nothing is done about it. */
    isLapsed: boolean
  }
}

type Deps = { db: Db; crypto: FieldCrypto; now: () => Date }
type SessionDeps = Deps & { secure: boolean; identity?: Partial<IdentityOptions> | undefined }

/** How people prove here who they are. */
export const identityOf = ({ secure, identity }: SessionDeps): IdentityOptions =>
  identityOptions(secure, identity)

/** Who makes this request. @throws {TypeError} on a public route, which is a mistake of ours */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new TypeError('Reading the caller: the route is public')
  return request.principal
}

const accessOf = (request: FastifyRequest): Access => request.routeOptions.config.access ?? 'public'

function demand(request: FastifyRequest, principal: Principal): void {
  const access = accessOf(request)
  if (!isAllowed(principal.role, access)) {
    throw notAllowed('Checking access', principal.role, access as Permission)
  }
  if (!isInScope(principal, access)) {
    throw new DomainError(
      'forbidden',
      'key-scope',
      'Checking access: the key is held to less than this',
    )
  }
  request.principal = principal
}

/** Lets in who sends a key whose role may use the route. */
export const requireKey =
  (deps: Deps & { proxies?: string[] }) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const certificate = certificateOf(request, deps.proxies ?? [])
    if (accessOf(request) === 'public') return undefined
    const [, key] = /^Bearer ([!-~]+)$/i.exec(request.headers.authorization ?? '') ?? []
    const principal =
      key === undefined
        ? null
        : await authenticateKey(deps, key, { address: request.ip, certificate })
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

/** The session of this request. @throws {TypeError} on a public route, which is a mistake of ours */
export function sessionOf(request: FastifyRequest): Session {
  if (!request.session) throw new TypeError('Reading the session: the route is public')
  return request.session
}

/**
 * Lets in who has a session whose role may use the route, and sends others to the sign-in page. Where a passkey is
 * required, who came by a link gets no further than to where one is made. A form whose session is over is let through
 * without a principal, for `answerLapsed` to answer before it is looked at.
 */
export const requireSession =
  (deps: SessionDeps) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (request.method === 'POST') refuseOtherSites(request)
    const { config } = request.routeOptions
    if (accessOf(request) === 'public') return undefined
    const token = request.cookies[sessionCookie(deps.secure)]
    const known =
      token === undefined
        ? null
        : await authenticateSession(deps, token, config.unattended !== true)
    if (!known) {
      request.isLapsed = token !== undefined && isForm(request)
      if (request.isLapsed) return undefined
      if (isPage(request)) {
        keepPlaceBack(reply, deps, { access: accessOf(request), path: request.url })
      }
      return reply.redirect('/', 303)
    }
    const mustEnrol = known.session.level === 'link' && identityOf(deps).enrol === 'required'
    if (mustEnrol && !config.beforeEnrolment) return reply.redirect('/console/account', 303)
    request.session = known.session
    return demand(request, known.principal)
  }

const FORM_TYPE = 'application/x-www-form-urlencoded'

/** Whether somebody typed what was sent: neither a file nor what a script asks, nor the wish to be signed out. */
const isForm = ({ method, headers, routeOptions }: FastifyRequest): boolean =>
  method === 'POST' &&
  routeOptions.url !== '/sign-out' &&
  routeOptions.config.isStreamed !== true &&
  (headers['content-type'] ?? '').startsWith(FORM_TYPE)

/** Whether somebody would come back to it: the overview is where sign-in leads anyway. */
const isPage = ({ method, headers, routeOptions: { url, config } }: FastifyRequest): boolean =>
  method === 'GET' &&
  url !== '/console' &&
  !config.sendsFile &&
  !config.unattended &&
  (headers.accept ?? '').includes('text/html')

/** How long after they showed who they are somebody may do what is dangerous. */
export const STEP_UP_MS = 5 * 60_000

/**
 * Whether this person has to show again who they are before this.
 *
 * A link shows nothing: a session of one is never fresh. Nor is one of a sign-in at the provider, which lets in without a
 * question whoever signed in there this morning. Whoever has nothing to show, which is possible only where a
 * passkey is optional, is not asked; the audit log says of their session that it began with a link.
 */
export function needsStepUp(
  { level, createdAt, steppedUpAt, hasCredential }: Session,
  now: Date,
): boolean {
  if (!hasCredential) return false
  const shownAt = steppedUpAt ?? (level === 'passkey' ? createdAt : null)
  return shownAt === null || now.getTime() - shownAt.getTime() > STEP_UP_MS
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
export const formTokenOf = (request: FastifyRequest, { crypto }: Pick<Deps, 'crypto'>): string =>
  request.session ? formToken(crypto, request.session.id) : ''

/** @throws {DomainError} forbidden `cross-site` when a form lacks the token of the session */
export function checkForm(
  request: FastifyRequest,
  deps: Pick<Deps, 'crypto'>,
  body: { form: string },
): void {
  const isOurs = request.session !== null && isSameSecret(body.form, formTokenOf(request, deps))
  if (!isOurs) throw crossSite()
}
