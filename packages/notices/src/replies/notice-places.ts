import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Terms } from '../policies/terms.ts'
import type { TakedownStatus } from '../takedown.ts'

/** One takedown of a notice, under the references that its text gave to the addresses of it. */
export type NoticePart = {
  takedownId: string
  status: TakedownStatus
  references: string[]
}

/** What a reply can be about. */
export type RepliedNotice = {
  id: string
  reference: string
  kind: string
  providerId: string
  contactId: string
  language: string
  sentAt: Date | null
  isOut: boolean
  /** Its hand-over was cut off, and nobody has found out yet whether it arrived. */
  isInDoubt: boolean
  /** It was given up, and nobody will find out any more whether it is out. */
  isOver: boolean
  parts: NoticePart[]
}

/** Lines of the newest hand-over that listed any. */
const NEWEST_LINES = sql`
  (select max(attempt) from notice_line where notice_id = n.id)`

type Row = {
  id: string
  reference: string
  kind: string
  providerId: string
  contactId: string
  language: string
  sentAt: Date | null
  state: string
  isOver: boolean
  takedownId: string | null
  status: TakedownStatus | null
  numbers: number[] | null
}

/** Reads a notice by its id or its reference, with what it lists; null when there is none, or what is no reference. */
export async function readRepliedNotice(
  db: DbOrTransaction,
  by: { id: string } | { reference: string },
): Promise<RepliedNotice | null> {
  if ('reference' in by && !REFERENCE.test(by.reference)) return null
  const which = 'id' in by ? sql`n.id = ${by.id}` : sql`n.reference = ${by.reference}`
  const { rows } = await sql<Row>`
    select n.id, n.reference, n.kind, n.provider_id as "providerId", n.contact_id as "contactId",
           n.language, n.sent_at as "sentAt", n.state, n.state = 'refused' and not exists (
             select 1 from notice_attempt a
             where a.notice_id = n.id and a.n = n.attempts and a.outcome = 'in-doubt') as "isOver", i.takedown_id as "takedownId", t.status,
           (select array_agg(l.n order by l.n) from notice_line l
             where l.notice_id = n.id and l.takedown_id = i.takedown_id
               and l.attempt = ${NEWEST_LINES}) as numbers
    from notice n
    left join notice_item i on i.notice_id = n.id
    left join takedown t on t.id = i.takedown_id
    where ${which}
    order by i.position`.execute(db)
  const [head] = rows
  if (!head) return null
  const { takedownId: _id, status: _status, numbers: _numbers, state, ...notice } = head
  return {
    ...notice,
    isOut: state === 'sent',
    isInDoubt: state === 'refused' && !notice.isOver,
    parts: rows.flatMap((row) =>
      row.takedownId === null || row.status === null
        ? []
        : [
            {
              takedownId: row.takedownId,
              status: row.status,
              references: (row.numbers ?? []).map((number) => `${head.reference}-${number}`),
            },
          ],
    ),
  }
}

/** What the date in the letter of a notice was made of: when it was written, and the terms of what it lists. */
export async function dateFacts(
  db: DbOrTransaction,
  { id, contactId }: Pick<RepliedNotice, 'id' | 'contactId'>,
): Promise<{ writtenAt: Date | null; terms: (Terms | null)[] }> {
  const { rows: lines } = await sql<{ terms: Terms | null }>`
    select t.state->'terms' as terms
    from notice n
    join notice_line l on l.notice_id = n.id and l.attempt = ${NEWEST_LINES}
    join takedown t on t.id = l.takedown_id
    where n.id = ${id}`.execute(db)
  const link = await db
    .selectFrom('reply_link')
    .select('created_at')
    .where('notice_id', '=', id)
    .where('contact_id', '=', contactId)
    .where('in_letter', '=', true)
    .executeTakeFirst()
  return { writtenAt: link?.created_at ?? null, terms: lines.map(({ terms }) => terms) }
}

/** A reference of a notice, with the number of an item of it or without. */
const REFERENCE = /^(NL-\d{4}-\d{6,12})(?:-(\d{1,4}))?$/

/** Reads a reference as the text of a notice has it; null for anything else. */
export function parseReference(text: string): { notice: string; item: string | null } | null {
  const whole = text.trim().toUpperCase()
  const [, notice, number] = REFERENCE.exec(whole) ?? []
  return notice === undefined ? null : { notice, item: number === undefined ? null : whole }
}

/**
 * The takedowns that a reference names: all of its notice, or the one of an item.
 *
 * @throws {DomainError} not-found `reply-item-not-found`
 */
export function partsOf(notice: RepliedNotice, item: string | null): NoticePart[] {
  const found = notice.parts.filter((part) => item === null || part.references.includes(item))
  if (found.length > 0) return found
  throw new DomainError(
    'not-found',
    'reply-item-not-found',
    'Finding an item of a notice: none such',
  )
}

/** An exact address that was told, and what tells it from another item at the same one. */
export type ToldAddress = {
  takedownId: string
  reference: string
  url: string
  mime: string
  firstSeenAt: Date | null
  /** Last eight signs of the SHA-256; null where the notice itself did not bring it. */
  digestEnd: string | null
}

type AddressRow = {
  takedownId: string
  number: number
  locationId: string
  sealed: Buffer
  mediaId: string
  mime: string
  fingerprint: Buffer
  firstSeenAt: Date | null
  hasDigest: boolean
}

/** The exact addresses that a notice told of, by takedown, under their references. */
export async function addressesTold(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  notice: Pick<RepliedNotice, 'id' | 'reference'>,
): Promise<ToldAddress[]> {
  const { rows } = await sql<AddressRow>`
    select l.takedown_id as "takedownId", l.n as number, l.location_id as "locationId", o.url_ct as sealed,
           m.id as "mediaId", m.mime, m.fingerprint_ct as fingerprint,
           (select min(s.first_seen_at) from sighting s
             where s.media_id = m.id and s.location_id = l.location_id) as "firstSeenAt",
           coalesce((select a.urls = 'machine-part' from notice_attempt a
             where a.notice_id = n.id order by a.n desc limit 1), false) as "hasDigest"
    from notice n
    join notice_line l on l.notice_id = n.id and l.attempt = ${NEWEST_LINES}
    join location o on o.id = l.location_id
    join takedown t on t.id = l.takedown_id
    join media m on m.id = t.media_id
    where n.id = ${notice.id} order by l.n`.execute(db)
  return rows.map(({ takedownId, number, locationId, sealed, mime, firstSeenAt, ...row }) => ({
    takedownId,
    reference: `${notice.reference}-${number}`,
    url: crypto.openText({ table: 'location', column: 'url_ct', row: locationId }, sealed),
    mime,
    firstSeenAt,
    digestEnd: row.hasDigest ? digestEndOf(crypto, row) : null,
  }))
}

function digestEndOf(
  crypto: FieldCrypto,
  { mediaId, fingerprint }: Pick<AddressRow, 'mediaId' | 'fingerprint'>,
): string {
  const place = { table: 'media', column: 'fingerprint_ct', row: mediaId }
  const { sha256 } = JSON.parse(crypto.openText(place, fingerprint)) as { sha256: string }
  return sha256.slice(-8)
}
