import type { Verdict } from '@nightlight/contract'
import type { CheckDetail } from '@nightlight/runtime'
import type { Visited } from '../visit-location.ts'

const GONE_STATUSES = new Set(['http-404', 'http-410'])

/**
 * What an address that shows no picture says about removal.
 *
 * Only a clear "not there" counts as gone. A server in trouble, a refusal, a lost connection, a block
 * for some countries (451), or a page in the picture's place (it may ask for an age, a login or a
 * browser check) says nothing by itself.
 */
export function withoutPicture(visited: Visited): { outcome: 'gone' | 'unknown'; code: string } {
  if (visited.outcome === 'page') {
    return { outcome: 'unknown', code: asksForLogin(visited.body) ? 'login-page' : 'page-instead' }
  }
  const isClear = visited.outcome === 'failed' && GONE_STATUSES.has(visited.code)
  return { outcome: isClear ? 'gone' : 'unknown', code: visited.code }
}

/** A form with a password field, anywhere in the first half mebibyte. */
export function asksForLogin(body: Uint8Array): boolean {
  const text = Buffer.from(body.subarray(0, 512 * 1024)).toString('latin1')
  return /type\s{0,9}=\s{0,9}["']?password/i.test(text)
}

/** Anything still there means present; else anything unclear means unknown; else gone. */
export function verdictOf(details: readonly Pick<CheckDetail, 'outcome'>[]): Verdict {
  if (details.some(({ outcome }) => outcome === 'present')) return 'present'
  return details.length === 0 || details.some(({ outcome }) => outcome === 'unknown')
    ? 'unknown'
    : 'gone'
}
