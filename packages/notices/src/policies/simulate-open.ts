import type { LegalClass } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { route, type Policy, type Step } from '../routing.ts'

/** Open takedowns that are looked at, the newest first; a page waits for it. */
export const MOST_SIMULATED = 20_000
const BATCH = 1_000
const EXAMPLES = 10
const GROUPS = 20
const OF_GROUP = 5

/** A case that would be told otherwise; a plan is null where a person has to decide. Neither host nor address. */
export type OpenExample = {
  takedown: string
  openedAt: Date
  country: string | null
  legalClass: LegalClass
  now: readonly Step[] | null
  would: readonly Step[] | null
}

/** How many cases go from one first step to another; null is a person. */
export type FirstSteps = { now: Step | null; would: Step | null; cases: number }

/** Open takedowns that would go one way in place of another, most of them first. */
export type ChangedGroup = {
  now: readonly Step[] | null
  would: readonly Step[] | null
  cases: number
  /** How many there are in each country, most first; null is not known. */
  countries: { country: string | null; cases: number }[]
  /** Some of them, the newest first. */
  takedowns: string[]
}

export type OpenSimulation = {
  /** Looked at. */
  cases: number
  /** True where there are more open ones than were looked at. */
  isCut: boolean
  differing: number
  /** Every pair of first steps that there is, most cases first. */
  firstSteps: FirstSteps[]
  /** Those that differ, by what they would change from and to. */
  groups: ChangedGroup[]
  /** There are more groups. */
  hasMoreGroups: boolean
  /** Some that differ, the newest first. */
  examples: OpenExample[]
  /** When the oldest that was looked at was opened; null where none is open. */
  oldestAt: Date | null
  /** The day on which the policy was asked. */
  today: Date
}

type Row = {
  id: string
  openedAt: Date
  legalClass: LegalClass
  country: string | null
  plan: Step[] | null
}

/**
 * Routes the takedowns that are open now by a policy, without changing any: with the country that each was last routed by, or
 * that was last found for it, and on the first day of the policy or today, whichever is later.
 */
export async function simulateOpen(
  db: DbOrTransaction,
  policy: Policy,
  { now, most = MOST_SIMULATED }: { now: Date; most?: number },
): Promise<OpenSimulation> {
  const first = new Date(`${policy.validFrom}T12:00:00Z`)
  const today = first > now ? first : now
  const pairs = new Map<string, FirstSteps>()
  const groups = new Map<string, Group>()
  const examples: OpenExample[] = []
  let oldestAt: Date | null = null
  let [cases, differing, isCut] = [0, 0, false]
  for (let before: string | null = null; ;) {
    const rows: Row[] = await openBefore(db, before, Math.min(BATCH, most + 1 - cases))
    for (const { id, openedAt, legalClass, country, plan } of rows) {
      if (cases === most) {
        isCut = true
        break
      }
      cases++
      oldestAt = openedAt
      const found = route(policy, { country, legalClass, today })
      const would = found.status === 'routed' ? found.plan : null
      const pair = { now: plan?.[0] ?? null, would: would?.[0] ?? null }
      const key = `${pair.now} ${pair.would}`
      pairs.set(key, { ...pair, cases: (pairs.get(key)?.cases ?? 0) + 1 })
      if (would?.join() === plan?.join()) continue
      differing++
      addTo(groups, { id, country, now: plan, would })
      if (examples.length < EXAMPLES) {
        examples.push({ takedown: id, openedAt, country, legalClass, now: plan, would })
      }
    }
    if (isCut || rows.length < BATCH) break
    before = rows.at(-1)!.id
  }
  const firstSteps = [...pairs.values()].sort((a, b) => b.cases - a.cases)
  const changed = [...groups.values()].sort((a, b) => b.cases - a.cases)
  return {
    cases,
    isCut,
    differing,
    firstSteps,
    groups: changed.slice(0, GROUPS).map(({ countries, ...group }) => ({
      ...group,
      countries: [...countries]
        .map(([country, n]) => ({ country, cases: n }))
        .sort((a, b) => b.cases - a.cases),
    })),
    hasMoreGroups: changed.length > GROUPS,
    examples,
    oldestAt,
    today,
  }
}

type Group = Omit<ChangedGroup, 'countries'> & { countries: Map<string | null, number> }

function addTo(
  groups: Map<string, Group>,
  { id, country, now, would }: Pick<OpenExample, 'country' | 'now' | 'would'> & { id: string },
): void {
  const key = `${now?.join() ?? 'person'} ${would?.join() ?? 'person'}`
  const group: Group = groups.get(key) ?? {
    now,
    would,
    cases: 0,
    countries: new Map(),
    takedowns: [],
  }
  groups.set(key, group)
  group.cases++
  group.countries.set(country, (group.countries.get(country) ?? 0) + 1)
  if (group.takedowns.length < OF_GROUP) group.takedowns.push(id)
}

/** Open takedowns, as the index of open ones has them. */
async function openBefore(
  db: DbOrTransaction,
  before: string | null,
  limit: number,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select t.id, t.opened_at as "openedAt", t.state ->> 'legalClass' as "legalClass",
           case when r.data is null then f.country else r.data ->> 'country' end as country, r.data -> 'plan' as plan
      from takedown t
      left join host_finding f on f.takedown_id = t.id
      left join lateral (
        select e.data from takedown_event e
         where e.takedown_id = t.id and e.type = 'routed' order by e.seq desc limit 1) r on true
     where t.status not in ('removed', 'watching', 'closed') and ${before === null ? sql`true` : sql`t.id < ${before}::uuid`}
     order by t.id desc limit ${limit}`.execute(db)
  return rows
}
