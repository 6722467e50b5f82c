import { eventTypesFor, type EventAudience, type EventType } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** A subscription as it is shown: everything but its secrets and its address. */
export type HookView = {
  id: string
  name: string
  types: EventType[]
  providerId: string | null
  authorityId: string | null
  state: 'active' | 'paused' | 'ended' | 'removed'
  because: 'by-person' | 'failing' | 'gone' | null
  stateAt: Date
  madeAt: Date
  failingSince: Date | null
  retryAt: Date | null
  deliveredAt: Date | null
  waiting: number
  /** What a person has to see to: nothing is sent until somebody has. */
  attention: 'event-hook-failing' | 'event-hook-gone' | null
}

const HOOKS_SHOWN = 1_000

/** Every subscription that was not removed, the newest first; one that was, too, where its id is given. */
export async function hookViews(db: DbOrTransaction, id?: string): Promise<HookView[]> {
  const { rows } = await sql<HookView>`
    select h.id, h.name, h.types, h.provider_id as "providerId", h.authority_id as "authorityId", h.state,
           h.state_because as because, h.state_at as "stateAt", h.made_at as "madeAt",
           h.failing_since as "failingSince", h.retry_at as "retryAt", h.delivered_at as "deliveredAt",
           (select count(*)::int from event_delivery d where d.hook_id = h.id and d.state = 'waiting') as waiting,
           case when h.state_because in ('failing', 'gone') and h.state <> 'removed'
             then 'event-hook-' || h.state_because end as attention
      from event_hook h
     where case when ${id ?? null}::uuid is null then h.state <> 'removed' else h.id = ${id ?? null}::uuid end
     order by h.id desc limit ${HOOKS_SHOWN}`.execute(db)
  return rows
}

/** A subscription that nothing is sent to until somebody has seen to it. */
export type StoppedHook = {
  id: string
  name: string
  attention: NonNullable<HookView['attention']>
  stateAt: Date
}

/** Those that failed until they were paused, and those whose subscriber is gone, the oldest first. */
export async function stoppedHooks(db: DbOrTransaction): Promise<StoppedHook[]> {
  const { rows } = await sql<StoppedHook>`
    select id, name, 'event-hook-' || state_because as attention, state_at as "stateAt" from event_hook
     where state_because in ('failing', 'gone') and state <> 'removed'
     order by state_at, id limit ${HOOKS_SHOWN}`.execute(db)
  return rows
}

export type DeliveryView = {
  id: string
  type: string
  at: Date
  state: 'waiting' | 'delivered' | 'given-up' | 'dropped'
  attempts: number
  /** When it is tried next, while it waits. */
  nextAt: Date | null
  /** HTTP status of the last answer. */
  status: number | null
  /** Why the last try failed. */
  problem: string | null
  finishedAt: Date | null
}

/** The last events of a subscription, the newest first. @param page.after  id of the last one of the page before */
export async function deliveryViews(
  db: DbOrTransaction,
  hookId: string,
  page: { limit: number; after?: string | undefined },
): Promise<DeliveryView[]> {
  const after = page.after ?? null
  const { rows } = await sql<DeliveryView>`
    select id, type, at, state, attempts, case when state = 'waiting' then next_at end as "nextAt",
           status, problem, finished_at as "finishedAt"
      from event_delivery
     where hook_id = ${hookId} and (${after}::uuid is null or (at, id) < (
       select at, id from event_delivery where id = ${after}::uuid and hook_id = ${hookId}))
     order by at desc, id desc limit ${page.limit}`.execute(db)
  return rows
}

export const lockHook = (db: DbOrTransaction, id: string) =>
  db
    .selectFrom('event_hook')
    .select(['id', 'state', 'settings_ct', 'types'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()

/** Writes what is in the log of a change of a subscription. */
export const auditHook = (
  db: DbOrTransaction,
  actor: string,
  action: string,
  id: string,
  detail: Record<string, string | number | null> = {},
): Promise<void> =>
  writeAudit(db, {
    actor,
    action: `event-hook.${action}`,
    objectType: 'event_hook',
    objectId: id,
    detail,
  })

/** Has a subscriber that failed for three days wait for a person. */
export async function pauseFailing(db: DbOrTransaction, id: string, now: Date): Promise<void> {
  await db
    .updateTable('event_hook')
    .set({ state: 'paused', state_because: 'failing', state_at: now })
    .where('id', '=', id)
    .execute()
  await auditHook(db, 'nightlight', 'paused', id, { because: 'failing' })
}

/** Ends a subscription: what waits for it goes nowhere. */
export async function endHook(
  db: DbOrTransaction,
  id: string,
  { now, because }: { now: Date; because: 'gone' },
): Promise<void> {
  await dropWaiting(db, id, now)
  await db
    .updateTable('event_hook')
    .set({ state: 'ended', state_because: because, state_at: now })
    .where('id', '=', id)
    .execute()
  await auditHook(db, 'nightlight', 'ended', id, { because })
}

export async function dropWaiting(db: DbOrTransaction, hookId: string, now: Date): Promise<void> {
  await db
    .updateTable('event_delivery')
    .set({ state: 'dropped', finished_at: now, lease_until: null })
    .where('hook_id', '=', hookId)
    .where('state', '=', 'waiting')
    .execute()
}

/** Whether a subscription of an audience may ask for all of these. */
export const areFor = (audience: EventAudience, types: readonly string[]): boolean =>
  types.length > 0 && types.every((type) => eventTypesFor(audience).some((one) => one === type))
