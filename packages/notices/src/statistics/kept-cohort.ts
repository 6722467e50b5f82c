import {
  ABSENT,
  isSettled,
  NOT_YET,
  placeFrom,
  placing,
  secondsOf,
  type Closing,
  type Cohort,
  type Members,
} from './cohort.ts'
import {
  BEFORE,
  binOf,
  CLOSED,
  copyOf,
  count,
  ENDED,
  lengthsIn,
  noCounts,
  OPEN,
  quantileIn,
  STATES,
  type Counts,
} from './lengths.ts'
import { keepOpenRows } from './open-rows.ts'
import { keepRowsGoingOn } from './rows-going-on.ts'

/** By how many dimensions at a time lengths are kept: those of twenty groups can take 4 MB. */
const GROUPINGS = 2

/** A cohort whose counts are kept while facts change and time goes on. */
export type KeptCohort<By extends string> = {
  /** Has to be told of each row before it is written. */
  changing: (row: number) => void
  /** @returns who is in it, null where it has been told of a later moment */
  at: (now: Date) => Members<By> | null
}

/** Counts of what is settled, by the number of a group: what became of them, and the lengths of groups that were asked for. */
type Grouping = { states: number[]; lengths: Map<number, Counts> }

/**
 * Counts a cohort in one pass, and later on only what was written since and what time has moved: a figure of ten times as many
 * takes hardly longer.
 *
 * What is over keeps its place until its row changes, what is open until its length comes to the next bin; either is taken
 * out by the place that it had, so that a change is told before.
 */
