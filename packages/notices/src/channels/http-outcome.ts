import type { Ended } from '../ended.ts'
import { retryAfterMs, type HttpEnd } from './http-call.ts'
import { cleanReply } from './smtp-reply.ts'

type Reply = Extract<HttpEnd, { status: 'reply' }>

/** Answers that mean that the way itself is shut, not only for this notice. */
const SHUT = [401, 403, 404, 410]
const LATER = [408, 425, 429]

/**
 * What an answer that did not take a notice means: 408, 425, 429 and 5xx that it is to be tried again,
 * anything else, redirects too, that it goes on by mail.
 */
export function declined({ code, headers }: Reply, now: Date): Ended {
  const response = `HTTP ${code}`
  if (!LATER.includes(code) && code < 500) {
    return { status: 'turned-away', code, response, closes: isShut({ code }) }
  }
  const wait = retryAfterMs(headers['retry-after'], now)
  return { status: 'deferred', code, response, ...(wait === null ? {} : { retryInMs: wait }) }
}

/** What a call without an answer means. */
export const unanswered = ({ status, reason }: Exclude<HttpEnd, Reply>): Ended =>
  status === 'unreached'
    ? { status: 'deferred', code: null, response: cleanReply(reason) }
    : { status: 'in-doubt', response: cleanReply(reason) }

export const isTaken = ({ code }: Reply): boolean => code >= 200 && code < 300

export const isShut = ({ code }: Pick<Reply, 'code'>): boolean => SHUT.includes(code)
