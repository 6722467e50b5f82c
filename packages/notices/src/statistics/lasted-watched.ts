import { EPOCH_S, UNKNOWN, type FactColumns } from './fact-columns.ts'

const HOUR_S = 3600
const DAY_S = 86_400
const HOURS = 7 * 24

/** How many stayed away so long: until they were seen again, until now, or until they were no longer watched. */
export type Watched = { state: 'again' | 'watched' | 'closed'; ms: number; n: number }
const STATES = ['again', 'watched', 'closed'] as const

/** What was removed in a period, in all and by provider. */
export type WatchedFacts = {
  all: Watched[]
  /** How many of each provider, the greatest first; null is not known. */
  sizes: { id: string | null; n: number }[]
  of: (id: string) => Watched[]
}

/**
 * Counts those whose T10 lies in `[since, until)` by how long they stayed away: whole hours up to a week, whole days after,
 * and nothing longer than `mostDays`.
 */
export function watchedOf(
  { n: rows, clocks, dimensions }: FactColumns,
  { since, until }: { since: Date; until: Date },
  { now, mostDays }: { now: Date; mostDays: number },
): WatchedFacts {
  const { t10, t11, closed_at: closed } = clocks
  const { codes, keys } = dimensions.provider
  const bins = HOURS + 1 + mostDays
  const [from, to, at] = [since, until, now].map((one) => one.getTime() / 1000 - EPOCH_S) as [
    number,
    number,
    number,
  ]
  const counts = new Map<number, Int32Array>()
  const all = new Int32Array(STATES.length * bins)
  for (let row = 0; row < rows; row++) {
    const start = t10[row]!
    if (start === 0 || start < from || start >= to) continue
    const [again, shut] = [t11[row]!, closed[row]!]
    const state = again !== 0 ? 0 : shut !== 0 ? 2 : 1
    const seconds = Math.max(0, (state === 0 ? again : state === 2 ? shut : at) - start)
    const place = state * bins + binOf(seconds, mostDays)
    all[place]!++
    const code = codes[row]!
    let own = counts.get(code)
    if (!own) counts.set(code, (own = new Int32Array(STATES.length * bins)))
    own[place]!++
  }
  const listed = (places: Int32Array): Watched[] =>
    [...places.entries()].flatMap(([place, n]) =>
      n === 0 ? [] : [{ state: STATES[Math.floor(place / bins)]!, ms: msOf(place % bins), n }],
    )
  const sizes = [...counts].map(([code, places]) => ({
    id: keys[code] === UNKNOWN ? null : keys[code]!,
    n: places.reduce((sum, n) => sum + n, 0),
  }))
  return {
    all: listed(all),
    sizes: sizes.toSorted((a, b) => b.n - a.n || (String(a.id) < String(b.id) ? -1 : 1)),
    of: (id) => listed(counts.get(keys.indexOf(id)) ?? new Int32Array(0)),
  }
}

const binOf = (seconds: number, mostDays: number): number =>
  seconds <= HOURS * HOUR_S
    ? Math.ceil(seconds / HOUR_S)
    : HOURS + Math.min(Math.ceil(seconds / DAY_S), mostDays) - 7

const msOf = (bin: number): number =>
  (bin <= HOURS ? bin * HOUR_S : (bin - HOURS + 7) * DAY_S) * 1000
