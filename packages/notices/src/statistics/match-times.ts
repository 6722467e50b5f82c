import type { DbOrTransaction } from '@nightlight/runtime'
import type { Cohort, Members } from './cohort.ts'
import type { Facts, MatchFactStore } from './fact-store.ts'
import {
  MATCH_MEASURES,
  type MatchClock,
  type MatchDimension,
  type MatchKey,
  type MatchMeasureName,
} from './match-measures.ts'
import { isEnough, stepTimes, type StepTimes } from './step-times.ts'

/** What was decided: by the first decision of a person, and by rules, which are in no other figure. */
export type DecidedCounts = {
  /** Null where too few are told of. */
  confirmed: number | null
  rejected: number | null
  /** Decided by the rule of their list as they were found: nobody waited. */
  byRule: number | null
}

/** Only of matches that a person decides. */
export type MatchTimes = StepTimes<MatchDimension> & {
  measure: MatchMeasureName
  decisions: DecidedCounts
}

type MatchCohort = Cohort<MatchClock, MatchKey>

/**
 * How long matches that a person has to decide waited for that, whatever was decided.
 *
 * @param which  those that were found in its period; what came later is in it up to `now`
 * @param asked.seesCases  as of `stepTimes`, of matches
 */
export async function matchTimes(
  { db, facts: store }: { db: DbOrTransaction; facts: MatchFactStore },
  {
    measure,
    ...which
  }: Pick<MatchCohort, 'since' | 'until'> & {
    measure: MatchMeasureName
    only?: { by: MatchDimension; key: string } | undefined
  },
  { by, ...reader }: { by: MatchDimension | null; now: Date; seesCases: boolean },
): Promise<MatchTimes> {
  const facts = await store.read()
  const clocks = MATCH_MEASURES[measure]
  const cohort: MatchCohort = { clocks, ...which, among: { by: 'way', key: 'person' } }
  const byRule = countByRule(facts, { ...cohort, among: { by: 'way', key: 'rule' } }, reader)
  const decided = (members: Members<MatchKey> | null): DecidedCounts => {
    const ended = members && members.endedBy('verdict')
    const saying = (verdict: string): number | null =>
      ended && (ended.find(({ key }) => key === verdict)?.n ?? 0)
    return { confirmed: saying('confirm'), rejected: saying('reject'), byRule }
  }
  const times = await stepTimes({ db, facts }, cohort, { by, ...reader }, (members) => ({
    measure,
    decisions: decided(members),
  }))
  return { ...times, by: times.by && by }
}

function countByRule(
  facts: Facts<MatchClock, MatchKey>,
  cohort: MatchCohort,
  { now, seesCases }: { now: Date; seesCases: boolean },
): number | null {
  const n = facts.membersOf(cohort, now).n
  return seesCases || isEnough(facts, cohort, { n, before: 0 }, now) ? n : null
}
