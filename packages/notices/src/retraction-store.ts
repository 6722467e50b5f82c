import type { Language } from '@nightlight/contract'
import { newId, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { IS_WITHDRAWN } from './ground-store.ts'
import type { ChosenChannel } from './provider-channel-store.ts'

/**
 * Whether notice `n`, which was given up, may have reached its recipient: a hand-over was cut off, and
 * no ledger of ours would know, or a part of it was taken.
 */
const MAY_BE_OUT = sql`
  (n.state = 'refused' and (exists (
    select 1 from notice_attempt x
    where x.notice_id = n.id and (x.outcome is null or x.outcome = 'in-doubt')
      and (x.channel not in ('smtp', 'reply-page') or not exists (select 1 from mail_ledger)))
    or exists (select 1 from notice_part where notice_id = n.id and state = 'taken')))`

/**
 * Notes for those of these takedowns that have lost their ground which notices are to be taken back:
 * all that were sent, or may have been. Each is noted once for ever.
 *
 * Call it with the takedowns locked: a notice that is on its way is noted by whoever settles it.
 *
 * @returns the providers that are to be told
 */
export async function noteRetractions(
  db: DbOrTransaction,
  takedownIds: readonly string[],
): Promise<Set<string>> {
  if (takedownIds.length === 0) return new Set()
  const { rows } = await sql<{ provider_id: string }>`${PLANNED_ONCE}
    with noted as (
      insert into retraction (notice_id, takedown_id)
      select n.id, t.id
      from takedown t
      join notice_item i on i.takedown_id = t.id
      cross join lateral (
        select * from notice where id = i.notice_id and kind <> 'retraction' offset 0) n
      where t.id = any(${[...takedownIds]}::uuid[]) and ${IS_WITHDRAWN}
        and (n.state = 'sent' or ${MAY_BE_OUT})
      on conflict do nothing
      returning notice_id
    )
    select distinct provider_id from notice where id in (select notice_id from noted)`.execute(db)
  return new Set(rows.map((row) => row.provider_id))
}

/**
 * What waits for others that lose their ground with it, so that one letter says it all: the longest
 * that it does so, while media are still to be reviewed.
 */
const LONGEST_WAIT = sql`interval '30 seconds'`

/** Whether noted retraction `r` wants its letter. */
const IS_RIPE = sql`
  (r.letter_id is null and (not exists (select 1 from match_review)
    or r.since < clock_timestamp() - ${LONGEST_WAIT}))`

/** Providers that something is to be taken back from. */
export async function providersToRetractFrom(
  db: DbOrTransaction,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ provider_id: string }>`
    select distinct n.provider_id
    from retraction r join notice n on n.id = r.notice_id
    where ${IS_RIPE} limit ${limit}`.execute(db)
  return rows.map((row) => row.provider_id)
}

/** Tells whether something is to be taken back from a provider now, so that only then rows are locked. */
export async function isToRetractFrom(db: DbOrTransaction, providerId: string): Promise<boolean> {
  const { rows } = await sql`${PLANNED_ONCE}
    select 1 from retraction r
    cross join lateral (
      select 1 from notice where id = r.notice_id and provider_id = ${providerId} offset 0) n
    where ${IS_RIPE} limit 1`.execute(db)
  return rows.length > 0
}

/** One notice that told of one takedown, and is to be taken back as far as that goes. */
export type Retractable = {
  noticeId: string
  takedownId: string
  reference: string
  contactId: string
  language: Language
  seq: number
  position: number
}

/**
 * What is to be taken back from a provider now, with its takedowns locked; what has a ground again is
 * dropped.
 */
