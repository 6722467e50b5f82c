import { UNKNOWN } from '../statistics/fact-columns.ts'
import type { Facts, FactStore } from '../statistics/fact-store.ts'
import { cohortOf, FEWEST, type MeasureName } from '../statistics/measures.ts'
import { isOfMany } from '../statistics/small-numbers.ts'
import { quantileOf } from '../statistics/survival.ts'
import { curveOf } from '../statistics/times-of.ts'

export type OthersMedian = {
  /** Kaplan-Meier, milliseconds; null where fewer than half have ended by now. */
  medianMs: number | null
  n: number
  providers: number
}

/** Medians of all other providers; null where they are too few to tell of. */
export type OthersTimes = { answer: OthersMedian | null; removal: OthersMedian | null }

/** How fast all other providers answered (T6 to T8) and removed (T6 to T9); null where they are too few to tell of. */
export async function othersTimes(
  facts: FactStore,
  providerId: string,
  { since, now }: { since: Date; now: Date },
): Promise<OthersTimes> {
  const read = await facts.read()
  const of = (measure: MeasureName) => othersMedian(read, { measure, providerId, since, now })
  return { answer: of('acknowledgement'), removal: of('removal-after-notice') }
}

/** The median of one measure of everybody but one provider, whose own figures could be taken out of one of all. */
export function othersMedian(
  facts: Pick<Facts, 'membersOf'>,
  {
    measure,
    providerId,
    since,
    now,
  }: { measure: MeasureName; providerId: string; since: Date; now: Date },
): OthersMedian | null {
  const without = { by: 'provider', keys: [providerId, UNKNOWN] } as const
  const others = facts.membersOf({ ...cohortOf(measure), since, until: now, without }, now)
  const sizes = others.sizesBy('provider')
  if (!isOfMany(sizes)) return null
  const curve = curveOf(others.lengths())
  if (curve.n < FEWEST) return null
  return { medianMs: quantileOf(curve, 0.5), n: curve.n, providers: sizes.length }
}
