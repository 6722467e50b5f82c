import type { LegalClass } from '@nightlight/contract'
import type { Db } from '@nightlight/runtime'
import { sql } from 'kysely'
import { route, type Policy, type Step } from '../routing.ts'

const BATCH = 500

/** What happened to a case, and what would have; a plan is null where a person had to decide. */
export type Differing = {
  takedown: string
  country: string | null
  legalClass: LegalClass
  happened: readonly Step[] | null
  would: readonly Step[] | null
}

export type Simulation = {
  cases: number
  differing: number
  /** How many cases would go by each plan, steps with commas; `person` where none fits. */
  byPlan: Record<string, number>
}

type Row = {
  id: string
  legal_class: LegalClass
  country: string | null
  plan: Step[] | null
}

/**
 * Routes every takedown opened since a moment by a policy, without changing any: with the country that
 * it was last routed by, or that was last found for it, and on the first day of the policy.
 *
 * Cases are read in batches, so that memory does not grow with them.
 *
 * @returns the counts, after what differs from what happened was yielded case by case
 */
export async function* simulate(
  db: Db,
  policy: Policy,
  { since }: { since: Date },
): AsyncGenerator<Differing, Simulation> {
  const total: Simulation = { cases: 0, differing: 0, byPlan: {} }
  const today = new Date(`${policy.validFrom}T12:00:00Z`)
  for (let after: string | null = null; ;) {
    const rows: Row[] = await casesAfter(db, since, after)
    for (const { id, legal_class: legalClass, country, plan: happened } of rows) {
      const found = route(policy, { country, legalClass, today })
      const would = found.status === 'routed' ? found.plan : null
      const key = would?.join() ?? 'person'
      total.cases += 1
      total.byPlan[key] = (total.byPlan[key] ?? 0) + 1
      if (would?.join() === happened?.join()) continue
      total.differing += 1
      yield { takedown: id, country, legalClass, happened, would }
    }
    if (rows.length < BATCH) return total
    after = rows.at(-1)!.id
  }
}

async function casesAfter(db: Db, since: Date, after: string | null): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select t.id, t.state ->> 'legalClass' as legal_class,
      case when r.data is null then f.country else r.data ->> 'country' end as country,
      r.data -> 'plan' as plan
    from takedown t
    left join host_finding f on f.takedown_id = t.id
    left join lateral (
      select e.data from takedown_event e
      where e.takedown_id = t.id and e.type = 'routed' order by e.seq desc limit 1) r on true
    where t.opened_at >= ${since} and (${after}::uuid is null or t.id > ${after}::uuid)
    order by t.id limit ${BATCH}`.execute(db)
  return rows
}
