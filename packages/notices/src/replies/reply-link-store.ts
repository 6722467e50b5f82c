import { newId, PLANNED_ONCE, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { USUAL_LINK_HOURS } from '../documents/letter-text.ts'

/** How long a link can be used, ms; each reminder brings one of its own. */
export const REPLY_LINK_MS = USUAL_LINK_HOURS * 3_600_000
/** Codes that may be asked for by one link. */
const MOST_CODES = 5
/** Links in its place that may be asked for by one; the last of them only by whoever has its page open. */
const MOST_LINKS = 5
/** Uses of a link that are turned away and told of in the log: whoever has an old one fills no log with it. */
const MOST_REFUSED = 20
/** As long as somebody may take to answer once the page is open, ms. */
export const REPLY_SESSION_MS = 3_600_000

/**
 * The secret of a link, 43 characters of base64url for 256 bits.
 *
 * Made of its id by our key, so that each copy of a letter has the same one and none is stored.
 */
export const linkToken = (crypto: FieldCrypto, linkId: string): string =>
  crypto.blindIndex('reply-token', linkId).toString('base64url')

export const linkHash = (crypto: FieldCrypto, token: string): Buffer =>
  crypto.blindIndex('reply-link', token)

/** Where a link leads: the secret is after `#`, which no server, log or referrer gets. */
export const linkUrl = (replyUrl: string, token: string): string => `${replyUrl}#${token}`

type Facts = { noticeId: string; contactId: string; now: Date; ttlMs?: number }

/** Makes a link for whoever reads a mailbox. @returns its id */
export async function insertReplyLink(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { noticeId, contactId, now, ttlMs = REPLY_LINK_MS }: Facts,
): Promise<string> {
  const id = newId()
  await db
    .insertInto('reply_link')
    .values({
      id,
      token_hash: linkHash(crypto, linkToken(crypto, id)),
      notice_id: noticeId,
      contact_id: contactId,
      in_letter: false,
      created_at: now,
      expires_at: new Date(now.getTime() + ttlMs),
    })
    .execute()
  return id
}

/** The link of a letter: the same in each copy, its time counted from the last one. @returns its secret */
export async function letterLink(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { noticeId, contactId, now, ttlMs = REPLY_LINK_MS }: Facts,
): Promise<string> {
  const id = newId()
  const until = new Date(now.getTime() + ttlMs)
  const hash = linkHash(crypto, linkToken(crypto, id))
  const { rows } = await sql<{ id: string }>`${PLANNED_ONCE}
    insert into reply_link (id, token_hash, notice_id, contact_id, in_letter, created_at, expires_at)
    values (${id}, ${hash}, ${noticeId}, ${contactId}, true, ${now}, ${until})
    on conflict (notice_id, contact_id) where in_letter
      do update set created_at = excluded.created_at, revoked_at = null,
        expires_at = greatest(reply_link.expires_at, excluded.expires_at)
    returning id`.execute(db)
  return linkToken(crypto, rows[0]!.id)
}

export type LinkUse = {
  id: string
  noticeId: string
  contactId: string
  /** How long it could be used, ms. */
  ttlMs: number
}

const LINK = ['id', 'notice_id', 'contact_id', 'created_at', 'expires_at'] as const

const toLink = (row: {
  id: string
  notice_id: string
  contact_id: string
  created_at: Date
  expires_at: Date
}): LinkUse => ({
  id: row.id,
  noticeId: row.notice_id,
  contactId: row.contact_id,
  ttlMs: row.expires_at.getTime() - row.created_at.getTime(),
})

/** Uses a link up. @returns null when it is unknown, used, revoked or too old */
export async function takeReplyLink(
  db: DbOrTransaction,
  hash: Buffer,
  now: Date,
): Promise<LinkUse | null> {
  const row = await db
    .updateTable('reply_link')
    .set({ used_at: now })
    .where('token_hash', '=', hash)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(LINK)
    .executeTakeFirst()
  return row ? toLink(row) : null
}

/** A link that was ours once, however old or used; not one that was revoked. */
export const knownReplyLink = (db: DbOrTransaction, hash: Buffer): Promise<LinkUse | null> =>
  unrevoked(db, 'token_hash', hash)

/** The same by its id. */
export const readReplyLink = (db: DbOrTransaction, id: string): Promise<LinkUse | null> =>
  unrevoked(db, 'id', id)

/** Whether a link was ours and ended with its mailbox, by its digest or by that of a session that it opened and that is not too old. */
export async function isEndedLink(
  db: DbOrTransaction,
  of: { link: Buffer } | { session: Buffer; now: Date },
): Promise<boolean> {
  const ended = db
    .selectFrom('reply_link as l')
    .select('l.id')
    .where('l.revoked_at', 'is not', null)
  const query =
    'link' in of
      ? ended.where('l.token_hash', '=', of.link)
      : ended
          .innerJoin('reply_session as s', 's.link_id', 'l.id')
          .where('s.token_hash', '=', of.session)
          .where('s.expires_at', '>', of.now)
  return (await query.executeTakeFirst()) !== undefined
}

async function unrevoked(
  db: DbOrTransaction,
  column: 'id' | 'token_hash',
  value: string | Buffer,
): Promise<LinkUse | null> {
  const row = await db
    .selectFrom('reply_link')
    .select(LINK)
    .where(column, '=', value)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row ? toLink(row) : null
}

/** Ends the links of a mailbox that was given up, or of a notice, and what was opened by them. */
export async function revokeReplyLinks(
  db: DbOrTransaction,
  of: { contactId: string } | { noticeId: string },
  at: Date,
): Promise<void> {
  const query = db.updateTable('reply_link').set({ revoked_at: at }).where('revoked_at', 'is', null)
  await (
    'contactId' in of
      ? query.where('contact_id', '=', of.contactId)
      : query.where('notice_id', '=', of.noticeId)
  ).execute()
}

const COUNTED = {
  code: { column: 'codes', most: MOST_CODES },
  link: { column: 'mails', most: MOST_LINKS - 1 },
  'link-on-page': { column: 'mails', most: MOST_LINKS },
  refused: { column: 'refused', most: MOST_REFUSED },
} as const

/** Counts one more of what a link is good for. @returns false when there were enough */
export async function countUse(
  db: DbOrTransaction,
  linkId: string,
  what: keyof typeof COUNTED,
): Promise<boolean> {
  const { column, most } = COUNTED[what]
  const { numUpdatedRows } = await db
    .updateTable('reply_link')
    .set({ [column]: sql`${sql.ref(column)} + 1` })
    .where('id', '=', linkId)
    .where(column, '<', most)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function insertReplySession(
  db: DbOrTransaction,
  session: { tokenHash: Buffer; linkId: string; now: Date },
): Promise<void> {
  await db
    .insertInto('reply_session')
    .values({
      token_hash: session.tokenHash,
      link_id: session.linkId,
      expires_at: new Date(session.now.getTime() + REPLY_SESSION_MS),
    })
    .execute()
}

export type ReplySession = {
  linkId: string
  noticeId: string
  contactId: string
  mailbox: string
  provenAt: Date | null
  receiptId: string | null
  /** No more codes go out for its link. */
  isOutOfCodes: boolean
}

export async function findReplySession(
  db: DbOrTransaction,
  tokenHash: Buffer,
  now: Date,
): Promise<ReplySession | null> {
  const row = await db
    .selectFrom('reply_session as s')
    .innerJoin('reply_link as l', 'l.id', 's.link_id')
    .innerJoin('provider_contact as c', 'c.id', 'l.contact_id')
    .select([
      'l.id',
      'l.notice_id',
      'l.contact_id',
      'c.mailbox',
      's.proven_at',
      's.receipt_id',
      'l.codes',
    ])
    .where('s.token_hash', '=', tokenHash)
    .where('s.expires_at', '>', now)
    .where('l.revoked_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  return {
    linkId: row.id,
    noticeId: row.notice_id,
    contactId: row.contact_id,
    mailbox: row.mailbox,
    provenAt: row.proven_at,
    receiptId: row.receipt_id,
    isOutOfCodes: row.codes >= MOST_CODES,
  }
}

export async function noteInSession(
  db: DbOrTransaction,
  tokenHash: Buffer,
  facts: { proven_at: Date } | { receipt_id: string },
): Promise<void> {
  await db.updateTable('reply_session').set(facts).where('token_hash', '=', tokenHash).execute()
}
