import type {
  CheckDetail,
  DbOrTransaction,
  FieldCrypto,
  VisitObservation,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import { openAddress, type CaseFacts } from './case-store.ts'

type Deps = { db: DbOrTransaction; crypto: FieldCrypto }

/** What one fetch of an address of a case saw; times are ISO 8601 in UTC. */
export type ObservationRecord = {
  type: 'nightlight/observation'
  version: 1
  takedownId: string
  id: string
  /** Of the removal check that it was made for; null of a look for the report. */
  checkId: string | null
  address: { id: string; url: string; urlSha256: string }
  /** Of which page it was a part. */
  pageId: string
  startedAt: string
  finishedAt: string
  outcome: string
  code: string | null
  httpStatus: number | null
  connectedTo: string | null
  contentType: string | null
  server: string | null
  certificateSha256: string | null
  redirects: number
  wireBytes: number
  bodyBytes: number
  vantagePoint: string
  /** What the body was; digests only where it is the content of the case. */
  content: {
    id: string
    mime: string
    width: number
    height: number
    frames: number
    digests: { sha256: string; sha1: string | null; md5: string | null } | null
  } | null
  network: VisitObservation | null
}

/** What a removal check concluded, and from which fetches. */
export type CheckConclusion = {
  type: 'nightlight/case-check'
  version: 1
  takedownId: string
  id: string
  dueAt: string
  startedAt: string
  finishedAt: string
  verdict: 'present' | 'gone' | 'unknown'
  vantagePoint: string
  findings: {
    address: { id: string; url: string; urlSha256: string } | null
    outcome: string
    code: string
    evidence: string[]
  }[]
  observations: string[]
}

const AT_ONCE = 300

/**
 * Every fetch of the page, of the addresses of a case and of its removal checks, in the order of their ids, of which all
 * are in memory.
 */
export async function* observationsOf(
  { db, crypto }: Deps,
  { takedown, addresses, content }: CaseFacts,
): AsyncGenerator<ObservationRecord> {
  const checks = await checksByLook(db, takedown.id)
  const ids = await visitsOf(db, takedown.id, addresses, [...checks.keys()])
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    for (const row of await readVisits(db, ids.slice(from, from + AT_ONCE))) {
      yield toRecord(crypto, takedown.id, content, checks, row)
    }
  }
}

/** The check of a takedown that rests on each look. */
async function checksByLook(db: DbOrTransaction, takedownId: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; look_id: string }>`
    select id, look_id from removal_check
     where takedown_id = ${takedownId} and look_id is not null order by id`.execute(db)
  return new Map(rows.map(({ id, look_id: lookId }) => [lookId, id]))
}

/**
 * Which visits are of a case, ascending. Each condition is about the visit alone and has an index, so that what is read
 * does not grow with what else was visited. A visit for a takedown without a look is of before there were looks, and of
 * the page of the takedown, as all of its looks are.
 */
async function visitsOf(
  db: DbOrTransaction,
  takedownId: string,
  addresses: CaseFacts['addresses'],
  lookIds: readonly string[],
): Promise<string[]> {
  const ids = addresses.map(({ id }) => id)
  const pageIds = addresses.filter(({ isPage }) => isPage).map(({ id }) => id)
  const { rows } = await sql<{ id: string }>`
    select id from visit
     where location_id = any (${ids}::uuid[]) or look_id = any (${lookIds}::uuid[])
        or (page_location_id = any (${pageIds}::uuid[]) and takedown_id = ${takedownId})
     order by id`.execute(db)
  return rows.map(({ id }) => id)
}

type VisitRow = {
  id: string
  location_id: string
  page_location_id: string
  url_ct: Buffer
  look_id: string | null
  media_id: string | null
  mime: string | null
  width: number
  height: number
  frames: number
  outcome: string
  code: string | null
  http_status: number | null
  address: string | null
  content_type: string | null
  server: string | null
  certificate_sha256: string | null
  redirects: number
  wire_bytes: string
  body_bytes: string
  egress: string
  started_at: Date
  finished_at: Date
  observation: VisitObservation | null
}

