import type { DbOrTransaction } from '@nightlight/runtime'
import { toldIntervals, type ToldInterval } from '../register/history-store.ts'
import { responseTimes, type ResponseTimes } from '../register/response-times.ts'
import { AGE_BOUNDS } from '../statistics/measures.ts'
import { endedWithin, survival } from '../statistics/survival.ts'
import { openByAge } from './told-items.ts'

export type TimesWithShare = ResponseTimes & {
  /** Share that had ended within 24 hours, by the same curve as the median; null where nothing was watched for so long. */
  within24h: number | null
  /** Not ended, and not waited for any more: taken back, moved, closed, or gone without an answer. */
  over: number
}

export type OwnTimes = {
  asOf: Date
  since: Date
  /** There are more than the 5,000 items that were told last. */
  truncated: boolean
  /** Items first seen gone before the provider was told; not among the removals. */
  goneBefore: number
  /** From the first notice (T6) to the first answer. */
  answer: TimesWithShare
  /** From the first notice (T6) to first seen gone (T9), once that was verified. */
  removal: TimesWithShare
  open: Awaited<ReturnType<typeof openByAge>>
}

const DAY_MS = 86_400_000

/** How fast one provider answered and removed in 365 days, as the register has it, and what is open there now. */
export async function ownTimes(
  db: DbOrTransaction,
  providerId: string,
  now: Date,
): Promise<OwnTimes> {
  const { answer, removal, ...told } = await toldIntervals(db, [providerId], now)
  return {
    asOf: now,
    ...told,
    answer: withShare(answer),
    removal: withShare(removal),
    open: await openByAge(db, providerId, AGE_BOUNDS, now),
  }
}

function withShare(intervals: readonly ToldInterval[]): TimesWithShare {
  const curve = survival(intervals.map((one) => ({ ...one, count: 1 })))
  const share = intervals.length === 0 ? null : endedWithin(curve, DAY_MS)
  return {
    ...responseTimes(intervals),
    // what 1 - 4/5 misses of 1/5 is none of theirs
    within24h: share === null ? null : Number(share.toFixed(4)),
    over: intervals.filter(({ ended, isOver }) => isOver && !ended).length,
  }
}
