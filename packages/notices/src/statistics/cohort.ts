import { EPOCH_S, type ClockName, type DimensionName, type FactColumns } from './fact-columns.ts'

/** Which items, takedowns where nothing else is said: those whose first clock lies in `[since, until)`. */
export type Cohort<Clock extends string = ClockName, By extends string = DimensionName> = {
  /** `known`: from when on the end counts, and `closedKnown` that it was closed; from the moment that it is there without. */
  clocks: { from: Clock; to: Clock; known?: Clock; closedKnown?: Clock }
  since: Date
  until: Date
  /** Whether its end is waited for after a takedown was closed too. */
  goesOn?: boolean
  /** Only those of this group, as its key. */
  only?: { by: By; key: string } | undefined
  /** What is an item at all, where not every fact is one. */
  among?: { by: By; key: string }
}

/**
 * How many took how long, shortest first, each length once: `ended` came to their end, `closed` are not waited for any more,
 * `open` still are. `before` ended before they began and are in none of these.
 */
export type Lengths = {
  ms: number[]
  ended: number[]
  closed: number[]
  open: number[]
  before: number
}

/** What became of one, as its place among the counts of a length. */
const [ENDED, CLOSED, OPEN, BEFORE] = [0, 1, 2, 3] as const
const STATES = 4

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

/** Facts that say from when on nothing more is waited for. */
export type Closing<Clock extends string, By extends string> = FactColumns<Clock, By> & {
  clocks: { readonly closed_at: Int32Array }
}

/**
 * Those of a cohort among the facts: the numbers of their rows, and for each its bin and what became of it, as one number.
 * Bins are below `bins`.
 */
export type Members<Clock extends string = ClockName, By extends string = DimensionName> = {
  facts: FactColumns<Clock, By>
  rows: Int32Array
  places: Int32Array
  bins: number
}

/**
 * Finds who is in a cohort and how long each took up to `now`, in one pass over all rows. What is counted of them afterwards
 * only adds: dividing once a row is most of what a figure takes.
 */
export function membersOf<Clock extends string, By extends string>(
  facts: Closing<Clock, By>,
  { clocks, since, until, goesOn = false, only, among }: Cohort<NoInfer<Clock>, NoInfer<By>>,
  now: Date,
): Members<Clock, By> {
  const began = facts.clocks[clocks.from]
  const done = facts.clocks[clocks.to]
  const known = clocks.known === undefined ? null : facts.clocks[clocks.known]
  const shut = facts.clocks.closed_at
  const shutKnown = clocks.closedKnown === undefined ? null : facts.clocks[clocks.closedKnown]
  const from = Math.max(secondsOf(since), 1)
  const to = secondsOf(until)
  const at = secondsOf(now)
  const [coded, code] = codeIn(facts, only)
  const [items, item] = codeIn(facts, among)
  const rows = new Int32Array(facts.n)
  const places = new Int32Array(facts.n)
  let [count, last] = [0, 0]
  for (let row = 0; row < facts.n; row++) {
    const start = began[row]!
    if (start < from || start >= to || (coded && coded[row] !== code)) continue
    if (items && items[row] !== item) continue
    let state: number = ENDED
    let end = known && known[row]! > at ? 0 : done[row]!
    if (end === 0) {
      end = goesOn || (shutKnown && shutKnown[row]! > at) ? 0 : shut[row]!
      state = CLOSED
      if (end === 0) {
        end = at
        state = OPEN
      }
    } else if (end < start) state = BEFORE
    const bin = end > start ? binOf(end - start) : 0
    if (bin > last) last = bin
    rows[count] = row
    places[count++] = bin * STATES + state
  }
  return {
    facts,
    rows: rows.subarray(0, count),
    places: places.subarray(0, count),
    bins: last + 1,
  }
}

/** Numbers of a group's rows, and which of them is the group's; none where no group is asked for. */
function codeIn<By extends string>(
  { dimensions }: FactColumns<never, By>,
  group: { by: By; key: string } | undefined,
): readonly [Int32Array, number] | readonly [null, number] {
  if (!group) return [null, -1]
  const { codes, keys } = dimensions[group.by]
  return [codes, keys.indexOf(group.key)]
}

