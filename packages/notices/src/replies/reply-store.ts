import { DomainError, type ReplyWay, type ResponseClass } from '@nightlight/contract'
import { newId, writeAudit, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { lockRepliedTakedowns, settleTaskOf } from './reply-tasks.ts'

/** Notes that a message came. @returns its id, or null when it had come before */
export async function insertInboundEvent(
  db: DbOrTransaction,
  event: { providerId: string; eventId: string; way: ReplyWay },
): Promise<string | null> {
  const row = await db
    .insertInto('inbound_event')
    .values({
      id: newId(),
      provider_id: event.providerId,
      event_id: event.eventId,
      kind: event.way,
    })
    .onConflict((conflict) => conflict.columns(['provider_id', 'event_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

export async function inboundEventId(
  db: DbOrTransaction,
  providerId: string,
  eventId: string,
): Promise<string> {
  const { id } = await db
    .selectFrom('inbound_event')
    .select('id')
    .where('provider_id', '=', providerId)
    .where('event_id', '=', eventId)
    .executeTakeFirstOrThrow()
  return id
}

/** What told the message of a receipt from every other one; undefined where the receipt is gone. */
export async function eventIdOf(
  db: DbOrTransaction,
  receiptId: string,
): Promise<string | undefined> {
  const events = db.selectFrom('inbound_event').select('event_id').where('id', '=', receiptId)
  return (await events.executeTakeFirst())?.event_id
}

export type NewReply = {
  eventId: string
  noticeId: string
  takedownId: string | null
  answer: ResponseClass
  way: ReplyWay
  contactId: string | null
  at: Date
  detail: string | null
  preserved: boolean | null
  waits: boolean
}

export async function insertReply(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  reply: NewReply,
): Promise<string> {
  const id = newId()
  await db
    .insertInto('reply')
    .values({
      id,
      event_id: reply.eventId,
      notice_id: reply.noticeId,
      takedown_id: reply.takedownId,
      class: reply.answer,
      said_by: reply.way,
      contact_id: reply.contactId,
      said_at: reply.at,
      detail_ct: reply.detail === null ? null : crypto.seal(placeOf(id), reply.detail),
      preserved: reply.preserved,
      waits: reply.waits,
    })
    .execute()
  return id
}

const placeOf = (id: string) => ({ table: 'reply', column: 'detail_ct', row: id })

export type Reply = {
  id: string
  eventId: string
  noticeId: string
  reference: string
  takedownId: string | null
  answer: ResponseClass
  way: ReplyWay
  at: Date
  detail: string | null
  preserved: boolean | null
  waits: boolean
  handledAt: Date | null
}

type ReplyQuery = {
  id?: string
  noticeId?: string
  eventId?: string
  /** Also what is about a whole notice that it was in. */
  takedownId?: string
  waiting?: boolean
  /** The newest first, not the oldest. */
  newest?: boolean
  limit: number
  /** Only those after this one. */
  after?: string | null
}

/** Replies to one notice, of one message, on one takedown, or those that a person has to read; oldest first. */
export async function readReplies(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { id, noticeId, eventId, takedownId, waiting = false, newest = false, limit, after }: ReplyQuery,
): Promise<Reply[]> {
  const { rows } = await sql<Omit<Reply, 'detail'> & { detail_ct: Buffer | null }>`
    select r.id, r.event_id as "eventId", r.notice_id as "noticeId", n.reference,
           r.takedown_id as "takedownId", r.class as answer, r.said_by as way, r.said_at as at,
           r.preserved, r.waits, r.handled_at as "handledAt", r.detail_ct
    from reply r join notice n on n.id = r.notice_id
    where (${id ?? null}::uuid is null or r.id = ${id ?? null}::uuid)
      and (${noticeId ?? null}::uuid is null or r.notice_id = ${noticeId ?? null}::uuid)
      and (${eventId ?? null}::uuid is null or r.event_id = ${eventId ?? null}::uuid)
      and (${takedownId ?? null}::uuid is null or r.takedown_id = ${takedownId ?? null}::uuid
        or (r.takedown_id is null and exists (select from notice_item i
          where i.notice_id = r.notice_id and i.takedown_id = ${takedownId ?? null}::uuid)))
      and (not ${waiting}::boolean or (r.waits and r.handled_at is null))
      and (${after ?? null}::uuid is null or r.id > ${after ?? null}::uuid)
    order by r.id ${newest ? sql`desc` : sql`asc`} limit ${limit}`.execute(db)
  return rows.map(({ detail_ct: sealed, ...row }) => ({
    ...row,
    detail: sealed === null ? null : crypto.openText(placeOf(row.id), sealed),
  }))
}

export async function readReply(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  id: string,
): Promise<Reply | null> {
  return (await readReplies(db, crypto, { id, limit: 1 }))[0] ?? null
}

/**
 * Notes that somebody has read a reply and seen to it, which ends what was asked of it. Again changes nothing. Call it in a
 * transaction.
 *
 * @throws {DomainError} not-found `reply-not-found`
 */
export async function handleReply(
  db: DbOrTransaction,
  id: string,
  by: { actor: string; at: Date },
): Promise<void> {
  await lockRepliedTakedowns(db, id)
  const row = await db
    .updateTable('reply')
    .set({ handled_by: by.actor, handled_at: by.at })
    .where('id', '=', id)
    .where('handled_at', 'is', null)
    .returning('notice_id')
    .executeTakeFirst()
  if (row) {
    await settleTaskOf(db, id, by.actor)
    const event = { actor: by.actor, action: 'reply-handled', objectType: 'reply', objectId: id }
    return writeAudit(db, event)
  }
  const known = await db.selectFrom('reply').select('id').where('id', '=', id).executeTakeFirst()
  if (!known) throw new DomainError('not-found', 'reply-not-found', 'Handling a reply: none such')
}
