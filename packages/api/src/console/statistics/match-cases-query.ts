import { CASE_AGES, MATCH_DIMENSIONS, MATCH_STATES, type MatchFilter } from '@nightlight/notices'
import { Type, type Static } from 'typebox'
import { oneOf } from '../../schemas.ts'
import { Instant, Key, shortly } from '../supervision/cases-query.ts'

/** Of which part of a figure the matches are listed; each filter stands by itself. */
export const MatchCasesQuery = Type.Object({
  from: Instant,
  to: Instant,
  /** As of when, as the figure. */
  at: Instant,
  state: Type.Optional(oneOf(MATCH_STATES)),
  age: Type.Optional(oneOf(CASE_AGES)),
  list: Key,
  class: Key,
  tier: Key,
  source: Key,
  /** What the figures that it came from are told apart by: the way back leads to these. */
  group: Type.Optional(oneOf(MATCH_DIMENSIONS)),
})
export type MatchCasesAsked = Static<typeof MatchCasesQuery>

/** What was chosen, and what is taken back of it. */
type Choice = { [Name in keyof MatchCasesAsked]?: MatchCasesAsked[Name] | undefined }

/**
 * The address of the list.
 *
 * @param choice.after  the match after which a page begins
 */
export function matchCasesPath(asked: Choice & { after?: string }): string {
  const query = new URLSearchParams(
    Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
  return `/console/statistics/matches${query.size === 0 ? '' : `?${shortly(query)}`}`
}

export function matchFilterOf(asked: MatchCasesAsked, now: Date): MatchFilter {
  const { from, to, at, state, age } = asked
  const instant = (text: string | undefined) => (text === undefined ? undefined : new Date(text))
  const groups: NonNullable<MatchFilter['groups']> = {}
  for (const by of MATCH_DIMENSIONS) {
    const key = asked[by]
    if (key !== undefined) groups[by] = key
  }
  return { since: instant(from), until: instant(to), at: instant(at), now, state, age, groups }
}
