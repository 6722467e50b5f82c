/** How many things took so long: to their end, or so far without one. */
export type Duration = { ms: number; ended: boolean; count: number }

/** A point of the curve: right after `ms`, the share that is still open, and the bounds of its 95 % interval. */
export type SurvivalPoint = { ms: number; open: number; low: number; high: number }

/** A curve by its falls, in order: right after `ms[i]` the share `open[i]` is still open. */
export type Survival = {
  n: number
  ended: number
  ms: readonly number[]
  open: readonly number[]
  /** Greenwood's sum, of which the interval is made. */
  variance: readonly number[]
  /** For how long anything was watched: from its last fall to there the curve is level. */
  watchedMs: number
}

/** How many ended after so long, and how many were open for as long; lengths in ascending order, each once. */
export type Ladder = {
  ms: readonly number[]
  ended: readonly number[]
  left: readonly number[]
}

/** The curve of durations in any order. @see productLimit */
export function survival(durations: readonly Duration[]): Survival {
  const ladder = { ms: [] as number[], ended: [] as number[], left: [] as number[] }
  for (const { ms, ended, count } of durations.toSorted((a, b) => a.ms - b.ms)) {
    if (count <= 0) continue
    if (ladder.ms.at(-1) !== ms) {
      ladder.ms.push(ms)
      ladder.ended.push(0)
      ladder.left.push(0)
    }
    ;(ended ? ladder.ended : ladder.left)[ladder.ms.length - 1]! += count
  }
  return productLimit(ladder)
}

/**
 * The share that is still open, by time: Kaplan-Meier.
 *
 * What has not ended counts for as long as it has been open. What ended after as long as another was open counts first.
 *
 * @see Kaplan, Meier: Nonparametric Estimation from Incomplete Observations, JASA 1958
 */
export function productLimit({ ms, ended, left }: Ladder): Survival {
  let n = 0
  for (let step = 0; step < ms.length; step++) n += ended[step]! + left[step]!
  const falls = { ms: [] as number[], open: [] as number[], variance: [] as number[] }
  let [atRisk, share, sum, all] = [n, 1, 0, 0]
  for (let step = 0; step < ms.length; step++) {
    const count = ended[step]!
    if (count > 0) {
      share *= 1 - count / atRisk
      sum += count === atRisk ? 0 : count / (atRisk * (atRisk - count))
      all += count
      if (share < ROUNDING) share = 0
      falls.ms.push(ms[step]!)
      falls.open.push(share)
      falls.variance.push(sum)
    }
    atRisk -= count + left[step]!
  }
  return { n, ended: all, ...falls, watchedMs: ms.at(-1) ?? 0 }
}

/** Products of fractions such as 9/10 · 8/9 miss their value by the last bits. */
const ROUNDING = 1e-9
/** Of the normal distribution, both sides. */
const Z_95 = 1.959964

/** By Greenwood's variance of log(-log). */
function interval(open: number, variance: number): { low: number; high: number } {
  if (open <= 0 || open >= 1) return { low: open, high: open }
  const width = (Z_95 * Math.sqrt(variance)) / Math.abs(Math.log(open))
  return { low: open ** Math.exp(width), high: open ** Math.exp(-width) }
}

/** Where the curve stands `ms` after the beginning. */
export function pointAt(curve: Survival, ms: number): SurvivalPoint {
  const fall = curve.ms.findLastIndex((at) => at <= ms)
  return fall < 0 ? { ms: 0, open: 1, low: 1, high: 1 } : pointOf(curve, fall)
}

function pointOf({ ms, open, variance }: Survival, fall: number): SurvivalPoint {
  return { ms: ms[fall]!, open: open[fall]!, ...interval(open[fall]!, variance[fall]!) }
}

/** After how long this share had ended; null where fewer have by now. */
export function quantileOf({ ms, open }: Survival, share: number): number | null {
  return ms[open.findIndex((still) => still <= 1 - share + ROUNDING)] ?? null
}

/** The share that had ended within so long; null where nobody was watched for so long. */
export function endedWithin({ ms, open, watchedMs }: Survival, bound: number) {
  const last = open[ms.findLastIndex((at) => at <= bound)]
  return bound > watchedMs && last !== 0 ? null : 1 - (last ?? 1)
}

/** The points between which the share falls by `step` or more, and the last one: what can be told apart in a picture. */
export function thinned(curve: Survival, step: number): SurvivalPoint[] {
  const kept: SurvivalPoint[] = []
  for (const [fall, open] of curve.open.entries()) {
    if ((kept.at(-1)?.open ?? 1) - open >= step || fall === curve.open.length - 1) {
      kept.push(pointOf(curve, fall))
    }
  }
  return kept
}
