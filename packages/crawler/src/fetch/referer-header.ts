import { isBelowOnion } from './onion.ts'

/**
 * What a browser says about the page that names an address: its whole URL to the same origin, the origin
 * alone to others, nothing from https to http. The name of an onion service is told to nobody else.
 *
 * @param from  null when nothing is to be said
 * @see https://www.w3.org/TR/referrer-policy/#referrer-policy-strict-origin-when-cross-origin
 */
export function refererHeader(from: URL | null, to: URL): Record<string, string> {
  if (from === null || (from.protocol === 'https:' && to.protocol === 'http:')) return {}
  const isSame = from.origin === to.origin
  if (!isSame && isBelowOnion(from.hostname.replace(/\.$/, ''))) return {}
  if (!isSame) return { referer: `${from.origin}/` }
  const whole = new URL(from)
  whole.hash = whole.username = whole.password = ''
  return { referer: whole.href }
}
