import type { DbOrTransaction } from '@nightlight/runtime'
import { FEWEST, MEASURES, type Dimension, type MeasureName } from './measures.ts'
import {
  lengthsBy,
  lengthsOf,
  lookGaps,
  membersOf,
  sizesBy,
  type Cohort,
  type Members,
} from './cohort.ts'
import type { FactStore } from './fact-store.ts'
import { namesOf } from './statistics-store.ts'
import { thinned, type SurvivalPoint } from './survival.ts'
import { agesOf, curveOf, timesOf, type Times } from './times-of.ts'

const GROUPS_SHOWN = 20
/** The curve is told in five hundred points at most. */
const STEP = 0.002

export type Group = Times & { key: string; name: string }

export type TakedownTimes = Times & {
  measure: MeasureName
  asOf: Date
  since: Date
  until: Date
  curve: SurvivalPoint[]
  /** Those that are still open, by how long; null for longer than all bounds. */
  ages: { hours: number | null; count: number }[]
  /** What a removal time may be too long by; null where the measure does not end in a look. */
  gap: { medianMs: number | null; p90Ms: number | null } | null
  by: Dimension | null
  /** The greatest groups, at most 20, each of 10 items or more. */
  groups: Group[]
  /** All other groups together; no figures of fewer than 10 items. */
  others: { groups: number; n: number | null } | null
  /** Share of the greatest 1, 3 and 10 groups; what is not known is in none. */
  top: { groups: number; share: number }[]
}

/**
 * How long a step of takedowns took, in all and by group.
 *
 * @param cohort  those whose first clock lies in its period; what came later is in it up to `now`
 */
export async function takedownTimes(
  { db, facts: store }: { db: DbOrTransaction; facts: FactStore },
  { measure, ...which }: Omit<Cohort, 'clocks'> & { measure: MeasureName },
  { by, now }: { by: Dimension | null; now: Date },
): Promise<TakedownTimes> {
  const clocks = MEASURES[measure]
  const members = membersOf(await store.read(), { clocks, ...which }, now)
  const lengths = lengthsOf(members)
  const curve = curveOf(lengths)
  return {
    measure,
    asOf: now,
    since: which.since,
    until: which.until,
    ...timesOf(lengths, curve),
    curve: thinned(curve, STEP),
    ages: agesOf(lengths),
    gap: clocks.to === 't9' ? lookGaps(members) : null,
    by,
    ...(by ? await grouped(db, members, by) : { groups: [], others: null, top: [] }),
  }
}

async function grouped(
  db: DbOrTransaction,
  members: Members,
  by: Dimension,
): Promise<Pick<TakedownTimes, 'groups' | 'others' | 'top'>> {
  const sizes = sizesBy(members, by)
  const shown = sizes.filter(({ n }) => n >= FEWEST).slice(0, GROUPS_SHOWN)
  const keys = shown.map(({ key }) => key)
  const lengths = lengthsBy(members, { by, keys })
  const names = await namesOf(db, by, keys)
  const rest = sizes.filter(({ key }) => !keys.includes(key))
  const n = rest.reduce((sum, one) => sum + one.n, 0)
  return {
    groups: keys.map((key) => ({
      key,
      name: names.get(key) ?? key,
      ...timesOf(lengths.get(key)!),
    })),
    others: rest.length === 0 ? null : { groups: rest.length, n: n < FEWEST ? null : n },
    top: concentration(sizes),
  }
}

/** A share is told only where what it adds to the one before is of ten items or more, or of nothing. */
function concentration(sizes: readonly { key: string; n: number }[]): TakedownTimes['top'] {
  const known = sizes.filter(({ key }) => key !== '?')
  const sum = (some: readonly { n: number }[]): number => some.reduce((all, { n }) => all + n, 0)
  const told: TakedownTimes['top'] = []
  let before = 0
  for (const groups of [1, 3, 10]) {
    const these = sum(known.slice(0, groups))
    const added = these - before
    if (these === 0 || (added > 0 && added < FEWEST)) break
    told.push({ groups, share: these / sum(sizes) })
    before = these
  }
  return told
}
