import type { Language } from '@nightlight/contract'
import {
  nameOfProvider,
  newId,
  PLANNED_ONCE,
  type ChannelKind,
  type DbOrTransaction,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import type { NoticeKind } from './documents/notice.ts'
import type { UrlPolicy } from './documents/url-policy.ts'
import type { Claim } from './claim-store.ts'
import { LOCKED_LOCATIONS } from './sighting-store.ts'
import { TAKEDOWN_COLUMNS, toStored, type StoredTakedown } from './takedown-store.ts'

/** Items of one mail: what an abuse desk can work through, and what fits a mail. */
export const MAX_ITEMS = 50

/** The next reference of the year, for example NL-2026-000123. */
const NEXT_REFERENCE = (now: Date) => sql`(
  select ${`NL-${now.getUTCFullYear()}-`} || lpad(n, greatest(6, length(n)), '0')
  from (select nextval('notice_reference')::text as n) next)`

/** Takes the next reference of the year. */
export async function nextReference(db: DbOrTransaction, now: Date): Promise<string> {
  const { rows } = await sql<{
    reference: string
  }>`select ${NEXT_REFERENCE(now)} as reference`.execute(db)
  return rows[0]!.reference
}

/** Writes a notice under the next reference of the year of `dueAt`, with its items. @returns its id */

export async function insertNotice(
  db: DbOrTransaction,
  notice: {
    providerId: string
    contactId: string
    kind: NoticeKind
    language: Language
    mailDomain: string
    dueAt: Date
    items: readonly { takedownId: string; seq: number }[]
    /** The way it goes; mail without. */
    channel?: { kind: ChannelKind; id: string | null }
  },
): Promise<string> {
  const id = newId()
  const { kind: channel, id: channelId } = notice.channel ?? { kind: 'smtp', id: null }
  const takedowns = notice.items.map(({ takedownId }) => takedownId)
  await sql`${PLANNED_ONCE}
    with written as (
      insert into notice (id, reference, provider_id, contact_id, kind, language, message_id, state, due_at, channel,
                          channel_id)
      values (${id}, ${NEXT_REFERENCE(notice.dueAt)}, ${notice.providerId}, ${notice.contactId}, ${notice.kind},
              ${notice.language}, ${`<${id}@${notice.mailDomain}>`}, 'due', ${notice.dueAt}, ${channel}, ${channelId})
      returning id
    )
    insert into notice_item (notice_id, takedown_id, seq, position)
    select w.id, x.takedown_id, x.seq, x.position
    from written w, unnest(${takedowns}::uuid[], ${notice.items.map(({ seq }) => seq)}::integer[])
      with ordinality as x (takedown_id, seq, position)`.execute(db)
  return id
}

/** Ends an attempt; @returns false when someone else has taken the notice over meanwhile. */
export async function finishAttempt(
  db: DbOrTransaction,
  claim: Claim,
  result: {
    state: 'due' | 'sent' | 'refused' | 'handover'
    outcome: string
    smtpCode: number | null
    sentAt?: Date
    retryInMs?: number
  },
): Promise<boolean> {
  const { state, outcome, smtpCode, sentAt = null, retryInMs = null } = result
  const { rows } = await sql`${PLANNED_ONCE}
    with ended as (
      update notice set state = ${state}, sent_at = coalesce(${sentAt}::timestamptz, sent_at),
        lease_until = case when ${state} = 'handover' then lease_until end,
        due_at = coalesce(
          clock_timestamp() + ${retryInMs}::double precision * interval '1 millisecond', due_at)
      where id = ${claim.noticeId} and fence = ${claim.fence} and state = 'handover'
      returning id
    ), attempt as (
      update notice_attempt a
      set finished_at = clock_timestamp(), outcome = ${outcome}, smtp_code = ${smtpCode}
      from ended where a.notice_id = ended.id and a.n = ${claim.attempt}
    )
    select 1 from ended`.execute(db)
  return rows.length === 1
}

/** How often the mail server refused the mail for what is not the mailbox's fault. */
export async function attemptsNotAccepted(db: DbOrTransaction, noticeId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from notice_attempt
    where notice_id = ${noticeId} and outcome = 'not-accepted'`.execute(db)
  return rows[0]?.n ?? 0
}

/** Tells whether the way of a notice did not take it, other than because it was shut, before this attempt. */
export async function wasTurnedAway(db: DbOrTransaction, claim: Claim): Promise<boolean> {
  if (claim.attempt <= 1) return false
  const { rows } = await sql`
    select 1 from notice_attempt
    where notice_id = ${claim.noticeId}
      and (outcome = 'fallen-back' or (outcome = 'turned-away' and smtp_code is not null))
    limit 1`.execute(db)
  return rows.length > 0
}

/**
 * Whether an attempt before this one may have brought a notice to the other side of its way: it was cut off,
 * or ended in one of these answers.
 */
export async function mayHaveArrived(
  db: DbOrTransaction,
  { noticeId, attempt }: Claim,
  codes: readonly number[],
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from notice_attempt a join notice n on n.id = a.notice_id and n.channel = a.channel
    where a.notice_id = ${noticeId} and a.n < ${attempt} and (a.outcome is null
      or a.outcome = 'in-doubt' or a.smtp_code = any(${[...codes]}::integer[])) limit 1`.execute(db)
  return rows.length > 0
}

export type NoticeHead = {
  id: string
  reference: string
  kind: NoticeKind | 'retraction'
  language: Language
  messageId: string
  mailbox: string
  contactId: string
  providerId: string
  providerName: string
  /** The way it goes when that is not mail to the mailbox. */
  channelId: string | null
  /** How long ago it was tried by its present way first. */
  triedForMs: number
  /** What was decided for the provider; null when nothing was. */
  urlPolicy: UrlPolicy | null
  /** Attempts that may have reached the mail server without our knowing, the present one included. */
  copies: number
  /** Of the first notice on any of these takedowns that stands; null when this is it. */
  firstSentAt: Date | null
  previousMessageId: string | null
  /** How many of these takedowns' notices were sent before and stand, and this one. */
  seq: number
}

/** Whether notice `e` told the provider of `n` of the takedown of item `x`, and still says so. */
const STANDS = sql`
  (e.kind <> 'retraction' and e.provider_id = n.provider_id and e.bounced_at is null and not exists (
    select 1 from retraction r where r.notice_id = e.id and r.takedown_id = x.takedown_id))`

export async function readNotice(
  db: DbOrTransaction,
  noticeId: string,
): Promise<NoticeHead | null> {
  const { rows } = await sql<NoticeHead>`${PLANNED_ONCE}
    select n.id, n.reference, n.kind, n.language, n.message_id as "messageId", c.mailbox,
           c.id as "contactId", p.id as "providerId", ${nameOfProvider('p')} as "providerName", n.channel_id as "channelId",
           p.url_policy as "urlPolicy",
           (select coalesce(extract(epoch from clock_timestamp() - min(a.started_at)), 0)::double precision * 1000
             from notice_attempt a where a.notice_id = n.id and a.channel = n.channel) as "triedForMs",
           (select count(*)::int from notice_attempt a
             where a.notice_id = n.id and (a.outcome is null or a.outcome = 'in-doubt')) as copies,
           (select min(e.sent_at) from notice_item i join notice_item x on x.takedown_id = i.takedown_id
             join notice e on e.id = x.notice_id and ${STANDS}
             where i.notice_id = n.id and x.seq < i.seq) as "firstSentAt",
           (select e.message_id from notice_item i join notice_item x on x.takedown_id = i.takedown_id
             join notice e on e.id = x.notice_id and e.sent_at is not null
               and e.provider_id = n.provider_id
             where i.notice_id = n.id and x.seq < i.seq
             order by e.sent_at desc limit 1) as "previousMessageId",
           (select 1 + coalesce(max(sent.before), 0) from (
              select count(e.id)::int as before from notice_item i
              join notice_item x on x.takedown_id = i.takedown_id and x.seq < i.seq
              join notice e on e.id = x.notice_id and e.sent_at is not null and ${STANDS}
              where i.notice_id = n.id group by i.takedown_id
            ) sent) as seq
    from notice n
    join provider_contact c on c.id = n.contact_id
    join provider p on p.id = n.provider_id
    where n.id = ${noticeId}`.execute(db)
  return rows[0] ?? null
}

/** The takedowns of a notice, in the order they stand in it. */
export async function noticeTakedowns(
  db: DbOrTransaction,
  noticeId: string,
): Promise<{ takedownId: string; seq: number }[]> {
  const rows = await db
    .selectFrom('notice_item')
    .select(['takedown_id', 'seq'])
    .where('notice_id', '=', noticeId)
    .orderBy('position')
    .execute()
  return rows.map((row) => ({ takedownId: row.takedown_id, seq: row.seq }))
}

/** A takedown of a notice, as it is now that its row is locked. */
export type NoticeTakedown = { takedownId: string; seq: number; stored: StoredTakedown }

/**
 * Locks the takedowns of a notice by id, the one order in which several takedowns are locked.
 *
 * @returns them in the order they stand in it
 */
export async function lockNoticeTakedowns(
  db: DbOrTransaction,
  noticeId: string,
): Promise<NoticeTakedown[]> {
  const rows = await db
    .selectFrom('takedown as t')
    .innerJoin('notice_item as i', 'i.takedown_id', 't.id')
    .select([...TAKEDOWN_COLUMNS.map((column) => `t.${column}` as const), 'i.seq', 'i.position'])
    .where('i.notice_id', '=', noticeId)
    .orderBy('t.id')
    .forUpdate('t')
    .modifyEnd(PLANNED_ONCE)
    .execute()
  return rows
    .toSorted((a, b) => a.position - b.position)
    .map((row) => ({ takedownId: row.id, seq: row.seq, stored: toStored(row) }))
}

/** Locks a notice for whoever holds the claim. @returns false when someone else has taken it over */
export async function holdsClaim(db: DbOrTransaction, claim: Claim): Promise<boolean> {
  const row = await db
    .selectFrom('notice')
    .select('id')
    .where('id', '=', claim.noticeId)
    .where('fence', '=', claim.fence)
    .where('state', '=', 'handover')
    .forUpdate()
    .modifyEnd(PLANNED_ONCE)
    .executeTakeFirst()
  return row !== undefined
}

/** Takes takedowns out of a notice that has not been handed over yet. */
export async function leaveOut(
  db: DbOrTransaction,
  noticeId: string,
  takedownIds: readonly string[],
): Promise<void> {
  await db
    .deleteFrom('notice_item')
    .where('notice_id', '=', noticeId)
    .where('takedown_id', 'in', takedownIds)
    .execute()
}

/**
 * Keeps which addresses an attempt lists, by their numbers or else in their order, and where they stand in it; lines of attempts that were never
 * out give way to them.
 */
export async function keepLines(
  db: DbOrTransaction,
  { noticeId, attempt }: Claim,
  lines: readonly { takedownId: string; locationId: string; n?: number }[],
  { isFirstOut, urls }: { isFirstOut: boolean; urls: UrlPolicy },
): Promise<void> {
  if (isFirstOut && attempt > 1) {
    await db.deleteFrom('notice_line').where('notice_id', '=', noticeId).execute()
  }
  const locations = lines.map(({ locationId }) => locationId)
  await sql`${PLANNED_ONCE}
    with noted as (
      update notice_attempt set urls = ${urls} where notice_id = ${noticeId} and n = ${attempt}
    )
    insert into notice_line (notice_id, attempt, n, takedown_id, location_id)
    select ${noticeId}::uuid, ${attempt}::integer, x.n, x.takedown_id, x.location_id
    from (select count(*) from (${LOCKED_LOCATIONS(locations)}) l) all_locked, unnest(${lines.map(({ takedownId }) => takedownId)}::uuid[], ${locations}::uuid[],
      ${lines.map(({ n }, index) => n ?? index + 1)}::integer[]) as x (takedown_id, location_id, n)`.execute(
    db,
  )
}

/** Keeps where the exact addresses stand in what an attempt hands over. */
export async function noteUrls(
  db: DbOrTransaction,
  { noticeId, attempt }: Claim,
  urls: UrlPolicy,
): Promise<void> {
  await db
    .updateTable('notice_attempt')
    .set({ urls })
    .where('notice_id', '=', noticeId)
    .where('n', '=', attempt)
    .modifyEnd(PLANNED_ONCE)
    .execute()
}

/** Notices that are due or whose hand-over was cut off. */
export async function noticesDue(db: DbOrTransaction, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from notice
    where (state = 'due' and due_at <= clock_timestamp())
       or (state = 'handover' and lease_until < clock_timestamp())
    order by due_at limit ${limit}`.execute(db)
  return rows.map((row) => row.id)
}
