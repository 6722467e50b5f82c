import {
  anyOf,
  newId,
  PLANNED_ONCE,
  type CrawlOptions,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import { NOT_FOLLOWED } from './report-pages-store.ts'

export type NewReport = {
  url: string
  source: string
  language: string | null
  note: string | null
  /** By what the source calls it. */
  reference: string | null
  reporter: string | null
  receivedBy: string
  receivedAt: Date
  /** How much further it asks to look; null for nothing. */
  crawl: CrawlOptions | null
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
      reference_ct: seal('reference_ct', report.reference),
      reference_key: report.reference === null ? null : referenceKey(crypto, report.reference),
      received_by: report.receivedBy,
      received_at: report.receivedAt,
      crawl: report.crawl && JSON.stringify(report.crawl),
    })
    .execute()
  return id
}

/** By what a report is found that its source names: spaces and capitals are written in many ways. */
export const referenceKey = (crypto: FieldCrypto, reference: string): Buffer =>
  crypto.blindIndex('report-reference', reference.replaceAll(/\s+/g, ' ').trim().toLowerCase())

/** What was written with a report: a note, and by what its source calls it. */
export async function readReportTexts(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  id: string,
): Promise<{ note: string | null; reference: string | null }> {
  const row = await db
    .selectFrom('report')
    .select(['note_ct', 'reference_ct'])
    .where('id', '=', id)
    .executeTakeFirst()
  const open = (column: 'note_ct' | 'reference_ct'): string | null => {
    const sealed = row?.[column]
    return sealed ? crypto.openText({ table: 'report', column, row: id }, sealed) : null
  }
  return { note: open('note_ct'), reference: open('reference_ct') }
}

export type Visit = {
  locationId: string
  pageId: string
  at: Date
  outcome: string
  code: string | null
  httpStatus: number | null
  kind: 'page' | 'image'
}

const MAX_VISITS = 1000

/** What crawls of pages fetched, oldest first; removal checks belong to their takedown. */
export async function visitsOfPages(
  db: DbOrTransaction,
  pageIds: readonly string[],
): Promise<Visit[]> {
  const rows = await db
    .selectFrom('visit')
    .select(['location_id', 'page_location_id', 'started_at', 'outcome', 'code', 'http_status'])
    .where('page_location_id', '=', anyOf(pageIds))
    .where('takedown_id', 'is', null)
    .where('code', 'is distinct from', NOT_FOLLOWED)
    .orderBy('started_at')
    .limit(sql.lit(MAX_VISITS))
    .modifyEnd(PLANNED_ONCE)
    .execute()
  return rows.map((row) => ({
    locationId: row.location_id,
    pageId: row.page_location_id,
    at: row.started_at,
    outcome: row.outcome,
    code: row.code,
    httpStatus: row.http_status,
    kind: row.location_id === row.page_location_id && row.outcome !== 'picture' ? 'page' : 'image',
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
  /** It was seen on one of the pages and is not known to have gone. */
  up: boolean
}

export async function mediaOfPages(
  db: DbOrTransaction,
  pageIds: readonly string[],
): Promise<PageMedia[]> {
  const { rows } = await sql<{
    id: string
    mime: string
    width: number
    height: number
    frames: number
    first_seen_at: Date
    up: boolean
  }>`${PLANNED_ONCE}
    with seen as materialized (
      select media_id, min(first_seen_at) as first_seen_at, bool_or(gone_at is null) as up
      from sighting where page_location_id = ${anyOf(pageIds)} group by media_id
    )
    select m.*, s.first_seen_at, s.up from seen s
    -- looked up for each: joined, all media would be read
    cross join lateral (
      select id, mime, width, height, frames from media where id = s.media_id offset 0
    ) m
    order by s.first_seen_at, m.id`.execute(db)
  return rows.map(({ first_seen_at: firstSeenAt, ...media }) => ({ ...media, firstSeenAt }))
}
