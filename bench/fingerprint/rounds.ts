import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Milliseconds of every way, one value a round. */
export type Rounds<Way extends string> = Record<Way, number[]>

/** Work to be compared, by name. */
export type Ways<Way extends string, Item> = Record<Way, (item: Item) => unknown>

/** How time is taken. */
export type Timing = {
  /** Milliseconds; CPU time by default. */
  clock?: () => number
  /** A way goes through the items again until a round of it takes about so long; 100 by default. */
  spanMs?: number
}

const WARM_UP_ROUNDS = 2
const SPAN_MS = 100
const MOST_PASSES = 1000

/** CPU time of all threads of this process, milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/**
 * Does all ways in every round, each on all items, so that what else the machine does falls on all of
 * them alike.
 *
 * Before each way garbage is collected, untimed, so that none pays for what another has left; each
 * round begins with another way. Two rounds before are not counted: code is compiled in them, and the
 * passes over the items chosen that a span needs.
 *
 * @returns per way and round the milliseconds of an item, averaged over items and passes
 */
export async function measureRounds<Way extends string, Item>(
  ways: Ways<Way, Item>,
  items: readonly Item[],
  rounds: number,
  { clock = cpuMs, spanMs = SPAN_MS }: Timing = {},
): Promise<Rounds<Way>> {
  const names = Object.keys(ways) as Way[]
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Rounds<Way>
  const passes = new Map<Way, number>()
  for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
    for (const name of rotated(names, round)) {
      const count = passes.get(name) ?? 1
      await collectGarbage()
      const startedAt = clock()
      for (let pass = 0; pass < count; pass++) {
        for (const item of items) await ways[name](item)
      }
      const ofPass = (clock() - startedAt) / count
      if (round < WARM_UP_ROUNDS) passes.set(name, passesOf(spanMs, ofPass))
      else measured[name].push(ofPass / items.length)
    }
  }
  return measured
}

/** Enough for the span; one where a pass takes longer, and few for what is too short to be timed. */
function passesOf(spanMs: number, passMs: number): number {
  return Math.min(MOST_PASSES, Math.max(1, Math.ceil(spanMs / passMs)))
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const first = by % list.length
  return [...list.slice(first), ...list.slice(0, first)]
}

let collect: (() => void) | undefined

/** Frees what is unused, and lets run what waits for that. */
async function collectGarbage(): Promise<void> {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
  await nextTurn()
}

/** The median of a list; not a number when it is empty. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

/** The median of the quotients of two lists, round by round. */
export function pairedRatio(upper: readonly number[], lower: readonly number[]): number {
  return median(upper.map((value, round) => value / (lower[round] ?? Number.NaN)))
}

/** Sums of two lists, round by round. */
export function addRounds(left: readonly number[], right: readonly number[]): number[] {
  return left.map((value, round) => value + (right[round] ?? Number.NaN))
}
