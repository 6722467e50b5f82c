import { newId, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'

export type NewReport = {
  url: string
  source: string
  language: string | null
  note: string | null
  reporter: string | null
  receivedBy: string
  receivedAt: Date
}

/** Keeps a report; its address, note and reporter only as ciphertext. @returns its id */
export async function insertReport(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  report: NewReport,
): Promise<string> {
  const id = newId(report.receivedAt.getTime())
  const seal = (column: string, text: string | null): Buffer | null =>
    text === null ? null : crypto.seal({ table: 'report', column, row: id }, text)
  await db
    .insertInto('report')
    .values({
      id,
      url_ct: crypto.seal({ table: 'report', column: 'url_ct', row: id }, report.url),
      url_key: crypto.blindIndex('report-url', report.url),
      source: report.source,
      language: report.language,
      note_ct: seal('note_ct', report.note),
      reporter_ct: seal('reporter_ct', report.reporter),
      received_by: report.receivedBy,
      received_at: report.receivedAt,
    })
    .execute()
  return id
}

export async function readReportNote(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  id: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('report')
    .select('note_ct')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row?.note_ct) return null
  return crypto.openText({ table: 'report', column: 'note_ct', row: id }, row.note_ct)
}

export type Visit = {
  at: Date
  outcome: string
  code: string | null
  httpStatus: number | null
  kind: 'page' | 'image'
}

const MAX_VISITS = 1000

/** What crawls of a page fetched, oldest first; removal checks belong to their takedown. */
export async function visitsOfPage(db: DbOrTransaction, pageLocationId: string): Promise<Visit[]> {
  const rows = await db
    .selectFrom('visit')
    .select(['location_id', 'started_at', 'outcome', 'code', 'http_status'])
    .where('page_location_id', '=', pageLocationId)
    .where('takedown_id', 'is', null)
    .orderBy('started_at')
    .limit(MAX_VISITS)
    .execute()
  return rows.map((row) => ({
    at: row.started_at,
    outcome: row.outcome,
    code: row.code,
    httpStatus: row.http_status,
    kind: row.location_id === pageLocationId && row.outcome !== 'picture' ? 'page' : 'image',
  }))
}

export type PageMedia = {
  id: string
  mime: string
  width: number
  height: number
  /** Pages or animation frames. */
  frames: number
  firstSeenAt: Date
  /** It was seen on this page and is not known to have gone. */
  up: boolean
}

export async function mediaOfPage(
  db: DbOrTransaction,
  pageLocationId: string,
): Promise<PageMedia[]> {
  const { rows } = await sql<{
    id: string
    mime: string
    width: number
    height: number
    frames: number
    first_seen_at: Date
    up: boolean
  }>`
    select m.id, m.mime, m.width, m.height, m.frames, min(s.first_seen_at) as first_seen_at,
      bool_or(s.gone_at is null) as up
    from sighting s join media m on m.id = s.media_id
    where s.page_location_id = ${pageLocationId}
    group by m.id order by first_seen_at, m.id`.execute(db)
  return rows.map(({ first_seen_at: firstSeenAt, ...media }) => ({ ...media, firstSeenAt }))
}
