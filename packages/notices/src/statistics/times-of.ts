import { AGE_BOUNDS, SHARE_HOURS } from './measures.ts'
import type { Lengths } from './lengths.ts'
import { endedWithin, productLimit, quantileOf, type Survival } from './survival.ts'

const HOUR_MS = 3_600_000

/** How long something took, those without an end counted for as long as they lasted. */
export type Times = {
  /** `ended` came to an end, `open` are waited for, `closed` are not any more. */
  n: number
  ended: number
  open: number
  closed: number
  /** The end came first: gone before anybody was told; in none of the others. */
  before: number
  medianMs: number | null
  p90Ms: number | null
  /** Share that had ended by then; null where nothing was watched for so long. */
  within: { hours: number; share: number | null }[]
}

/** What is told instead where there are too few. */
export type Withheld = {
  [Name in keyof Times]: Times[Name] extends number | null ? null : Times[Name]
}

const NO_SHARES = SHARE_HOURS.map((hours) => ({ hours, share: null }))
export const withheld: Withheld = {
  n: null,
  ended: null,
  open: null,
  closed: null,
  before: null,
  medianMs: null,
  p90Ms: null,
  within: NO_SHARES,
}

const sum = (some: readonly number[]): number => some.reduce((all, one) => all + one, 0)

/** The curve of what took so long. */
export const curveOf = ({ ms, ended, closed, open }: Lengths): Survival =>
  productLimit({ ms, ended, left: closed.map((count, step) => count + open[step]!) })

export function timesOf(lengths: Lengths, curve = curveOf(lengths)): Times {
  return {
    n: curve.n,
    ended: curve.ended,
    open: sum(lengths.open),
    closed: sum(lengths.closed),
    before: lengths.before,
    medianMs: quantileOf(curve, 0.5),
    p90Ms: quantileOf(curve, 0.9),
    within: SHARE_HOURS.map((hours) => ({
      hours,
      share: endedWithin(curve, hours * HOUR_MS),
    })),
  }
}

/** Those that are still open, by how long; null for longer than all bounds. */
export function agesOf({ ms, open }: Lengths): { hours: number | null; count: number }[] {
  const bounds = [...AGE_BOUNDS, null]
  const counts = bounds.map(() => 0)
  let band = 0
  for (const [step, length] of ms.entries()) {
    while (band < AGE_BOUNDS.length && length > AGE_BOUNDS[band]! * HOUR_MS) band++
    counts[band]! += open[step]!
  }
  return bounds.map((hours, at) => ({ hours, count: counts[at]! }))
}
