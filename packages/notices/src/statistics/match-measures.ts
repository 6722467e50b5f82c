import type { FactShape } from './fact-columns.ts'

/** When something happened to a match: see `match_fact`. */
export const MATCH_CLOCKS = [
  'found_at',
  'decided_at',
  'counts_at',
  'closed_at',
  'closed_known_at',
] as const
export type MatchClock = (typeof MATCH_CLOCKS)[number]

/** What is measured of matches, whatever was decided of them; of these alone that a person has to decide. */
export const MATCH_MEASURES = {
  /** From when it was found to the first decision that was not undone. */
  'match-decision': {
    from: 'found_at',
    to: 'decided_at',
    known: 'counts_at',
    closedKnown: 'closed_known_at',
  },
} as const satisfies Record<string, Record<'from' | 'to' | 'known' | 'closedKnown', MatchClock>>
export type MatchMeasureName = keyof typeof MATCH_MEASURES
export const MATCH_MEASURE_NAMES = Object.keys(MATCH_MEASURES) as MatchMeasureName[]

/** What these figures are told apart by; `source` is by which way the first report came. */
export const MATCH_DIMENSIONS = ['list', 'class', 'tier', 'source'] as const
export type MatchDimension = (typeof MATCH_DIMENSIONS)[number]

/** Who decides it, and what the decision said, beside what figures are told apart by. */
export type MatchKey = MatchDimension | 'way' | 'verdict'
export const MATCH_SHAPE: FactShape<MatchClock, MatchKey> = {
  clocks: MATCH_CLOCKS,
  ids: ['list'],
  texts: ['class', 'tier', 'source', 'way', 'verdict'],
}
