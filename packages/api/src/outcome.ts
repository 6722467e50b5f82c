import type { Verdict } from '@nightlight/contract'

/** What a takedown has come to, in the one word that every page and answer uses. */
export const OUTCOMES = [
  'awaiting',
  'still-present',
  'seen-gone',
  'unknown',
  'resurfaced',
  'removed',
  'closed',
] as const
export type TakedownOutcome = (typeof OUTCOMES)[number]

export type OutcomeFacts = {
  status: string
  lastVerdict: Verdict | null
  resurfacings: number
  /** T6; a look counts as an answer to a notice only when it came after it. */
  firstNoticeAt: Date | null
  lastPresentAt: Date | null
}

/**
 * Derives the outcome; `unknown` is said of a check that could not tell, never of silence, and `seen-gone`
 * of a disappearance that other checks have yet to prove.
 */
export function takedownOutcome(facts: OutcomeFacts): TakedownOutcome {
  if (facts.status === 'closed') return 'closed'
  if (facts.status === 'removed' || facts.status === 'watching') return 'removed'
  if (facts.resurfacings > 0) return 'resurfaced'
  if (facts.lastVerdict === 'unknown') return 'unknown'
  if (facts.lastVerdict === 'gone') return 'seen-gone'
  return facts.lastVerdict === 'present' && isAfterNotice(facts) ? 'still-present' : 'awaiting'
}

const isAfterNotice = ({ firstNoticeAt, lastPresentAt }: OutcomeFacts): boolean =>
  firstNoticeAt !== null && lastPresentAt !== null && lastPresentAt > firstNoticeAt