export function keepCohort<Clock extends string, By extends string>(
  facts: Closing<Clock, By>,
  cohort: Cohort<NoInfer<Clock>, NoInfer<By>>,
  isSoFar = false,
): KeptCohort<By> {
  const { gapFrom, clocks } = cohort
  const whole = noCounts()
  const gaps = noCounts()
  const groupings = new Map<By, Grouping>()
  const opened = keepOpenRows()
  /** What may end by time alone, or has not begun; and what was written since it was placed. */
  const goingOn = keepRowsGoingOn()
  const written = new Set<number>()
  let { placeOf, openSince } = placing(facts, cohort, isSoFar)
  let [asOf, placed, open, rows] = [-Infinity, 0, 0, 0]

  const put = (row: number, place: number, by: 1 | -1): void => {
    placed += by
    count(whole, place, by)
    for (const [name, grouping] of groupings) group(grouping, codeOf(name, row), place, by)
    if (gapFrom === undefined) return
    const [seen, gone] = [facts.clocks[gapFrom][row]!, facts.clocks[clocks.to][row]!]
    if (seen > 0 && gone > seen) count(gaps, binOf(gone - seen), by)
  }
  const codeOf = (name: By, row: number): number => facts.dimensions[name].codes[row]!

  /** Goes through what is counted at its place. */
  const each = (visit: (row: number, place: number) => void): void => {
    for (let row = 0; row < facts.n; row++) {
      const place = opened.placeOf(row) ?? placeOf(row, asOf)
      if (isSettled(place)) visit(row, place)
    }
  }
  const groupedBy = (by: By): Grouping => {
    let grouping = groupings.get(by)
    if (!grouping) {
      const made: Grouping = { states: [], lengths: new Map() }
      each((row, place) => group(made, codeOf(by, row), place, 1))
      grouping = made
      const [oldest] = groupings.keys()
      if (groupings.size === GROUPINGS) groupings.delete(oldest!)
      groupings.set(by, grouping)
    }
    return grouping
  }

  return {
    changing(row) {
      if (written.has(row)) return
      written.add(row)
      // what came since has no place yet
      if (row >= rows || goingOn.delete(row)) return
      const place = opened.delete(row) ?? placeOf(row, asOf)
      if (isSettled(place)) put(row, place, -1)
    },
    at(now) {
      const moment = secondsOf(now)
      if (moment < asOf) return null
      asOf = moment
      ;({ placeOf, openSince } = placing(facts, cohort, isSoFar))
      /** @returns null of what needs not be looked at again; of one of the cohort that has not begun -1 */
      const look = (row: number): number | null => {
        const place = placeOf(row, moment)
        if (isSettled(place)) put(row, place, 1)
        if (isSettled(place) || place === ABSENT) return null
        if (place === NOT_YET) return -1
        const since = openSince(row, moment)
        if (since === null) return placeFrom(place)
        put(row, opened.add(row, since, moment), 1)
        return null
      }
      const lookFirst = (row: number): void => {
        const place = look(row)
        if (place === null) return
        goingOn.add(row, place)
        if (place >= 0) open++
      }
      opened.goOn(moment, (row, was, is) => {
        put(row, was, -1)
        put(row, is, 1)
      })
      open = goingOn.renew(look)
      for (const row of written) if (row < rows) lookFirst(row)
      while (rows < facts.n) lookFirst(rows++)
      written.clear()
      const current = goingOn.lines()

      const mustBeNow = (): void => {
        if (asOf !== moment || written.size > 0)
          throw new Error('Counting a cohort: its facts have gone on since')
      }
      const countsBy = (by: By, isCounted: (state: number) => boolean) => {
        mustBeNow()
        const { keys, codes } = facts.dimensions[by]
        const sizes = new Int32Array(keys.length)
        for (const [at, n] of groupedBy(by).states.entries()) {
          if (n && isCounted(at % STATES)) sizes[Math.floor(at / STATES)]! += n
        }
        const counted = [ENDED, CLOSED, OPEN, BEFORE].map(isCounted)
        for (let line = 0; line < current.rows.length; line++) {
          const place = current.places[line]!
          if (place >= 0 && counted[place % STATES]) sizes[codes[current.rows[line]!]!]!++
        }
        return keys
          .map((key, code) => ({ key, n: sizes[code]! }))
          .filter(({ n }) => n > 0)
          .toSorted((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1))
      }
      return {
        n: placed + open,
        lengths() {
          mustBeNow()
          const all = copyOf(whole)
          for (const place of current.places) if (place >= 0) count(all, place, 1)
          return lengthsIn(all)
        },
        lengthsBy({ by, keys }) {
          mustBeNow()
          const { keys: all, codes: codesOf } = facts.dimensions[by]
          const codes = new Map(keys.map((key) => [key, all.indexOf(key)]))
          const { lengths } = keepLengths(groupedBy(by), new Set(codes.values()), (visit) =>
            each((row, place) => visit(codesOf[row]!, place)),
          )
          const more: (Counts | undefined)[] = all.map((_, code) => {
            const counts = lengths.get(code)
            return counts && copyOf(counts)
          })
          for (let line = 0; line < current.rows.length; line++) {
            const counts = more[codesOf[current.rows[line]!]!]
            const place = current.places[line]!
            if (counts && place >= 0) count(counts, place, 1)
          }
          return new Map(
            [...codes].map(([key, code]) => [key, lengthsIn(more[code] ?? noCounts())]),
          )
        },
        sizesBy: (by) => countsBy(by, (state) => state !== BEFORE),
        endedBy: (by) => countsBy(by, (state) => state === ENDED),
        gaps() {
          mustBeNow()
          return { medianMs: quantileIn(gaps, 0.5), p90Ms: quantileIn(gaps, 0.9) }
        },
      }
    },
  }
}

function group({ states, lengths }: Grouping, code: number, place: number, by: 1 | -1): void {
  const at = code * STATES + (place % STATES)
  states[at] = (states[at] ?? 0) + by
  const counts = lengths.get(code)
  if (counts) count(counts, place, by)
}

/** Keeps the lengths of these groups and of no others. */
function keepLengths(
  grouping: Grouping,
  codes: ReadonlySet<number>,
  each: (visit: (code: number, place: number) => void) => void,
): Grouping {
  const { lengths } = grouping
  for (const code of lengths.keys()) if (!codes.has(code)) lengths.delete(code)
  const missing = new Map(
    [...codes].filter((code) => !lengths.has(code)).map((code) => [code, noCounts()]),
  )
  if (missing.size === 0) return grouping
  each((code, place) => {
    const counts = missing.get(code)
    if (counts) count(counts, place, 1)
  })
  for (const [code, counts] of missing) lengths.set(code, counts)
  return grouping
}
