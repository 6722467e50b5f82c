import type { FetchLimits } from './limits.ts'
import { FetchStop, errorCode, failed } from './stop.ts'

/** The head of an answer and its body as received. */
export type Answer = {
  httpStatus: number
  /** Lower-case names; repeated headers joined with a comma, except that `location` keeps its first. */
  headers: ReadonlyMap<string, string>
  body: AsyncIterable<Uint8Array>
  /** Closes the connection at once; nothing is kept alive. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Joins the header lines of one answer.
 *
 * @throws {FetchStop} `headers-too-large`: more lines than `maxHeaders`
 */
export function foldHeaders(
  lines: readonly (readonly [name: string, value: string])[],
  { maxHeaders }: Pick<FetchLimits, 'maxHeaders'>,
): ReadonlyMap<string, string> {
  if (lines.length > maxHeaders) {
    throw failed('headers-too-large', `Read the headers: ${lines.length} headers`)
  }
  const headers = new Map<string, string>()
  for (const [name, value] of lines) {
    const earlier = headers.get(name)
    if (earlier === undefined) headers.set(name, value)
    else if (name !== 'location') headers.set(name, `${earlier}, ${value}`)
  }
  return headers
}

/** A stop for more interim (1xx) answers than `maxInterim`, or null. */
export function tooManyInterim(
  interim: number,
  { maxInterim }: Pick<FetchLimits, 'maxInterim'>,
): FetchStop | null {
  if (interim <= maxInterim) return null
  return failed('headers-too-large', `Read the headers: ${interim} interim answers`)
}

/** A stop for headers that are not complete in time. */
export function lateHeaders(): FetchStop {
  return failed('timeout', 'Read the headers: timed out')
}

/** Says what an error of the connection or the HTTP parser means. */
export function toStop(error: unknown): FetchStop {
  if (error instanceof FetchStop) return error
  const code = errorCode(error)
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') {
    return failed('headers-too-large', `Read the headers: ${code}`)
  }
  return failed('connection-lost', `Read the answer: ${code}`)
}
