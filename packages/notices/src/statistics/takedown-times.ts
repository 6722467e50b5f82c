import type { DbOrTransaction } from '@nightlight/runtime'
import type { Cohort, Members } from './cohort.ts'
import type { FactStore } from './fact-store.ts'
import { cohortOf, stopsWhenGone, type Dimension, type MeasureName } from './measures.ts'
import { stepTimes, type StepTimes } from './step-times.ts'

export type TakedownTimes = StepTimes<Dimension> & {
  measure: MeasureName
  /** What a removal time may be too long by; null where the measure does not end in a look. */
  gap: { medianMs: number | null; p90Ms: number | null } | null
}

/**
 * How long a step of takedowns took, in all and by group.
 *
 * @param cohort  those whose first clock lies in its period; what came later is in it up to `now`
 * @param asked.seesCases  as of `stepTimes`
 */
export async function takedownTimes(
  { db, facts }: { db: DbOrTransaction; facts: FactStore },
  { measure, ...which }: Pick<Cohort, 'since' | 'until' | 'only'> & { measure: MeasureName },
  asked: { by: Dimension | null; now: Date; seesCases: boolean },
): Promise<TakedownTimes> {
  const of = { db, facts: await facts.read() }
  const isOfRemoval = !stopsWhenGone(measure)
  const gapOf = (members: Members | null) => ({
    measure,
    gap: members && isOfRemoval ? members.gaps() : null,
  })
  return stepTimes(of, { ...cohortOf(measure), ...which }, asked, gapOf)
}