export async function lockRetractable(
  db: DbOrTransaction,
  providerId: string,
): Promise<Retractable[]> {
  const locked = await sql<{ id: string }>`${PLANNED_ONCE}
    select t.id from takedown t
    where t.id in (
      select r.takedown_id from retraction r join notice n on n.id = r.notice_id
      where n.provider_id = ${providerId} and ${IS_RIPE})
    order by t.id for update`.execute(db)
  const ids = locked.rows.map(({ id }) => id)
  if (ids.length === 0) return []
  await sql`
    delete from retraction r using takedown t
    where r.letter_id is null and r.takedown_id = any(${ids}::uuid[])
      and t.id = r.takedown_id and not ${IS_WITHDRAWN}`.execute(db)
  const { rows } = await sql<Retractable>`
    select n.id as "noticeId", r.takedown_id as "takedownId", n.reference, n.language,
           n.contact_id as "contactId", i.seq, i.position
    from retraction r
    join notice n on n.id = r.notice_id and n.provider_id = ${providerId}
    join notice_item i on i.notice_id = r.notice_id and i.takedown_id = r.takedown_id
    where r.letter_id is null and r.takedown_id = any(${ids}::uuid[])
    order by n.id, i.position`.execute(db)
  return rows
}

/** The letter that takes back: a notice of its own to whoever was told by the one that it retracts. */
export type RetractionLetter = {
  /** The newest of those that it takes back. */
  retracts: Retractable
  /** All that it takes back, of the older ones too. */
  parts: readonly Retractable[]
}

/** A retraction goes the way of its notice where that can take one back, else by mail. */
async function wayBack(db: DbOrTransaction, noticeId: string): Promise<ChosenChannel> {
  const { channel: kind, channel_id: id } = await db
    .selectFrom('notice')
    .select(['channel', 'channel_id'])
    .where('id', '=', noticeId)
    .executeTakeFirstOrThrow()
  return kind === 'webhook' || kind === 'reply-page' ? { kind, id } : { kind: 'smtp', id: null }
}

/** Writes the letter with its items. Call it with provider and takedowns locked. @returns its id */
export async function insertRetraction(
  db: DbOrTransaction,
  { retracts, parts }: RetractionLetter,
  facts: { providerId: string; mailDomain: string; dueAt: Date },
): Promise<string> {
  const id = newId()
  const { noticeId, reference, contactId, language } = retracts
  const way = await wayBack(db, noticeId)
  await sql`
    insert into notice (id, reference, provider_id, contact_id, kind, language, message_id, state,
                        due_at, retracts, channel, channel_id)
    select ${id}::uuid, ${`${reference}-R`} || (1 + count(*)), ${facts.providerId}::uuid,
           ${contactId}::uuid, 'retraction', ${language}, ${`<${id}@${facts.mailDomain}>`}, 'due',
           ${facts.dueAt}, ${noticeId}::uuid, ${way.kind}, ${way.id}::uuid
    from notice where retracts = ${noticeId}::uuid`.execute(db)
  const takedowns = parts.filter((part) => part.noticeId === noticeId)
  await sql`
    insert into notice_item (notice_id, takedown_id, seq, position)
    select ${id}::uuid, x.takedown_id,
           (select max(seq) + 1 from notice_item i where i.takedown_id = x.takedown_id), x.position
    from unnest(${takedowns.map((part) => part.takedownId)}::uuid[],
                ${takedowns.map((part) => part.position)}::integer[])
      as x (takedown_id, position)`.execute(db)
  await sql`
    update retraction r set letter_id = ${id}::uuid
    from unnest(${parts.map((part) => part.noticeId)}::uuid[],
                ${parts.map((part) => part.takedownId)}::uuid[]) as x (notice_id, takedown_id)
    where r.notice_id = x.notice_id and r.takedown_id = x.takedown_id`.execute(db)
  return id
}

/** Takes back out of a letter that was never out what it does not say: it may be said another time. */
export async function dropUnsaid(
  db: DbOrTransaction,
  letterId: string,
  takedownIds: readonly string[],
): Promise<void> {
  await db
    .deleteFrom('retraction')
    .where('letter_id', '=', letterId)
    .where('takedown_id', 'in', takedownIds)
    .execute()
}

/** The freshest mailbox takes the letter when the one that was told refuses it. */
export async function redirect(
  db: DbOrTransaction,
  letterId: string,
  contactId: string,
): Promise<void> {
  await db
    .updateTable('notice')
    .set({ state: 'due', contact_id: contactId, due_at: sql`clock_timestamp()` })
    .where('id', '=', letterId)
    .execute()
}
