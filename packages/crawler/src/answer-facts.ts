import { isCutOff } from './cut-off.ts'
import type { FetchOutcome } from './fetch/outcome.ts'

/** What an answer said about itself, without what it held. */
export type AnswerFacts = {
  httpStatus: number | null
  /** Redirects that were followed before it. */
  redirects: number
  server: string | null
  contentType: string | null
  /** Allowed response headers, see `fetch/response-headers.ts`. */
  headers: Readonly<Record<string, string>>
  /** Who said that there is no such name; null when nobody did. */
  absentBy: string | null
  /** The first bytes of an answer with an error status; empty for any other. */
  start: Uint8Array
  /** A picture that ends before its own end. */
  isCutOff?: boolean
}

const START_BYTES = 64 * 1024

export function factsOf(answer: FetchOutcome): AnswerFacts {
  const { httpStatus, redirects, server, contentType, headers, dns } = answer.observation
  const isError = answer.status === 'answered' && answer.httpStatus >= 400
  return {
    httpStatus,
    redirects,
    server,
    contentType,
    headers,
    absentBy: dns?.isAbsent ? dns.resolver : null,
    // A copy, so that a large body is not held for its first bytes.
    isCutOff: answer.status === 'answered' && !isError && isCutOff(answer.body),
    start: isError ? answer.body.slice(0, START_BYTES) : new Uint8Array(0),
  }
}
