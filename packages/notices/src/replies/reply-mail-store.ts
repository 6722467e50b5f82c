import type { Language } from '@nightlight/contract'
import { newId, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'

export type ReplyMailKind = 'code' | 'link'

/** How long a code can be typed, ms. */
export const CODE_MS = 15 * 60_000
const TOO_OLD_MS = 24 * 3_600_000
const CODE_DIGITS = 8
const MOST_TRIES = 5

/** The digits of a code; made of its id by our key, so that it is stored nowhere. */
export const codeOf = (crypto: FieldCrypto, mailId: string): string =>
  String(crypto.blindIndex('reply-code', mailId).readUInt32BE(0) % 10 ** CODE_DIGITS).padStart(
    CODE_DIGITS,
    '0',
  )

/** Asks for a mail to the mailbox of a link. @returns its id, for `send-reply-mail` */
export async function insertReplyMail(
  db: DbOrTransaction,
  mail: { linkId: string; kind: ReplyMailKind; now: Date },
): Promise<string> {
  const id = newId()
  const { linkId, kind, now } = mail
  await db
    .insertInto('reply_mail')
    .values({
      id,
      link_id: linkId,
      kind,
      asked_at: now,
      due_at: now,
      expires_at: new Date(now.getTime() + CODE_MS),
    })
    .execute()
  return id
}

export type ReplyMail = {
  id: string
  kind: ReplyMailKind
  linkId: string
  noticeId: string
  askedAt: Date
  reference: string
  items: number
  /** How long the link can be used, hours. */
  hours: number
  language: Language
  mailbox: string
}

/** A mail that is due, null else. */
export async function readReplyMail(
  db: DbOrTransaction,
  id: string,
  now: Date,
): Promise<ReplyMail | null> {
  const { rows } = await sql<ReplyMail>`
    select m.id, m.kind, m.asked_at as "askedAt", l.id as "linkId", n.id as "noticeId", n.reference, n.language, c.mailbox,
           round(extract(epoch from l.expires_at - l.created_at) / 3600)::int as hours,
           (select count(*)::int from notice_item where notice_id = n.id) as items
    from reply_mail m
    join reply_link l on l.id = m.link_id and l.revoked_at is null
    join notice n on n.id = l.notice_id
    join provider_contact c on c.id = l.contact_id
    where m.id = ${id} and m.sent_at is null and m.problem is null and m.due_at <= ${now}`.execute(
    db,
  )
  return rows[0] ?? null
}

export async function settleReplyMail(
  db: DbOrTransaction,
  id: string,
  how: { sent_at: Date } | { due_at: Date } | { problem: string },
): Promise<void> {
  await db
    .updateTable('reply_mail')
    .set(how)
    .where('id', '=', id)
    .where('sent_at', 'is', null)
    .execute()
}

/** Gives a mail up. @returns false where it was given up before, or is out and has not come back */
export async function endReplyMail(
  db: DbOrTransaction,
  id: string,
  problem: 'refused' | 'too-late' | 'came-back',
): Promise<boolean> {
  const isSent = problem === 'came-back'
  const { rows } = await sql`
    update reply_mail set problem = ${problem}
    where id = ${id} and problem is null and (${isSent}::boolean or sent_at is null)
    returning id`.execute(db)
  return rows.length > 0
}

/** What a mail is about whose envelope sender something came to; null where it is erased. */
export async function repliedMail(
  db: DbOrTransaction,
  id: string,
): Promise<Pick<ReplyMail, 'id' | 'kind' | 'noticeId'> | null> {
  const { rows } = await sql<Pick<ReplyMail, 'id' | 'kind' | 'noticeId'>>`
    select m.id, m.kind, l.notice_id as "noticeId"
    from reply_mail m join reply_link l on l.id = m.link_id where m.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** Until when a mail is tried. */
export const lastTryAt = ({ askedAt }: Pick<ReplyMail, 'askedAt'>): Date =>
  new Date(askedAt.getTime() + TOO_OLD_MS)

/** Mails that are due, the first first; those that are too old to help are among them, to be given up. */
export async function replyMailsDue(
  db: DbOrTransaction,
  now: Date,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('reply_mail as m')
    .innerJoin('reply_link as l', 'l.id', 'm.link_id')
    .select('m.id')
    .where('m.sent_at', 'is', null)
    .where('m.problem', 'is', null)
    .where('m.due_at', '<=', now)
    .where('l.revoked_at', 'is', null)
    .orderBy('m.due_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** The newest code of a link that can be typed, one more try counted; null when there is none. */
export async function tryCode(
  db: DbOrTransaction,
  linkId: string,
  now: Date,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    update reply_mail set tries = tries + 1
    where id = (select id from reply_mail where link_id = ${linkId} and kind = 'code'
        order by asked_at desc, id desc limit 1)
      and used_at is null and tries < ${MOST_TRIES} and expires_at > ${now}
    returning id`.execute(db)
  return rows[0]?.id ?? null
}

export async function useCode(db: DbOrTransaction, id: string, now: Date): Promise<void> {
  await db.updateTable('reply_mail').set({ used_at: now }).where('id', '=', id).execute()
}
