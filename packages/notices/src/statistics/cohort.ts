import { EPOCH_S, type FactColumns } from './fact-columns.ts'
import { MEASURES, type Dimension, type MeasureName } from './measures.ts'

/** Which takedowns: those whose first clock of the measure lies in `[since, until)`. */
export type Cohort = {
  measure: MeasureName
  since: Date
  until: Date
  /** Only those of this group, as its key. */
  only?: { by: Dimension; key: string } | undefined
}

/**
 * What became of those that took as long: `before` ended before they began, `closed` are not waited for any more,
 * `open` still are.
 */
export type Bucket = { state: State; ms: number; count: number }
export type State = 'before' | 'ended' | 'closed' | 'open'
const STATES = ['before', 'ended', 'closed', 'open'] as const

const MINUTE_S = 60
const HOUR_S = 3600
const DAY_S = 86_400
/** Whole minutes up to two days, whole hours up to four hundred, whole days after: looks are further apart than that. */
const MINUTES = 2 * 1440
const HOURS = 398 * 24
const DAYS = 12_000
const BINS = 1 + MINUTES + HOURS + DAYS

function binOf(seconds: number): number {
  if (seconds <= MINUTES * MINUTE_S) return Math.ceil(seconds / MINUTE_S)
  const hours = Math.ceil(seconds / HOUR_S) - MINUTES / 60
  if (hours <= HOURS) return MINUTES + hours
  return Math.min(MINUTES + HOURS + Math.ceil(seconds / DAY_S) - 400, BINS - 1)
}

function msOf(bin: number): number {
  if (bin <= MINUTES) return bin * MINUTE_S * 1000
  if (bin <= MINUTES + HOURS) return (bin - MINUTES + MINUTES / 60) * HOUR_S * 1000
  return (bin - MINUTES - HOURS + 400) * DAY_S * 1000
}

const secondsOf = (at: Date): number => at.getTime() / 1000 - EPOCH_S

/** Those of a cohort among the facts, by the numbers of their rows. */
export type Members = { facts: FactColumns; measure: MeasureName; rows: Int32Array }

export function membersOf(facts: FactColumns, { measure, since, until, only }: Cohort): Members {
  const began = facts.clocks[MEASURES[measure].from]
  const [from, to] = [Math.max(secondsOf(since), 1), secondsOf(until)]
  const coded = only && facts.dimensions[only.by]
  const code = only ? coded!.keys.indexOf(only.key) : -1
  const rows = new Int32Array(facts.n)
  let count = 0
  for (let row = 0; row < facts.n; row++) {
    const at = began[row]!
    if (at >= from && at < to && (!coded || coded.codes[row] === code)) rows[count++] = row
  }
  return { facts, measure, rows: rows.subarray(0, count) }
}

/** Counts by state and length, of one group. */
type Histogram = Int32Array

const newHistogram = (): Histogram => new Int32Array(STATES.length * BINS)

const bucketsIn = (histogram: Histogram): Bucket[] =>
  STATES.flatMap((state, index) => {
    const found: Bucket[] = []
    for (let bin = 0; bin < BINS; bin++) {
      const count = histogram[index * BINS + bin]!
      if (count > 0) found.push({ state, ms: msOf(bin), count })
    }
    return found
  })

/** Counts each row in the histogram of its group; in none where there is none. */
function count(
  { facts, measure, rows }: Members,
  now: Date,
  histogramOf: (row: number) => Histogram | undefined,
): void {
  const { from, to } = MEASURES[measure]
  const [began, done, closed] = [facts.clocks[from], facts.clocks[to], facts.clocks.closed_at]
  const at = secondsOf(now)
  for (let n = 0; n < rows.length; n++) {
    const row = rows[n]!
    const histogram = histogramOf(row)
    if (!histogram) continue
    const [start, end, shut] = [began[row]!, done[row]!, closed[row]!]
    const state = end !== 0 ? (end < start ? 0 : 1) : shut !== 0 ? 2 : 3
    const until = state < 2 ? end : state === 2 ? shut : at
    histogram[state * BINS + (state === 0 ? 0 : binOf(Math.max(0, until - start)))]!++
  }
}

/** How long those of a cohort took. */
export function bucketsOf(members: Members, now: Date): Bucket[] {
  const histogram = newHistogram()
  count(members, now, () => histogram)
  return bucketsIn(histogram)
}

/** How many of each group there are, the greatest first. */
export function sizesBy({ facts, rows }: Members, by: Dimension): { key: string; n: number }[] {
  const { codes, keys } = facts.dimensions[by]
  const sizes = new Int32Array(keys.length)
  for (let n = 0; n < rows.length; n++) sizes[codes[rows[n]!]!]!++
  return keys
    .map((key, code) => ({ key, n: sizes[code]! }))
    .filter(({ n }) => n > 0)
    .toSorted((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1))
}

/** How long those of some groups took, by their keys. */
export function bucketsBy(
  members: Members,
  { by, keys, now }: { by: Dimension; keys: readonly string[]; now: Date },
): ReadonlyMap<string, Bucket[]> {
  const coded = members.facts.dimensions[by]
  const histograms = Array.from<Histogram | undefined>({ length: coded.keys.length })
  for (const key of keys) histograms[coded.keys.indexOf(key)] = newHistogram()
  count(members, now, (row) => histograms[coded.codes[row]!])
  return new Map(
    histograms.flatMap((counts, code) =>
      counts ? [[coded.keys[code]!, bucketsIn(counts)] as const] : [],
    ),
  )
}

/** Between last seen and first seen gone, milliseconds: what a removal time may be too long by. */
export function lookGaps({ facts, rows }: Members): {
  medianMs: number | null
  p90Ms: number | null
} {
  const { t9, up_at: up } = facts.clocks
  const bins = new Int32Array(BINS)
  let all = 0
  for (let n = 0; n < rows.length; n++) {
    const [seen, gone] = [up[rows[n]!]!, t9[rows[n]!]!]
    if (seen === 0 || gone <= seen) continue
    bins[binOf(gone - seen)]!++
    all++
  }
  const partOf = (part: number): number | null => {
    let [bin, below] = [-1, 0]
    while (bin < BINS - 1 && below < part * all) below += bins[++bin]!
    return bin < 0 ? null : msOf(bin)
  }
  return { medianMs: partOf(0.5), p90Ms: partOf(0.9) }
}
