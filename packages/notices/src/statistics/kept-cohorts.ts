import type { Closing, Cohort, Members } from './cohort.ts'
import { keepCohort, type KeptCohort } from './kept-cohort.ts'

/** As many as two pages of figures ask for. */
const MOST = 12

/** Cohorts of facts that change. */
export type KeptCohorts<Clock extends string, By extends string> = {
  /** Has to be told of each row before it is written. */
  changing: (row: number) => void
  membersOf: (cohort: Cohort<Clock, By>, now: Date) => Members<By>
}

/** Keeps the counts of those cohorts that were asked for last, but for those of one group: there are too many. */
export function keepCohorts<Clock extends string, By extends string>(
  facts: Closing<Clock, By>,
): KeptCohorts<Clock, By> {
  const kept = new Map<string, KeptCohort<By>>()
  return {
    changing(row) {
      for (const one of kept.values()) one.changing(row)
    },
    membersOf(cohort, now) {
      if (cohort.only || cohort.without) return membersOf(facts, cohort, now)
      // up to now is another period every time, and the same one to count on in
      const isSoFar = cohort.until.getTime() === now.getTime()
      const key = JSON.stringify([{ ...cohort, until: isSoFar ? null : cohort.until }])
      const one = kept.get(key) ?? keepCohort<Clock, By>(facts, cohort, isSoFar)
      kept.delete(key)
      kept.set(key, one)
      const [oldest] = kept.keys()
      if (kept.size > MOST) kept.delete(oldest!)
      return one.at(now) ?? membersOf(facts, cohort, now)
    },
  }
}

/** Who is in a cohort of facts, counted for this once. */
export function membersOf<Clock extends string, By extends string>(
  facts: Closing<Clock, By>,
  cohort: Cohort<NoInfer<Clock>, NoInfer<By>>,
  now: Date,
): Members<By> {
  return keepCohort<Clock, By>(facts, cohort).at(now)!
}