async function readVisits(db: DbOrTransaction, ids: readonly string[]): Promise<VisitRow[]> {
  const { rows } = await sql<VisitRow>`
    select v.id, v.location_id, v.page_location_id, l.url_ct, v.look_id, v.media_id,
           m.mime, m.width, m.height, m.frames, v.outcome, v.code, v.http_status,
           host(v.address) as address, v.content_type, v.server, v.certificate_sha256,
           v.redirects, v.wire_bytes, v.body_bytes, v.egress, v.started_at, v.finished_at, v.observation
      from visit v
      join location l on l.id = v.location_id
      left join media m on m.id = v.media_id
     where v.id = any (${ids}::uuid[])
     order by v.id`.execute(db)
  return rows
}

function toRecord(
  crypto: FieldCrypto,
  takedownId: string,
  content: CaseFacts['content'],
  checks: ReadonlyMap<string, string>,
  row: VisitRow,
): ObservationRecord {
  return {
    type: 'nightlight/observation',
    version: 1,
    takedownId,
    id: row.id,
    checkId: (row.look_id && checks.get(row.look_id)) ?? null,
    address: { id: row.location_id, ...openAddress(crypto, row.location_id, row.url_ct) },
    pageId: row.page_location_id,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at.toISOString(),
    outcome: row.outcome,
    code: row.code,
    httpStatus: row.http_status,
    connectedTo: row.address,
    contentType: row.content_type,
    server: row.server,
    certificateSha256: row.certificate_sha256,
    redirects: row.redirects,
    wireBytes: Number(row.wire_bytes),
    bodyBytes: Number(row.body_bytes),
    vantagePoint: row.egress,
    content: contentOf(content, row),
    network: row.observation,
  }
}

function contentOf(
  content: CaseFacts['content'],
  { media_id: id, mime, width, height, frames }: VisitRow,
): ObservationRecord['content'] {
  if (id === null || mime === null) return null
  const isIt = content?.id === id
  const digests = isIt ? { sha256: content.sha256, sha1: content.sha1, md5: content.md5 } : null
  return { id, mime, width, height, frames, digests }
}

/** Removal checks that have ended, oldest first. How far a copy lies from the original is left out. */
export async function* conclusionsOf(
  deps: Deps,
  { takedown }: CaseFacts,
): AsyncGenerator<CheckConclusion> {
  const { rows } = await sql<{ id: string }>`
    select id from removal_check where takedown_id = ${takedown.id} and finished_at is not null
     and verdict is not null order by finished_at, id`.execute(deps.db)
  for (const { id } of rows) yield conclusionOf(deps, takedown.id, id)
}

async function conclusionOf(
  { db, crypto }: Deps,
  takedownId: string,
  checkId: string,
): Promise<CheckConclusion> {
  const { rows } = await sql<{
    due_at: Date
    started_at: Date
    finished_at: Date
    verdict: CheckConclusion['verdict']
    egress: string
    detail: CheckDetail[]
    visits: string[]
  }>`
    select c.due_at, c.started_at, c.finished_at, c.verdict, c.egress, c.detail,
           array(select v.id from visit v where v.look_id = c.look_id order by v.id) as visits
      from removal_check c where c.id = ${checkId}`.execute(db)
  const row = rows[0]!
  const ids = row.detail.map(({ locationId }) => locationId)
  const found = await sql<{ id: string; url_ct: Buffer }>`
    select id, url_ct from location where id = any (${ids}::uuid[])`.execute(db)
  const addresses = new Map(
    found.rows.map(({ id, url_ct }) => [id, { id, ...openAddress(crypto, id, url_ct) }]),
  )
  return {
    type: 'nightlight/case-check',
    version: 1,
    takedownId,
    id: checkId,
    dueAt: row.due_at.toISOString(),
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at.toISOString(),
    verdict: row.verdict,
    vantagePoint: row.egress,
    findings: row.detail.map(({ locationId, outcome, code, evidence = [] }) => ({
      address: addresses.get(locationId) ?? null,
      outcome,
      code,
      evidence: [...evidence],
    })),
    observations: row.visits,
  }
}
