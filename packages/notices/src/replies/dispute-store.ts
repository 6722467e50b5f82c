import { newId, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { openTask } from '../task-store.ts'
import { IS_FORMER_HOST } from './former-host.ts'

export type DisputeVerdict = 'uphold' | 'reject'

/**
 * Whether two people have still to decide what somebody disputes who is asked about a takedown. Its status says so only
 * while notices could go out when it was disputed: content that was gone then may come back.
 *
 * Of a takedown one dispute is open at most: whoever disputes it meanwhile does so by another reply.
 *
 * @param takedown  what the takedown is called
 */
export const isBeingDisputed = (takedown: 'takedown' | 't') => sql<boolean>`
  exists (select from dispute d
    join reply r on r.takedown_id = d.takedown_id
      and (r.id = d.reply_id or (r.class = 'disputed' and r.said_at >= d.opened_at))
    join notice n on n.id = r.notice_id
    where d.takedown_id = ${sql.ref(`${takedown}.id`)} and d.ended_at is null
      and not ${IS_FORMER_HOST(sql.ref(`${takedown}.provider_id`))})`

/** The same of one takedown, by its row as it is. */
export async function isBeingDisputedNow(
  db: DbOrTransaction,
  takedownId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('takedown')
    .select('id')
    .where('id', '=', takedownId)
    .where(isBeingDisputed('takedown'))
    .executeTakeFirst()
  return row !== undefined
}

/** Opens the dispute of a takedown, unless one is open. */
export async function openDispute(
  db: DbOrTransaction,
  { takedownId, replyId, at }: { takedownId: string; replyId: string; at: Date },
): Promise<void> {
  await sql`
    insert into dispute (id, takedown_id, reply_id, opened_at)
    values (${newId()}, ${takedownId}, ${replyId}, ${at})
    on conflict (takedown_id) where ended_at is null do nothing`.execute(db)
}

export type OpenDispute = {
  id: string
  takedownId: string
  replyId: string
  openedAt: Date
  decisions: { actor: string; person: string; verdict: DisputeVerdict }[]
}

/** Disputes that two people have not decided yet, oldest first; of one takedown or of all. */
export async function openDisputes(
  db: DbOrTransaction,
  limit: number,
  takedownId: string | null = null,
  after: string | null = null,
): Promise<OpenDispute[]> {
  const { rows } = await sql<OpenDispute>`
    select d.id, d.takedown_id as "takedownId", d.reply_id as "replyId", d.opened_at as "openedAt",
           coalesce((select jsonb_agg(jsonb_build_object('actor', x.actor, 'person', x.person,
             'verdict', x.verdict) order by x.at) from dispute_decision x
             where x.dispute_id = d.id), '[]') as decisions
    from dispute d
    where d.ended_at is null and (${takedownId}::uuid is null or d.takedown_id = ${takedownId}::uuid)
      and (${after}::uuid is null or (d.opened_at, d.id) >
        (select b.opened_at, b.id from dispute b where b.id = ${after}::uuid))
    order by d.opened_at, d.id limit ${limit}`.execute(db)
  return rows
}

export type LockedDispute = {
  id: string
  takedownId: string
  outcome: DisputeVerdict | null
}

/** What a dispute is about, which never changes; null when there is none. */
export async function disputedTakedown(db: DbOrTransaction, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('dispute')
    .select('takedown_id')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.takedown_id ?? null
}

/** Reads a dispute and locks it: its deciders take turns. Call it with its takedown locked. */
export async function lockDispute(db: DbOrTransaction, id: string): Promise<LockedDispute | null> {
  const row = await db
    .selectFrom('dispute')
    .select(['id', 'takedown_id', 'outcome'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row ? { id: row.id, takedownId: row.takedown_id, outcome: row.outcome } : null
}

export async function decisionsOf(
  db: DbOrTransaction,
  disputeId: string,
): Promise<{ actor: string; verdict: DisputeVerdict }[]> {
  return db
    .selectFrom('dispute_decision')
    .select(['actor', 'verdict'])
    .where('dispute_id', '=', disputeId)
    .execute()
}

export async function insertDisputeDecision(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  decision: {
    disputeId: string
    actor: string
    person: string
    verdict: DisputeVerdict
    reason: string
    at: Date
  },
): Promise<void> {
  const { disputeId, actor, person, verdict, at, reason } = decision
  const place = { table: 'dispute_decision', column: 'reason_ct', row: `${disputeId}:${actor}` }
  await db
    .insertInto('dispute_decision')
    .values({
      dispute_id: disputeId,
      actor,
      person,
      verdict,
      at,
      reason_ct: crypto.seal(place, reason),
    })
    .execute()
}

export async function endDispute(
  db: DbOrTransaction,
  id: string,
  outcome: DisputeVerdict,
  at: Date,
): Promise<void> {
  await db.updateTable('dispute').set({ outcome, ended_at: at }).where('id', '=', id).execute()
}

/** Has a takedown whose dispute has ended looked at now, ends what was asked of it, and says what is left for a person. */
export async function settleAttention(
  db: DbOrTransaction,
  takedownId: string,
  code: string | null,
  { at, actor: by }: { at: Date; actor: string },
): Promise<void> {
  await sql`
    update task set done_at = clock_timestamp(), done_by = ${by}, done_with = 'looked-at'
     where takedown_id = ${takedownId}::uuid and code = 'disputed' and done_at is null`.execute(db)
  await db
    .updateTable('takedown')
    .set({
      attention: sql`case when attention = 'disputed' or (attention is null and status = 'disputed')
        then ${code} else attention end`,
      due_at: at,
    })
    .where('id', '=', takedownId)
    .where('status', '<>', 'closed')
    .execute()
  if (code !== null) await openTask(db, [takedownId], code)
}
