import type { Language } from '@nightlight/contract'
import { newId, PLANNED_ONCE, type ChannelKind, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { NoticeKind } from './documents/notice.ts'
import type { UrlPolicy } from './documents/url-policy.ts'
import { lockLocations } from './sighting-store.ts'

/** Items of one mail: what an abuse desk can work through, and what fits a mail. */
export const MAX_ITEMS = 50

/** Takes the next reference of the year, for example NL-2026-000123. */
export async function nextReference(db: DbOrTransaction, now: Date): Promise<string> {
  const { rows } = await sql<{ n: string }>`select nextval('notice_reference') as n`.execute(db)
  return `NL-${now.getUTCFullYear()}-${rows[0]!.n.padStart(6, '0')}`
}

export async function insertNotice(
  db: DbOrTransaction,
  notice: {
    reference: string
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
  await db
    .insertInto('notice')
    .values({
      id,
      reference: notice.reference,
      provider_id: notice.providerId,
      contact_id: notice.contactId,
      kind: notice.kind,
      language: notice.language,
      message_id: `<${id}@${notice.mailDomain}>`,
      state: 'due',
      due_at: notice.dueAt,
      ...(notice.channel ? { channel: notice.channel.kind, channel_id: notice.channel.id } : {}),
    })
    .execute()
  await db
    .insertInto('notice_item')
    .values(
      notice.items.map(({ takedownId, seq }, index) => ({
        notice_id: id,
        takedown_id: takedownId,
        seq,
        position: index + 1,
      })),
    )
    .execute()
  return id
}

export type Claim = {
  noticeId: string
  fence: number
  attempt: number
  /** A hand-over began before and its end is not known. */
  inDoubt: boolean
  messageId: string
}

/**
 * Takes a notice for sending: intent and lease are committed before the mail server hears of it.
 *
 * Times are the database's, so that clocks of several machines need not agree.
 */
export async function claimNotice(
  db: DbOrTransaction,
  noticeId: string,
  leaseMs: number,
): Promise<Claim | null> {
  const { rows } = await sql<{
    fence: number
    attempts: number
    in_doubt: boolean
    message_id: string
    channel: ChannelKind
  }>`${PLANNED_ONCE}
    with candidate as (
      select id, state from notice
      where id = ${noticeId}
        and ((state = 'due' and due_at <= clock_timestamp())
          or (state = 'handover' and lease_until < clock_timestamp()))
      for update skip locked
    )
    update notice n
    set state = 'handover', fence = n.fence + 1, attempts = n.attempts + 1,
        lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    from candidate c
    where n.id = c.id
    returning n.fence, n.attempts, c.state = 'handover' as in_doubt, n.message_id, n.channel`.execute(
    db,
  )
  const row = rows[0]
  if (!row) return null
  await db
    .insertInto('notice_attempt')
    .values({
      notice_id: noticeId,
      n: row.attempts,
      started_at: sql`clock_timestamp()`,
      channel: row.channel,
    })
    .execute()
  return {
    noticeId,
    fence: row.fence,
    attempt: row.attempts,
    inDoubt: row.in_doubt,
    messageId: row.message_id,
  }
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
  const { numUpdatedRows } = await db
    .updateTable('notice')
    .set({
      state: result.state,
      ...(result.state === 'handover' ? {} : { lease_until: null }),
      ...(result.sentAt ? { sent_at: result.sentAt } : {}),
      ...(result.retryInMs === undefined
        ? {}
        : { due_at: sql`clock_timestamp() + ${result.retryInMs} * interval '1 millisecond'` }),
    })
    .where('id', '=', claim.noticeId)
    .where('fence', '=', claim.fence)
    .where('state', '=', 'handover')
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) return false
  await db
    .updateTable('notice_attempt')
    .set({
      finished_at: sql`clock_timestamp()`,
      outcome: result.outcome,
      smtp_code: result.smtpCode,
    })
    .where('notice_id', '=', claim.noticeId)
    .where('n', '=', claim.attempt)
    .execute()
  return true
}

/** Attempts that may have reached the mail server without our knowing, the present one included. */
export async function openAttempts(db: DbOrTransaction, noticeId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`${PLANNED_ONCE}
    select count(*)::int as n from notice_attempt
    where notice_id = ${noticeId} and (outcome is null or outcome = 'in-doubt')`.execute(db)
  return rows[0]?.n ?? 0
}

/** How often the mail server refused the mail for what is not the mailbox's fault. */
export async function attemptsNotAccepted(db: DbOrTransaction, noticeId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from notice_attempt
    where notice_id = ${noticeId} and outcome = 'not-accepted'`.execute(db)
  return rows[0]?.n ?? 0
}

/** Tells whether the way of a notice turned it away by an answer of its own, before this attempt. */
export async function wasTurnedAway(db: DbOrTransaction, claim: Claim): Promise<boolean> {
  if (claim.attempt <= 1) return false
  const { rows } = await sql`
    select 1 from notice_attempt
    where notice_id = ${claim.noticeId} and outcome = 'turned-away' and smtp_code is not null
    limit 1`.execute(db)
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
           c.id as "contactId", p.id as "providerId", p.name as "providerName", n.channel_id as "channelId",
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

/** Tells whether a takedown is in a notice to its host that may still go out and tell of it. */
export async function hasOpenNotice(db: DbOrTransaction, takedownId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from notice_item i join notice n on n.id = i.notice_id
    where i.takedown_id = ${takedownId} and n.kind <> 'retraction' and i.seq > 0
      and n.state in ('due', 'handover') limit 1`.execute(db)
  return rows.length > 0
}

/** Locks the takedowns of a notice by id, the one order in which several takedowns are locked. */
export async function lockNoticeTakedowns(db: DbOrTransaction, noticeId: string): Promise<void> {
  await sql`${PLANNED_ONCE}
    select t.id from takedown t join notice_item i on i.takedown_id = t.id
    where i.notice_id = ${noticeId} order by t.id for update of t`.execute(db)
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
 * Keeps which addresses an attempt lists, in their order; lines of attempts that were never out give
 * way to them.
 */
export async function keepLines(
  db: DbOrTransaction,
  { noticeId, attempt }: Claim,
  lines: readonly { takedownId: string; locationId: string }[],
  isFirstOut: boolean,
): Promise<void> {
  if (isFirstOut) await db.deleteFrom('notice_line').where('notice_id', '=', noticeId).execute()
  await lockLocations(
    db,
    lines.map(({ locationId }) => locationId),
  )
  await db
    .insertInto('notice_line')
    .values(
      lines.map(({ takedownId, locationId }, index) => ({
        notice_id: noticeId,
        attempt,
        n: index + 1,
        takedown_id: takedownId,
        location_id: locationId,
      })),
    )
    .execute()
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
