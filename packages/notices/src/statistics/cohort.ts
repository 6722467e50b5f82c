import { EPOCH_S, type ClockName, type DimensionName, type FactColumns } from './fact-columns.ts'
import { BEFORE, binOf, CLOSED, ENDED, OPEN, STATES, type Lengths } from './lengths.ts'

/** Which items, takedowns where nothing else is said: those whose first clock lies in `[since, until)`. */
export type Cohort<Clock extends string = ClockName, By extends string = DimensionName> = {
  /** `known`: from when on the end counts, and `closedKnown` that it was closed; from the moment that it is there without. */
  clocks: { from: Clock; to: Clock; known?: Clock; closedKnown?: Clock }
  since: Date
  until: Date
  /** Whether its end is waited for after a takedown was closed too. */
  goesOn?: boolean
  /** What ends the wait as a closing does, as long as it did not come again. */
  stops?: { at: Clock; unless: Clock } | undefined
  /** Only those of this group, as its key. */
  only?: { by: By; key: string } | undefined
  /** Only those of none of these groups. */
  without?: { by: By; keys: readonly string[] } | undefined
  /** What is an item at all, where not every fact is one. */
  among?: { by: By; key: string } | undefined
  /** The clock that tells until when it had not ended for sure. */
  gapFrom?: Clock | undefined
}

/** Facts that say from when on nothing more is waited for. */
export type Closing<Clock extends string, By extends string> = FactColumns<Clock, By> & {
  clocks: { readonly closed_at: Int32Array }
}

/** Those of a cohort, as they were at a moment: to be asked before anything else is waited for. */
export type Members<By extends string = DimensionName> = {
  /** All of them, what ended before it began too. */
  n: number
  /** How long they took. */
  lengths: () => Lengths
  /** How long those of some groups took, by their keys. */
  lengthsBy: (groups: { by: By; keys: readonly string[] }) => ReadonlyMap<string, Lengths>
  /** How many of each group there are, the greatest first; as elsewhere without what ended before it began. */
  sizesBy: (by: By) => { key: string; n: number }[]
  /** The same of those alone that came to their end. */
  endedBy: (by: By) => { key: string; n: number }[]
  /** Between last seen and first seen gone, milliseconds: what a removal time may be too long by. */
  gaps: () => { medianMs: number | null; p90Ms: number | null }
}

export const secondsOf = (at: Date): number => at.getTime() / 1000 - EPOCH_S

/** Not one of the cohort, as its facts are. */
export const ABSENT = -1
/** One of the cohort as soon as it begins. */
export const NOT_YET = -2
/** What goes on with time is told by a number below this one, of which `placeFrom` makes its place at the moment. */
const GOING_ON = -3

/** Whether a place holds until the facts change. */
export const isSettled = (place: number): boolean => place >= 0
export const placeFrom = (goingOn: number): number => GOING_ON - goingOn

/** Where rows of a cohort are placed, at a moment in seconds since `EPOCH_S`. */
export type Placing = {
  /** By the bin of its length and what became of it, as one number. */
  placeOf: (row: number, at: number) => number
  /** Since when a row that goes on is open, until something is written of it; null where it may end by time alone. */
  openSince: (row: number, at: number) => number | null
}

export const openPlace = (seconds: number): number =>
  (seconds > 0 ? binOf(seconds) : 0) * STATES + OPEN

/** How rows of a cohort are placed; to be made anew when facts have grown. */
export function placing<Clock extends string, By extends string>(
  facts: Closing<Clock, By>,
  { clocks, since, until, goesOn = false, stops, only, without, among }: Cohort<Clock, By>,
  isSoFar: boolean,
): Placing {
  const began = facts.clocks[clocks.from]
  const done = facts.clocks[clocks.to]
  const known = clocks.known === undefined ? null : facts.clocks[clocks.known]
  const shut = facts.clocks.closed_at
  const stopped = stops ? facts.clocks[stops.at] : null
  const again = stops ? facts.clocks[stops.unless] : null
  const shutKnown = clocks.closedKnown === undefined ? null : facts.clocks[clocks.closedKnown]
  const from = Math.max(secondsOf(since), 1)
  const to = isSoFar ? Infinity : secondsOf(until)
  const isWanted = wanting(facts, { only, without, among })
  const stopOf = (row: number): number => (stopped && again![row] === 0 ? stopped[row]! : 0)
  const placeOf = (row: number, at: number): number => {
    const start = began[row]!
    if (start < from || start >= to || !isWanted(row)) return ABSENT
    if (isSoFar && start >= at) return NOT_YET
    let state: number = ENDED
    let goes = known !== null && known[row]! > at
    let end = goes ? 0 : done[row]!
    if (end === 0) {
      const isLate = shutKnown !== null && shutKnown[row]! > at
      end = goesOn || isLate ? 0 : shut[row]!
      const stop = stopOf(row)
      if (stop > 0 && (end === 0 || stop < end)) end = stop
      state = CLOSED
      if (end === 0) {
        end = at
        state = OPEN
        goes = true
      }
    } else if (end < start) state = BEFORE
    const place = (end > start ? binOf(end - start) : 0) * STATES + state
    return goes ? GOING_ON - place : place
  }
  const openSince = (row: number, at: number): number | null => {
    const mayShut = shutKnown !== null && shutKnown[row]! > at
    const isOpen = done[row] === 0 && !mayShut && (goesOn || shut[row] === 0) && stopOf(row) <= 0
    return isOpen ? began[row]! : null
  }
  return { placeOf, openSince }
}

function wanting<By extends string>(
  { dimensions }: FactColumns<never, By>,
  { only, without, among }: Pick<Cohort<never, By>, 'only' | 'without' | 'among'>,
): (row: number) => boolean {
  const inGroup = (group: { by: By; key: string } | undefined): ((row: number) => boolean) => {
    if (!group) return () => true
    const { codes, keys } = dimensions[group.by]
    const code = keys.indexOf(group.key)
    return (row) => codes[row] === code
  }
  const [isOnly, isAmong] = [inGroup(only), inGroup(among)]
  if (!without) return (row) => isOnly(row) && isAmong(row)
  const { codes, keys } = dimensions[without.by]
  const out = new Set(without.keys.map((key) => keys.indexOf(key)))
  return (row) => isOnly(row) && isAmong(row) && !out.has(codes[row]!)
}
