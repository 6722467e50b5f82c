import { refused, failed } from './stop.ts'
import { MAX_URL_LENGTH } from './url-rules.ts'

const REDIRECTS = [301, 302, 303, 307, 308]

/** `Location` of an answer that redirects, as received; null for every other answer. */
export function redirectTarget(answer: {
  httpStatus: number
  headers: ReadonlyMap<string, string>
}): string | null {
  return REDIRECTS.includes(answer.httpStatus) ? (answer.headers.get('location') ?? null) : null
}

/**
 * Resolves a redirect against the URL that sent it; the result is still to be checked as any URL.
 *
 * Spaces are encoded, as browsers do; control characters and backslashes are refused, as in a report.
 *
 * @param location  header value, one character a byte
 * @throws {FetchStop} `redirect-refused`: unreadable, or from https to http on another host
 */
export function followRedirect(location: string, from: URL): URL {
  const text = Buffer.from(location, 'latin1').toString('utf8').trim()
  if (text.length > MAX_URL_LENGTH || /[\p{Cc}\\]/u.test(text)) {
    throw refused('redirect-refused', 'Read the redirect: malformed')
  }
  const next = URL.parse(text.replace(/\s/gu, '%20'), from.href)
  if (next === null) throw refused('redirect-refused', 'Read the redirect: malformed')
  if (from.protocol === 'https:' && next.protocol === 'http:' && next.hostname !== from.hostname) {
    throw refused('redirect-refused', 'Follow the redirect: leaves TLS for another host')
  }
  return next
}

/**
 * Counts redirects of one fetch and refuses to go round in circles.
 *
 * @returns a function to call with each URL before it is fetched, the first one included
 */
export function createTrail(maxRedirects: number): (canonical: string) => number {
  const visited = new Set<string>()
  return (canonical) => {
    if (visited.has(canonical)) throw failed('too-many-redirects', 'Follow the redirect: a circle')
    if (visited.size > maxRedirects) {
      throw failed('too-many-redirects', `Follow the redirect: more than ${maxRedirects}`)
    }
    visited.add(canonical)
    return visited.size - 1
  }
}
