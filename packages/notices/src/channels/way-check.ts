import type { TestOutcome } from '@nightlight/runtime'
import type { HttpEnd } from './http-call.ts'

/** What came of asking an interface something that reports nothing. */
export type WayCheck = {
  outcome: Extract<TestOutcome, 'proved' | 'reached' | 'turned-away' | 'deferred'>
  /** Status of HTTP; null where there was no answer. */
  code: number | null
}

const REFUSED = [401, 403]
const BUSY = [408, 425, 429]

/**
 * Reads the answer to such a question. It claims no more than the answer says: keys are taken only where the answer has what is given
 * to those who have the right to it.
 *
 * @param isProof  whether a body is such an answer
 */
export function wayCheckOf(end: HttpEnd, isProof: (body: unknown) => boolean): WayCheck {
  if (end.status !== 'reply') return { outcome: 'deferred', code: null }
  const { code, body } = end
  if (REFUSED.includes(code)) return { outcome: 'turned-away', code }
  if (BUSY.includes(code) || code >= 500) return { outcome: 'deferred', code }
  return { outcome: code === 200 && isProof(parsed(body)) ? 'proved' : 'reached', code }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return null
  }
}
