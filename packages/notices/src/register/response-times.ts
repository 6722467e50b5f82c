import { FEWEST, SHARE_HOURS } from '../statistics/measures.ts'
import { quantileOf, survival } from '../statistics/survival.ts'

/** How long something took, or has taken so far without having come to its end. */
export type Interval = { ms: number; ended: boolean }

export type ResponseTimes = {
  /** Things that were asked for; `ended` of them came to an end, the rest is still open. */
  n: number
  ended: number
  /** Ended ones by how long they took: each by the bound that it kept, null for longer than all. */
  within: { hours: number | null; count: number }[]
  /** Kaplan-Meier, milliseconds; null where fewer than that share would have ended by now. */
  medianMs: number | null
  p90Ms: number | null
  /** `n` is below `FEWEST`. */
  isFew: boolean
}

const HOUR_MS = 3_600_000

/**
 * The distribution of some intervals with its median and ninth decile.
 *
 * What is still open counts for as long as it has been: leaving it out would make whoever never acts
 * look fast.
 */
export function responseTimes(intervals: readonly Interval[]): ResponseTimes {
  const curve = survival(intervals.map((one) => ({ ...one, count: 1 })))
  const ended = intervals.filter((one) => one.ended)
  const bounds = [...SHARE_HOURS, null]
  const boundOf = (ms: number) => SHARE_HOURS.find((hours) => ms <= hours * HOUR_MS) ?? null
  return {
    n: intervals.length,
    ended: ended.length,
    within: bounds.map((hours) => ({
      hours,
      count: ended.filter(({ ms }) => boundOf(ms) === hours).length,
    })),
    medianMs: quantileOf(curve, 0.5),
    p90Ms: quantileOf(curve, 0.9),
    isFew: intervals.length < FEWEST,
  }
}
