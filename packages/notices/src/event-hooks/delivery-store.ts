import type { Db, DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { hookBackOffMs, isOver } from './hook-back-off.ts'
import { endHook, pauseFailing } from './hook-store.ts'

export type Claimed = {
  id: string
  type: string
  at: Date
  data: Record<string, unknown>
  /** Of this try, from 1; what settles it has to have the same. */
  attempts: number
}

/** How one try ended. `problem`: a word of ours, never one of the other side's. */
export type Tried =
  | { status: 'delivered'; code: number }
  | { status: 'gone'; code: number }
  | { status: 'failed'; code: number | null; problem: string; retryInMs: number | null }

/** Subscriptions that have something due, those that answer first. */
export async function hooksDue(db: DbOrTransaction, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select h.id from event_hook h
     where h.state = 'active' and (h.retry_at is null or h.retry_at <= ${now})
       and exists (select from event_delivery d where d.hook_id = h.id and d.state = 'waiting'
         and d.next_at <= ${now} and (d.lease_until is null or d.lease_until <= ${now}))
     order by h.failing_since nulls first, h.retry_at nulls first, h.id`.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * Takes what is due of a subscription, for as long as a lease; one alone where the last try failed.
 *
 * @returns the sealed settings with it; null where it is not active or waits
 */
export async function claimDue(
  db: Db,
  { hookId, now, leaseMs, most }: { hookId: string; now: Date; leaseMs: number; most: number },
): Promise<{ settings: Buffer; events: Claimed[] } | null> {
  return db.transaction().execute(async (trx) => {
    const hook = await trx
      .selectFrom('event_hook')
      .select(['settings_ct', 'failures', 'retry_at'])
      .where('id', '=', hookId)
      .where('state', '=', 'active')
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!hook?.settings_ct || (hook.retry_at !== null && hook.retry_at > now)) return null
    const limit = hook.failures > 0 ? 1 : most
    const until = new Date(now.getTime() + leaseMs)
    const { rows } = await sql<Claimed>`
      update event_delivery set lease_until = ${until}, attempts = attempts + 1,
             first_tried_at = coalesce(first_tried_at, ${now})
       where id in (
         select id from event_delivery
          where hook_id = ${hookId} and state = 'waiting' and next_at <= ${now}
            and (lease_until is null or lease_until <= ${now})
          order by next_at, at limit ${limit} for update skip locked)
      returning id, type, at, data, attempts`.execute(trx)
    return { settings: hook.settings_ct, events: rows }
  })
}

/**
 * Notes how a try ended, for the event and for its subscription; a try whose lease went to another one changes nothing.
 *
 * @param at.random  0 to 1
 */
export async function settleTry(
  db: Db,
  { hookId, event, tried }: { hookId: string; event: Claimed; tried: Tried },
  { now, random }: { now: Date; random: number },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const hook = await trx
      .selectFrom('event_hook')
      .select(['state', 'failures', 'failing_since', 'retry_at'])
      .where('id', '=', hookId)
      .forNoKeyUpdate()
      .executeTakeFirst()
    const own = await trx
      .selectFrom('event_delivery')
      .select('first_tried_at')
      .where('id', '=', event.id)
      .where('state', '=', 'waiting')
      .where('attempts', '=', event.attempts)
      .forUpdate()
      .executeTakeFirst()
    if (!hook || !own) return
    if (tried.status === 'delivered') {
      await end(trx, event.id, { state: 'delivered', status: tried.code, now })
      const well = { failures: 0, failing_since: null, retry_at: null, delivered_at: now }
      await trx.updateTable('event_hook').set(well).where('id', '=', hookId).execute()
      return
    }
    if (tried.status === 'gone') {
      await end(trx, event.id, { state: 'dropped', status: tried.code, now, problem: 'gone' })
      if (hook.state === 'active' || hook.state === 'paused') {
        await endHook(trx, hookId, { now, because: 'gone' })
      }
      return
    }
    const failingSince = hook.failing_since ?? now
    // several that were under way at once are one failure of the subscriber
    const isFirst = hook.retry_at === null || hook.retry_at <= now
    const failures = hook.failures + (isFirst ? 1 : 0)
    const waitMs = (n: number) => Math.max(hookBackOffMs(n, random), tried.retryInMs ?? 0)
    const isPaused = isOver(failingSince, now)
    const { code, problem } = tried
    if (isOver(own.first_tried_at, now) && !isPaused) {
      await end(trx, event.id, { state: 'given-up', status: code, now, problem })
    } else {
      const nextAt = new Date(now.getTime() + waitMs(event.attempts))
      await trx
        .updateTable('event_delivery')
        .set({ next_at: nextAt, lease_until: null, status: code, problem })
        .where('id', '=', event.id)
        .execute()
    }
    const retryAt = isFirst ? new Date(now.getTime() + waitMs(failures)) : hook.retry_at
    const ill = { failures: Math.max(failures, 1), failing_since: failingSince, retry_at: retryAt }
    await trx.updateTable('event_hook').set(ill).where('id', '=', hookId).execute()
    if (isPaused && hook.state === 'active') await pauseFailing(trx, hookId, now)
  })
}

/** Gives back what was taken and not tried, as when the process stops. */
export async function releaseClaim(db: DbOrTransaction, event: Claimed): Promise<void> {
  await db
    .updateTable('event_delivery')
    .set({ lease_until: null })
    .where('id', '=', event.id)
    .where('attempts', '=', event.attempts)
    .where('state', '=', 'waiting')
    .execute()
}

async function end(
  db: DbOrTransaction,
  id: string,
  how: {
    state: 'delivered' | 'given-up' | 'dropped'
    status: number | null
    now: Date
    problem?: string
  },
): Promise<void> {
  const { state, status, now, problem = null } = how
  await db
    .updateTable('event_delivery')
    .set({ state, status, problem, finished_at: now, lease_until: null })
    .where('id', '=', id)
    .execute()
}

const KEPT_MS = 30 * 24 * 3_600_000
const PRUNED_AT_ONCE = 5_000

/** Drops events that waited 30 days for a subscription that is paused; those that ended go by the retention schedule. */
export async function pruneEvents(db: DbOrTransaction, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_MS)
  await sql`
    delete from event_delivery where id in (
      select d.id from event_hook h join event_delivery d on d.hook_id = h.id and d.state = 'waiting'
       where h.state <> 'active' and d.at < ${before} limit ${PRUNED_AT_ONCE})`.execute(db)
}
