/** How many things took so long: to their end, or so far without one. */
export type Duration = { ms: number; ended: boolean; count: number }

/** A point of the curve: right after `ms`, the share that is still open, and the bounds of its 95 % interval. */
export type SurvivalPoint = { ms: number; open: number; low: number; high: number }

export type Survival = {
  n: number
  ended: number
  /** Where the curve falls, in order; it begins with 1 at 0. */
  points: SurvivalPoint[]
}

/**
 * The share that is still open, by time: Kaplan-Meier, with the interval by Greenwood's variance of log(-log).
 *
 * What has not ended counts for as long as it has been open. What ended after as long as another was open counts first.
 *
 * @see Kaplan, Meier: Nonparametric Estimation from Incomplete Observations, JASA 1958
 */
export function survival(durations: readonly Duration[]): Survival {
  const sorted = durations
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => a.ms - b.ms || Number(b.ended) - Number(a.ended))
  const n = sorted.reduce((sum, { count }) => sum + count, 0)
  const points: SurvivalPoint[] = []
  let [atRisk, open, variance, ended] = [n, 1, 0, 0]
  for (const { ms, ended: isEnd, count } of sorted) {
    if (isEnd) {
      open *= 1 - count / atRisk
      variance += count === atRisk ? 0 : count / (atRisk * (atRisk - count))
      ended += count
      if (open < ROUNDING) open = 0
      if (points.at(-1)?.ms === ms) points.pop()
      points.push({ ms, open, ...interval(open, variance) })
    }
    atRisk -= count
  }
  return { n, ended, points }
}

/** Products of fractions such as 9/10 · 8/9 miss their value by the last bits. */
const ROUNDING = 1e-9
/** Of the normal distribution, both sides. */
const Z_95 = 1.959964

function interval(open: number, variance: number): { low: number; high: number } {
  if (open <= 0 || open >= 1) return { low: open, high: open }
  const width = (Z_95 * Math.sqrt(variance)) / Math.abs(Math.log(open))
  return { low: open ** Math.exp(width), high: open ** Math.exp(-width) }
}

/** After how long this share had ended; null where fewer have by now. */
export const quantileOf = ({ points }: Survival, share: number): number | null =>
  points.find(({ open }) => open <= 1 - share + ROUNDING)?.ms ?? null

/** The share that had ended within so long; null where nobody was watched for so long. */
export function endedWithin({ points }: Survival, ms: number, watchedMs: number): number | null {
  const last = points.findLast((point) => point.ms <= ms)
  return ms > watchedMs && last?.open !== 0 ? null : 1 - (last?.open ?? 1)
}

/** The points between which the share falls by `step` or more, and the last one: what can be told apart in a picture. */
export function thinned(points: readonly SurvivalPoint[], step: number): SurvivalPoint[] {
  const kept: SurvivalPoint[] = []
  for (const point of points) {
    if ((kept.at(-1)?.open ?? 1) - point.open >= step || point === points.at(-1)) kept.push(point)
  }
  return kept
}
