import type { DbOrTransaction } from '@nightlight/runtime'
import {
  AGE_BOUNDS,
  FEWEST,
  MEASURES,
  SHARE_HOURS,
  type Dimension,
  type MeasureName,
} from './measures.ts'
import {
  bucketsBy,
  bucketsOf,
  lookGaps,
  membersOf,
  sizesBy,
  type Bucket,
  type Cohort,
  type Members,
} from './cohort.ts'
import type { FactStore } from './fact-store.ts'
import { namesOf } from './statistics-store.ts'
import { endedWithin, quantileOf, survival, thinned, type SurvivalPoint } from './survival.ts'

const HOUR_MS = 3_600_000
const GROUPS_SHOWN = 20
/** The curve is told in five hundred points at most. */
const STEP = 0.002

/** How long something took, those without an end counted for as long as they lasted. */
export type Times = {
  /** `ended` came to an end, `open` are waited for, `closed` are not any more. */
  n: number
  ended: number
  open: number
  closed: number
  /** The end came first: gone before anybody was told; in none of the others. */
  before: number
  medianMs: number | null
  p90Ms: number | null
  /** Share that had ended by then; null where nothing was watched for so long. */
  within: { hours: number; share: number | null }[]
}

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
  cohort: Cohort,
  { by, now }: { by: Dimension | null; now: Date },
): Promise<TakedownTimes> {
  const members = membersOf(await store.read(), cohort)
  const buckets = bucketsOf(members, now)
  return {
    measure: cohort.measure,
    asOf: now,
    since: cohort.since,
    until: cohort.until,
    ...timesOf(buckets),
    curve: thinned(curveOf(buckets).points, STEP),
    ages: agesOf(buckets),
    gap: MEASURES[cohort.measure].to === 't9' ? lookGaps(members) : null,
    by,
    ...(by ? await grouped(db, members, { by, now }) : { groups: [], others: null, top: [] }),
  }
}

async function grouped(
  db: DbOrTransaction,
  members: Members,
  { by, now }: { by: Dimension; now: Date },
): Promise<Pick<TakedownTimes, 'groups' | 'others' | 'top'>> {
  const sizes = sizesBy(members, by)
  const shown = sizes.filter(({ n }) => n >= FEWEST).slice(0, GROUPS_SHOWN)
  const keys = shown.map(({ key }) => key)
  const buckets = bucketsBy(members, { by, keys, now })
  const names = await namesOf(db, by, keys)
  const rest = sizes.filter(({ key }) => !keys.includes(key))
  const n = rest.reduce((sum, one) => sum + one.n, 0)
  return {
    groups: keys.map((key) => ({
      key,
      name: names.get(key) ?? key,
      ...timesOf(buckets.get(key) ?? []),
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

const countOf = (buckets: readonly Bucket[], state: Bucket['state']): number =>
  buckets.reduce((sum, one) => sum + (one.state === state ? one.count : 0), 0)

const curveOf = (buckets: readonly Bucket[]) =>
  survival(
    buckets
      .filter(({ state }) => state !== 'before')
      .map(({ state, ms, count }) => ({ ms, count, ended: state === 'ended' })),
  )

function timesOf(buckets: readonly Bucket[]): Times {
  const curve = curveOf(buckets)
  const watchedMs = buckets.reduce((most, { ms }) => Math.max(most, ms), 0)
  return {
    n: curve.n,
    ended: curve.ended,
    open: countOf(buckets, 'open'),
    closed: countOf(buckets, 'closed'),
    before: countOf(buckets, 'before'),
    medianMs: quantileOf(curve, 0.5),
    p90Ms: quantileOf(curve, 0.9),
    within: SHARE_HOURS.map((hours) => ({
      hours,
      share: endedWithin(curve, hours * HOUR_MS, watchedMs),
    })),
  }
}

function agesOf(buckets: readonly Bucket[]): TakedownTimes['ages'] {
  const open = buckets.filter(({ state }) => state === 'open')
  const boundOf = (ms: number) => AGE_BOUNDS.find((hours) => ms <= hours * HOUR_MS) ?? null
  return [...AGE_BOUNDS, null].map((hours) => ({
    hours,
    count: open.reduce((sum, { ms, count }) => sum + (boundOf(ms) === hours ? count : 0), 0),
  }))
}
