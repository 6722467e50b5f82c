import type { DbOrTransaction } from '@nightlight/runtime'
import { MEASURES, type Dimension, type MeasureName } from './measures.ts'
import {
  lengthsBy,
  lengthsOf,
  lookGaps,
  membersOf,
  sizesBy,
  type Cohort,
  type Members,
} from './cohort.ts'
import { UNKNOWN, type FactColumns } from './fact-columns.ts'
import type { FactStore } from './fact-store.ts'
import { isFew, isOfFew, sharesOf, standingAlone } from './small-numbers.ts'
import { namesOf } from './statistics-store.ts'
import { thinned, type SurvivalPoint } from './survival.ts'
import { agesOf, curveOf, timesOf, withheld, type Times, type Withheld } from './times-of.ts'

const GROUPS_SHOWN = 20
/** The curve is told in five hundred points at most. */
const STEP = 0.002

export type Group = Times & { key: string; name: string }

export type TakedownTimes = (Times | Withheld) & {
  measure: MeasureName
  asOf: Date
  since: Date
  until: Date
  curve: SurvivalPoint[]
  /** For how long anything was watched: from its last point to there the curve is level. */
  watchedMs: number
  /** Those that are still open, by how long; null for longer than all bounds. */
  ages: { hours: number | null; count: number }[]
  /** What a removal time may be too long by; null where the measure does not end in a look. */
  gap: { medianMs: number | null; p90Ms: number | null } | null
  by: Dimension | null
  /** The greatest groups, at most 20, each of 10 items or more, as all others together are too. */
  groups: Group[]
  /** All other groups together; no figures of fewer than 10 items. */
  others: { groups: number; n: number | null } | null
  /** Share of the greatest 1, 3 and 10 groups; what is not known is in none. */
  top: { groups: number; share: number }[]
}

/** Whether there are enough items to tell of, or none at all. */
export const isTold = <Shown extends TakedownTimes>(shown: Shown): shown is Shown & Times =>
  shown.n !== null

const NO_GROUPS = { groups: [], others: null, top: [] }

/**
 * How long a step of takedowns took, in all and by group.
 *
 * @param cohort  those whose first clock lies in its period; what came later is in it up to `now`
 * @param seesCases  whether the reader may see each takedown. To whoever may not, nothing is told of fewer than ten, nor of a group
 *   that does not stand by itself among the groups: it would be the answer to who is in it
 */
export async function takedownTimes(
  { db, facts: store }: { db: DbOrTransaction; facts: FactStore },
  { measure, ...which }: Omit<Cohort, 'clocks'> & { measure: MeasureName },
  { by, now, seesCases }: { by: Dimension | null; now: Date; seesCases: boolean },
): Promise<TakedownTimes> {
  const cohort = { clocks: MEASURES[measure], ...which }
  const facts = await store.read()
  const members = membersOf(facts, cohort, now)
  const lengths = lengthsOf(members)
  const curve = curveOf(lengths)
  const common = { measure, asOf: now, since: which.since, until: which.until, by }
  if (!seesCases && !isEnough(facts, cohort, { n: curve.n, before: lengths.before }, now)) {
    return { ...common, ...withheld, ...NO_GROUPS, curve: [], watchedMs: 0, ages: [], gap: null }
  }
  return {
    ...common,
    ...timesOf(lengths, curve),
    curve: thinned(curve, STEP),
    watchedMs: curve.watchedMs,
    ages: agesOf(lengths),
    gap: cohort.clocks.to === 't9' ? lookGaps(members) : null,
    ...(by ? await grouped(db, members, by) : NO_GROUPS),
  }
}

/** Whether figures of a cohort tell of many, and so do those of all that it leaves out where it is one group. */
function isEnough(
  facts: FactColumns,
  { only, ...cohort }: Cohort,
  counts: { n: number; before: number },
  now: Date,
): boolean {
  if (isOfFew(counts)) return false
  if (!only || counts.n === 0) return true
  const alone = standingAlone(sizesBy(membersOf(facts, cohort, now), only.by))
  return alone.some(({ key }) => key === only.key)
}

async function grouped(
  db: DbOrTransaction,
  members: Members,
  by: Dimension,
): Promise<Pick<TakedownTimes, 'groups' | 'others' | 'top'>> {
  const sizes = sizesBy(members, by)
  const shown = standingAlone(sizes).slice(0, GROUPS_SHOWN)
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
    others: rest.length === 0 ? null : { groups: rest.length, n: isFew(n) ? null : n },
    top: concentration(sizes),
  }
}

function concentration(sizes: readonly { key: string; n: number }[]): TakedownTimes['top'] {
  const known = sizes.filter(({ key }) => key !== UNKNOWN)
  const all = sizes.reduce((sum, { n }) => sum + n, 0)
  return sharesOf(known, all).map(({ most, share }) => ({ groups: most, share }))
}
