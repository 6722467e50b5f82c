/** How long something took, or has taken so far without having come to its end. */
export type Interval = { ms: number; ended: boolean }

/** Bounds of the distribution, hours: the shares by which hotlines report; what took longer comes last. */
export const WITHIN_HOURS = [1, 24, 48, 72, 168, 672] as const

/** Of fewer a share or a percentile says next to nothing. */
export const FEW = 10

export type ResponseTimes = {
  /** Things that were asked for; `ended` of them came to an end, the rest is still open. */
  n: number
  ended: number
  /** Ended ones by how long they took: each by the bound that it kept, null for longer than all. */
  within: { hours: number | null; count: number }[]
  /** Kaplan-Meier, milliseconds; null where fewer than that share would have ended by now. */
  medianMs: number | null
  p90Ms: number | null
  /** `n` is below `FEW`. */
  isFew: boolean
}

const HOUR_MS = 3_600_000

/**
 * The distribution of some intervals with its median and ninth decile.
 *
 * What is still open counts for as long as it has been: leaving it out would make whoever never acts
 * look fast.
 *
 * @see Kaplan, Meier: Nonparametric Estimation from Incomplete Observations, JASA 1958
 */
export function responseTimes(intervals: readonly Interval[]): ResponseTimes {
  const ended = intervals.filter((one) => one.ended)
  const bounds = [...WITHIN_HOURS, null]
  const boundOf = (ms: number) => WITHIN_HOURS.find((hours) => ms <= hours * HOUR_MS) ?? null
  return {
    n: intervals.length,
    ended: ended.length,
    within: bounds.map((hours) => ({
      hours,
      count: ended.filter(({ ms }) => boundOf(ms) === hours).length,
    })),
    medianMs: quantile(intervals, 0.5),
    p90Ms: quantile(intervals, 0.9),
    isFew: intervals.length < FEW,
  }
}

/** Products of fractions such as 9/10 · 8/9 miss their value by the last bits. */
const ROUNDING = 1e-9

function quantile(intervals: readonly Interval[], share: number): number | null {
  const sorted = [...intervals].sort((a, b) => a.ms - b.ms || Number(b.ended) - Number(a.ended))
  let left = 1
  for (const [index, { ms, ended }] of sorted.entries()) {
    if (ended) left *= 1 - 1 / (sorted.length - index)
    if (ended && left <= 1 - share + ROUNDING) return ms
  }
  return null
}
