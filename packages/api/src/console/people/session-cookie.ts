import type { FastifyReply } from 'fastify'
import { sessionCookie } from '../../access.ts'
import { SESSION_MS } from '../../identity/session.ts'
import { forgetPlaceBack } from './place-back.ts'

const attributesOf = ({ secure }: { secure: boolean }) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure }) as const

/** Longer than any session lives, so that a form that comes after its end is known for one (`answerLapsed`). */
const KEPT_MS = 2 * SESSION_MS

/** Gives the browser the token of its session, in place of any it had. */
export function keepSession(reply: FastifyReply, deps: { secure: boolean }, token: string): void {
  const attributes = { ...attributesOf(deps), maxAge: KEPT_MS / 1000 }
  reply.setCookie(sessionCookie(deps.secure), token, attributes)
}

/**
 * Has the browser forget its session, and whatever it kept of our pages.
 *
 * Not its storage: that has how somebody wants to use pages (single keys off, times in UTC) and nothing of a case or a person.
 */
export function forgetSession(reply: FastifyReply, deps: { secure: boolean }): void {
  reply.clearCookie(sessionCookie(deps.secure), attributesOf(deps))
  forgetPlaceBack(reply, deps)
  reply.header('clear-site-data', '"cache"')
}
