import type { DbOrTransaction } from '@nightlight/runtime'
import type { Cohort, Members } from './cohort.ts'
import { UNKNOWN } from './fact-columns.ts'
import type { Facts } from './fact-store.ts'
import { isFew, isOfFew, sharesOf, standingAlone } from './small-numbers.ts'
import { groupNames } from './statistics-store.ts'
import { thinned, type SurvivalPoint } from './survival.ts'
import { agesOf, curveOf, timesOf, withheld, type Times, type Withheld } from './times-of.ts'

const GROUPS_SHOWN = 20
/** The curve is told in five hundred points at most. */
const STEP = 0.002

export type Group = Times & { key: string; name: string }

/** How long a step of some items took, in all and by group. */
export type StepTimes<By extends string> = (Times | Withheld) & {
  asOf: Date
  since: Date
  until: Date
  curve: SurvivalPoint[]
  /** For how long anything was watched: from its last point to there the curve is level. */
  watchedMs: number
  /** Those that are still open, by how long; null for longer than all bounds. */
  ages: { hours: number | null; count: number }[]
  by: By | null
  /** The greatest groups, at most 20, each of 10 items or more, as all others together are too. */
  groups: Group[]
  /** All other groups together; no figures of fewer than 10 items. */
  others: { groups: number; n: number | null } | null
  /** Share of the greatest 1, 3 and 10 groups; what is not known is in none. */
  top: { groups: number; share: number }[]
}

/** Whether there are enough items to tell of, or none at all. */
export const isTold = <Shown extends Times | Withheld>(shown: Shown): shown is Shown & Times =>
  shown.n !== null

const NO_GROUPS = { groups: [], others: null, top: [] }

/**
 * How long a step took, in all and by group.
 *
 * @param asked.seesCases  whether the reader may see each item. To whoever may not, nothing is told of fewer than ten, nor of a
 *   group that does not stand by itself among the groups: it would be the answer to who is in it. One group is not told apart
 *   any further
 * @param more  what else is told of those who were counted, null where they are too few; it waits for nothing, since facts go on
 */
export async function stepTimes<Clock extends string, By extends string, More extends object>(
  { db, facts }: { db: DbOrTransaction; facts: Facts<Clock, By> },
  cohort: Cohort<NoInfer<Clock>, NoInfer<By>>,
  { by: asked, now, seesCases }: { by: NoInfer<By> | null; now: Date; seesCases: boolean },
  more: (members: Members<By> | null) => More,
): Promise<StepTimes<By> & More> {
  // of a table that is turned round, each cell could be had by taking away what both ways tell
  const by = cohort.only && !seesCases ? null : asked
  const members = facts.membersOf(cohort, now)
  const lengths = members.lengths()
  const curve = curveOf(lengths)
  const common = { asOf: now, since: cohort.since, until: cohort.until, by }
  const counts = { n: curve.n, before: lengths.before }
  if (!seesCases && !isEnough<Clock, By>(facts, cohort, counts, now)) {
    const nothing = { ...withheld, ...NO_GROUPS, curve: [], watchedMs: 0, ages: [] }
    return { ...common, ...nothing, ...more(null) }
  }
  return {
    ...common,
    ...timesOf(lengths, curve),
    curve: thinned(curve, STEP),
    watchedMs: curve.watchedMs,
    ages: agesOf(lengths),
    ...more(members),
    ...(by ? await grouped<By>(db, members, by) : NO_GROUPS),
  }
}

/** Whether figures of a cohort tell of many, and so do those of all that it leaves out where it is one group. */
export function isEnough<Clock extends string, By extends string>(
  facts: Facts<Clock, By>,
  { only, ...cohort }: Cohort<NoInfer<Clock>, NoInfer<By>>,
  counts: { n: number; before: number },
  now: Date,
): boolean {
  if (isOfFew(counts)) return false
  if (!only || counts.n === 0) return true
  const alone = standingAlone(facts.membersOf(cohort, now).sizesBy(only.by))
  return alone.some(({ key }) => key === only.key)
}

async function grouped<By extends string>(
  db: DbOrTransaction,
  members: Members<By>,
  by: By,
): Promise<Pick<StepTimes<By>, 'groups' | 'others' | 'top'>> {
  const sizes = members.sizesBy(by)
  const shown = standingAlone(sizes).slice(0, GROUPS_SHOWN)
  const keys = shown.map(({ key }) => key)
  const lengths = members.lengthsBy({ by, keys })
  const names = await groupNames(db, by, keys)
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

function concentration(sizes: readonly { key: string; n: number }[]): StepTimes<string>['top'] {
  const known = sizes.filter(({ key }) => key !== UNKNOWN)
  const all = sizes.reduce((sum, { n }) => sum + n, 0)
  return sharesOf(known, all).map(({ most, share }) => ({ groups: most, share }))
}
