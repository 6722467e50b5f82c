import type { DbOrTransaction } from '@nightlight/runtime'
import type { FactStore } from './fact-store.ts'
import { watchedOf, type Watched } from './lasted-watched.ts'
import { FEWEST } from './measures.ts'
import { providerNames } from './provider-names.ts'
import { endedWithin, survival, type Duration, type Survival } from './survival.ts'

const DAY_MS = 86_400_000
const GROUPS_SHOWN = 20
/** Within how many days something is seen again. */
export const RESURFACING_DAYS = [7, 30, 90] as const

/** Of what was removed: how much was seen again, and by when. */
export type Resurfaced = {
  n: number
  /** Seen again (T11). */
  again: number
  /** Watched until now without being seen again. */
  watched: number
  /** No longer watched. */
  closed: number
  /** Shares with their 95 % interval; null where nothing was watched for so long. */
  within: { days: number; share: number | null; low: number | null; high: number | null }[]
}

export type Resurfacing = Resurfaced & {
  asOf: Date
  since: Date
  until: Date
  /** The greatest, at most 20, each of ten items or more. */
  providers: (Resurfaced & { id: string; name: string })[]
  /** All others together; no number where they are fewer than ten. */
  others: { providers: number; n: number | null } | null
}

/** Longer than that nothing is asked for: whatever lasted longer is one. */
const MOST_DAYS = Math.max(...RESURFACING_DAYS) + 1

/**
 * How much of what was removed was seen again, by Kaplan and Meier: from the removal that was verified (T10) to the first time
 * that it was seen again (T11). What is watched still, or is not any more, counts for as long as it was; whole hours up to a
 * week, whole days after.
 *
 * @param period  T10 lies in `[since, until)`
 */
export async function resurfacing(
  { db, facts }: { db: DbOrTransaction; facts: FactStore },
  period: { since: Date; until: Date },
  now: Date,
): Promise<Resurfacing> {
  const { all, sizes, of } = watchedOf(await facts.read(), period, { now, mostDays: MOST_DAYS })
  const known = sizes.flatMap(({ id, n }) => (id === null ? [] : [{ id, n }]))
  const shown = known.filter(({ n }) => n >= FEWEST).slice(0, GROUPS_SHOWN)
  const ids = shown.map(({ id }) => id)
  const names = await providerNames(db, ids)
  const rest = sum(sizes) - sum(shown)
  const others = sizes.length - shown.length
  return {
    asOf: now,
    ...period,
    ...resurfacedOf(all),
    providers: ids.map((id) => ({
      id,
      name: names.get(id) ?? '',
      ...resurfacedOf(of(id)),
    })),
    others: others === 0 ? null : { providers: others, n: rest < FEWEST ? null : rest },
  }
}

const sum = (some: readonly { n: number }[]): number => some.reduce((all, { n }) => all + n, 0)

function resurfacedOf(rows: readonly Watched[]): Resurfaced {
  const durations: Duration[] = rows.map(({ ms, n, state }) => ({
    ms,
    count: n,
    ended: state === 'again',
  }))
  const curve = survival(durations)
  const watchedMs = rows.reduce((most, { ms }) => Math.max(most, ms), 0)
  const countOf = (state: Watched['state']) => sum(rows.filter((row) => row.state === state))
  return {
    n: curve.n,
    again: countOf('again'),
    watched: countOf('watched'),
    closed: countOf('closed'),
    within: RESURFACING_DAYS.map((days) => ({ days, ...shareWithin(curve, days, watchedMs) })),
  }
}

function shareWithin(curve: Survival, days: number, watchedMs: number) {
  const share = endedWithin(curve, days * DAY_MS, watchedMs)
  if (share === null) return { share, low: null, high: null }
  const point = curve.points.findLast(({ ms }) => ms <= days * DAY_MS)
  return { share, low: 1 - (point?.high ?? 1), high: 1 - (point?.low ?? 1) }
}
