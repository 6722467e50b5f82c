import { DomainError, type LegalClass } from '@nightlight/contract'
import type { Db } from '@nightlight/runtime'
import { sql } from 'kysely'
import { parsePolicy, type Because, type Step } from '../routing.ts'
import { explain, type Route, type Routing, type RuleFit } from './explain.ts'
import { idInForce, readPolicy } from './policy-store.ts'

/** Why a takedown went where it went, or why it goes nowhere by itself. */
export type ToldRoute = {
  takedown: string
  country: string | null
  legalClass: LegalClass
  policy: { id: string | null; name: string | null; title: string | null }
  /** Every rule in order; empty for what was routed before rules were kept. */
  rules: readonly RuleFit[]
} & (
  | ({ status: 'routed'; at: Date } & Decided)
  /** It has no route yet: what else it waits for, its row says. */
  | ({ status: 'would-be-routed' } & Decided)
  | Extract<Route, { status: 'unroutable' }>
)

type Decided = { rule: string; because: Because | null; plan: readonly Step[] }

/**
 * What was noted when a takedown was routed; for one without a route, what the policy in force makes of
 * it now.
 *
 * @throws {DomainError} not-found `takedown-not-found`
 */
export async function toldRoute(db: Db, takedownId: string, now: Date): Promise<ToldRoute> {
  const { rows } = await sql<Row>`
    select t.id, t.status, t.state ->> 'legalClass' as legal_class, f.country,
      r.at, r.actor, r.data
    from takedown t
    left join host_finding f on f.takedown_id = t.id
    left join lateral (
      select e.at, e.actor, e.data from takedown_event e
      where e.takedown_id = t.id and e.type = 'routed'
        and not exists (select from takedown_event w where w.takedown_id = t.id and w.seq > e.seq
          and w.type in ('route-withdrawn', 'reopened'))
      order by e.seq desc limit 1) r on true
    where t.id::text = ${takedownId.toLowerCase()}`.execute(db)
  const row = rows[0]
  if (!row) {
    throw new DomainError('not-found', 'takedown-not-found', 'Explaining a route: no such takedown')
  }
  return row.data === null || row.status === 'opened' ? notRouted(db, row, now) : routed(db, row)
}

type Row = {
  id: string
  status: string
  legal_class: LegalClass
  country: string | null
  at: Date
  actor: string
  data: { policy: string; country: string | null; plan: Step[]; routing?: Routing } | null
}

async function routed(db: Db, { id, legal_class, at, actor, data }: Row): Promise<ToldRoute> {
  const { country, plan, policy: name, routing } = data!
  const policyId = routing?.policyId ?? null
  const stored = policyId === null ? null : await readPolicy(db, policyId)
  return {
    status: 'routed',
    takedown: id,
    country,
    legalClass: legal_class,
    policy: { id: policyId, name, title: stored ? parsePolicy(stored.document).title : null },
    at,
    rule: routing?.rule ?? actor.slice(actor.lastIndexOf('/') + 1),
    because: routing?.because ?? null,
    plan,
    rules: routing?.rules ?? [],
  }
}

async function notRouted(db: Db, row: Row, now: Date): Promise<ToldRoute> {
  const { country, id, legal_class: legalClass } = row
  const facts = { takedown: id, country, legalClass }
  const policyId = await idInForce(db, now)
  if (policyId === null) {
    const policy = { id: null, name: null, title: null }
    return { ...facts, policy, rules: [], status: 'unroutable', reason: 'policy-not-valid-today' }
  }
  const policy = parsePolicy((await readPolicy(db, policyId)).document)
  const { route, rules } = explain(policy, { country, legalClass, today: now })
  const named = { id: policyId, name: policy.id, title: policy.title }
  if (route.status === 'unroutable') return { ...facts, policy: named, rules, ...route }
  const { because, plan, rule } = route
  return { ...facts, policy: named, rules, status: 'would-be-routed', rule, because, plan }
}
