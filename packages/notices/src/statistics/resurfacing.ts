import type { DbOrTransaction } from '@nightlight/runtime'
import { UNKNOWN } from './fact-columns.ts'
import type { FactStore } from './fact-store.ts'
import type { Lengths } from './lengths.ts'
import { providerNames } from './provider-names.ts'
import { isFew, standingAlone } from './small-numbers.ts'
import { endedWithin, pointAt, type Survival } from './survival.ts'
import { curveOf, timesOf } from './times-of.ts'

const DAY_MS = 86_400_000
const GROUPS_SHOWN = 20
/** Within how many days something is seen again. */
export const RESURFACING_DAYS = [7, 30, 90] as const

/** The same for another place, where years are asked about. */
export const ELSEWHERE_DAYS = [30, 90, 365] as const

/** Where it was seen again: at the same place, or the same file at another. */
export type SeenWhere = 'same' | 'elsewhere'
/** Elsewhere it is found by whoever reports it, whether a takedown is closed or not. */
const WAYS = {
  same: { clocks: { from: 't10', to: 't11' }, goesOn: false, days: RESURFACING_DAYS },
  elsewhere: { clocks: { from: 't10', to: 'elsewhere_at' }, goesOn: true, days: ELSEWHERE_DAYS },
} as const

/** Of what was removed: how much was seen again, and by when. */
export type Resurfaced = {
  n: number
  /** Seen again: at the same place (T11), or elsewhere. */
  again: number
  /** Watched until now without being seen again. */
  watched: number
  /** No longer watched. */
  closed: number
  /** Shares with their 95 % interval; null where nothing was watched for so long. */
  within: { days: number; share: number | null; low: number | null; high: number | null }[]
}

/** What is told instead where there are too few. */
type Withheld = {
  [Name in keyof Resurfaced]: Resurfaced[Name] extends number ? null : Resurfaced[Name]
}

export type Resurfacing = (Resurfaced | Withheld) & {
  asOf: Date
  since: Date
  until: Date
  /** The greatest, at most 20, each of ten items or more, as all others together are too. */
  providers: (Resurfaced & { id: string; name: string })[]
  /** All others together; no number where they are fewer than ten. */
  others: { providers: number; n: number | null } | null
}

/**
 * How much of what was removed was seen again, by Kaplan and Meier: from the removal that was verified (T10) to the first time
 * that it was seen again. What is watched still, or is not any more, counts for as long as it was.
 *
 * @param period  T10 lies in `[since, until)`
 */
export async function resurfacing(
  { db, facts }: { db: DbOrTransaction; facts: FactStore },
  period: { since: Date; until: Date },
  now: Date,
  where: SeenWhere = 'same',
): Promise<Resurfacing> {
  const { days, ...way } = WAYS[where]
  const members = (await facts.read()).membersOf({ ...way, ...period }, now)
  const sizes = members.sizesBy('provider')
  const shown = standingAlone(sizes, ({ key }) => key !== UNKNOWN).slice(0, GROUPS_SHOWN)
  const ids = shown.map(({ key }) => key)
  const all = resurfacedOf(members.lengths(), days)
  const lengths = members.lengthsBy({ by: 'provider', keys: ids })
  const names = await providerNames(db, ids)
  const rest = sum(sizes) - sum(shown)
  const others = sizes.length - shown.length
  return {
    asOf: now,
    ...period,
    ...all,
    providers: ids.map((id) => ({
      id,
      name: names.get(id) ?? '',
      ...resurfacedOf(lengths.get(id)!, days),
    })),
    others: others === 0 ? null : { providers: others, n: isFew(rest) ? null : rest },
  }
}

/** As whoever sees no cases is told it: of fewer than ten nothing, as of the others beside those that stand alone. */
export const resurfacingWithoutFew = (shown: Resurfacing): Resurfacing =>
  shown.n === null || !isFew(shown.n)
    ? shown
    : {
        ...shown,
        n: null,
        again: null,
        watched: null,
        closed: null,
        within: shown.within.map(({ days }) => ({ days, share: null, low: null, high: null })),
      }

const sum = (some: readonly { n: number }[]): number => some.reduce((all, { n }) => all + n, 0)

function resurfacedOf(lengths: Lengths, windows: readonly number[]): Resurfaced {
  const curve = curveOf(lengths)
  const { n, ended: again, open: watched, closed } = timesOf(lengths, curve)
  return {
    n,
    again,
    watched,
    closed,
    within: windows.map((days) => ({ days, ...shareWithin(curve, days) })),
  }
}

function shareWithin(curve: Survival, days: number) {
  const share = endedWithin(curve, days * DAY_MS)
  if (share === null) return { share, low: null, high: null }
  const { low, high } = pointAt(curve, days * DAY_MS)
  return { share, low: 1 - high, high: 1 - low }
}
