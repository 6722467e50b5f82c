import {
  endedWithin,
  quantileOf,
  survival,
  thinned,
  type SurvivalPoint,
} from '../statistics/survival.ts'
import { isOfFew } from '../statistics/small-numbers.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
/** Up to here minutes are told apart, after it hours: looks are further apart than that. */
const FINE_MS = 48 * HOUR_MS
const STEP = 0.005

/** One thing that began, and how it ended, if it did. */
export type Lasted = {
  from: Date
  /** When it ended; null while it has not. */
  ended: Date | null
  /** When it was not waited for any more, without an end. */
  closed: Date | null
}

/** How long things took by an instant; shares from 0 to 1, four digits, so that they are written alike everywhere. */
export type Lasting<Count = number | null> = {
  n: number
  /** Null, as all that follows, where too few are not told of: how many have ended changes at the moment when one does. */
  ended: Count
  open: Count
  closed: Count
  /** The end came first; in none of the others. */
  before: Count
  medianMs: number | null
  p90Ms: number | null
  /** `ended`: how many had by then; `share`: the estimate with what is open, null where nothing was watched for so long. */
  within: { hours: number; ended: Count; share: number | null }[]
}

/** As whoever sees no cases is told it: of fewer than ten, how many they are and nothing else. */
export const withoutFewTimes = (lasting: Lasting<number>): Lasting =>
  isOfFew(lasting)
    ? {
        n: lasting.n,
        ended: null,
        open: null,
        closed: null,
        before: null,
        medianMs: null,
        p90Ms: null,
        within: lasting.within.map(({ hours }) => ({ hours, ended: null, share: null })),
      }
    : lasting

export type TimesTally = {
  add(one: Lasted): void
  result(hours: readonly number[]): Lasting<number>
  curve(): SurvivalPoint[]
  /** For how long anything was watched, milliseconds: where the curve ends. */
  watchedMs(): number
}

/**
 * Counts how long things took, in as much memory as there are different lengths.
 *
 * @param asOf  what is open has lasted until then
 */
export function createTally(asOf: Date): TimesTally {
  const counts = new Map<string, number>()
  const add = ({ from, ended, closed }: Lasted): void => {
    const ms = (ended ?? closed ?? asOf).getTime() - from.getTime()
    const state = ended ? (ms < 0 ? 'before' : 'ended') : closed ? 'closed' : 'open'
    const key = `${state} ${state === 'before' ? 0 : grained(Math.max(0, ms))}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const lengths = () =>
    [...counts].map(([key, count]) => {
      const [state = '', ms = '0'] = key.split(' ')
      return { state, ms: Number(ms), count }
    })
  const countOf = (state: string): number =>
    lengths().reduce((sum, one) => sum + (one.state === state ? one.count : 0), 0)
  const curveOf = () =>
    survival(
      lengths()
        .filter(({ state }) => state !== 'before')
        .map(({ state, ms, count }) => ({ ms, count, ended: state === 'ended' })),
    )
  return {
    add,
    watchedMs: () => curveOf().watchedMs,
    curve: () =>
      thinned(curveOf(), STEP).map(({ ms, open, low, high }) => ({
        ms,
        open: fourDigits(open),
        low: fourDigits(low),
        high: fourDigits(high),
      })),
    result: (hours) => {
      const curve = curveOf()
      const all = lengths()
      const endedBy = (bound: number): number =>
        all.reduce(
          (sum, one) => sum + (one.state === 'ended' && one.ms <= bound ? one.count : 0),
          0,
        )
      return {
        n: curve.n,
        ended: curve.ended,
        open: countOf('open'),
        closed: countOf('closed'),
        before: countOf('before'),
        medianMs: quantileOf(curve, 0.5),
        p90Ms: quantileOf(curve, 0.9),
        within: hours.map((bound) => ({
          hours: bound,
          ended: endedBy(bound * HOUR_MS),
          share: rounded(endedWithin(curve, bound * HOUR_MS)),
        })),
      }
    },
  }
}

const grained = (ms: number): number => {
  const grain = ms < FINE_MS ? MINUTE_MS : HOUR_MS
  return Math.ceil(ms / grain) * grain
}

const rounded = (share: number | null): number | null => (share === null ? null : fourDigits(share))

const fourDigits = (share: number): number => Math.round(share * 10_000) / 10_000
