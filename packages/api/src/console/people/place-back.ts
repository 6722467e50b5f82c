import type { FastifyReply, FastifyRequest } from 'fastify'
import { isAllowed, type Access } from '../../identity/principal.ts'

type Secure = { secure: boolean }

const KEPT_S = 3600
const LONGEST = 1000
/** A page of ours: nothing that a browser could take for another site, or that leads up from there. */
const PLACE = /^\/(?:console|portal)(?:\/[\w-]+)*(?:\?[\w\-.=&%+~:,]*)?$/

const nameOf = ({ secure }: Secure): string => (secure ? '__Host-back' : 'back')
const attributesOf = ({ secure }: Secure) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure }) as const

/**
 * Has the browser remember for an hour where somebody was who has to sign in first. In a cookie: it stands in no address.
 *
 * @param place.access  what the page asks of whoever comes back to it
 */
export function keepPlaceBack(
  reply: FastifyReply,
  deps: Secure,
  { access, path }: { access: Access; path: string },
): void {
  if (path.length > LONGEST || !PLACE.test(path)) return
  reply.setCookie(nameOf(deps), `${access} ${path}`, { ...attributesOf(deps), maxAge: KEPT_S })
}

export const hasPlaceBack = (request: FastifyRequest, deps: Secure): boolean =>
  (request.cookies[nameOf(deps)] ?? '') !== ''

export function forgetPlaceBack(reply: FastifyReply, deps: Secure): void {
  reply.clearCookie(nameOf(deps), attributesOf(deps))
}

/** Where whoever signed in goes on, once; null where they were nowhere, and where it is not for their role. */
export function takePlaceBack(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Secure,
): string | null {
  const kept = request.cookies[nameOf(deps)]
  if (kept === undefined) return null
  forgetPlaceBack(reply, deps)
  const [access = '', path = ''] = kept.split(' ')
  const isTheirs = request.principal && isAllowed(request.principal.role, access as Access)
  return isTheirs && PLACE.test(path) ? path : null
}