/** Those of a cohort that are wanted. @param keep  asked for each row */
export function membersWhere<Clock extends string, By extends string>(
  { facts, rows, places, bins }: Members<Clock, By>,
  keep: (row: number) => boolean,
): Members<Clock, By> {
  const kept = rows.map((row) => (keep(row) ? 1 : 0))
  const which = (column: Int32Array): Int32Array => column.filter((_, n) => kept[n] === 1)
  return { facts, rows: which(rows), places: which(places), bins }
}

/** How long those of a cohort took. */
export function lengthsOf({ places, bins }: Pick<Members, 'places' | 'bins'>): Lengths {
  const counts = new Int32Array(bins * STATES)
  for (let n = 0; n < places.length; n++) counts[places[n]!]!++
  return lengthsIn(counts, bins)
}

function lengthsIn(counts: Int32Array, bins: number): Lengths {
  const found: Lengths = {
    ms: [],
    ended: [],
    closed: [],
    open: [],
    before: counts[BEFORE]!,
  }
  for (let bin = 0; bin < bins; bin++) {
    const at = bin * STATES
    const [ended, closed, open] = [counts[at]!, counts[at + CLOSED]!, counts[at + OPEN]!]
    if (ended === 0 && closed === 0 && open === 0) continue
    found.ms.push(msOf(bin))
    found.ended.push(ended)
    found.closed.push(closed)
    found.open.push(open)
  }
  return found
}

/** How many of each group there are, the greatest first; as elsewhere without what ended before it began. */
export const sizesBy = <By extends string>(members: Members<never, By>, by: NoInfer<By>) =>
  countsBy(members, by, (state) => state !== BEFORE)

/** The same of those alone that came to their end. */
export const endedBy = <By extends string>(members: Members<never, By>, by: NoInfer<By>) =>
  countsBy(members, by, (state) => state === ENDED)

function countsBy<By extends string>(
  { facts, rows, places }: Members<never, By>,
  by: By,
  isCounted: (state: number) => boolean,
): { key: string; n: number }[] {
  const { codes, keys } = facts.dimensions[by]
  const sizes = new Int32Array(keys.length)
  for (let n = 0; n < rows.length; n++) {
    if (isCounted(places[n]! % STATES)) sizes[codes[rows[n]!]!]!++
  }
  return keys
    .map((key, code) => ({ key, n: sizes[code]! }))
    .filter(({ n }) => n > 0)
    .toSorted((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1))
}

/**
 * How long those of some groups took, by their keys. Put in order by group first: the counts of one group stay in the cache, those
 * of twenty do not.
 */
export function lengthsBy<By extends string>(
  { facts, rows, places, bins }: Members<never, By>,
  { by, keys }: { by: NoInfer<By>; keys: readonly string[] },
): ReadonlyMap<string, Lengths> {
  const coded = facts.dimensions[by]
  const groups = new Int32Array(coded.keys.length).fill(-1)
  for (const [group, key] of keys.entries()) groups[coded.keys.indexOf(key)] = group
  const ends = new Int32Array(keys.length)
  for (let n = 0; n < rows.length; n++) {
    const group = groups[coded.codes[rows[n]!]!]!
    if (group >= 0) ends[group]!++
  }
  for (let group = 1; group < ends.length; group++) ends[group]! += ends[group - 1]!
  const starts = ends.map((_, group) => (group === 0 ? 0 : ends[group - 1]!))
  const next = starts.slice()
  const ordered = new Int32Array(ends.at(-1) ?? 0)
  for (let n = 0; n < rows.length; n++) {
    const group = groups[coded.codes[rows[n]!]!]!
    if (group >= 0) ordered[next[group]!++] = places[n]!
  }
  const counts = new Int32Array(bins * STATES)
  return new Map(
    keys.map((key, group) => {
      counts.fill(0)
      for (let n = starts[group]!; n < ends[group]!; n++) counts[ordered[n]!]!++
      return [key, lengthsIn(counts, bins)]
    }),
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
    const row = rows[n]!
    const seen = up[row]!
    const gone = t9[row]!
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
