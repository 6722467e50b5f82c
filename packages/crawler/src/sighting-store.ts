import {
  isPartial,
  PIPELINE_VERSION,
  readStoredFingerprint,
  type Fingerprint,
} from '@nightlight/fingerprint'
import { newId, type Db, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { storedObservation } from './fetch/observation.ts'
import type { Observation } from './fetch/outcome.ts'
import { mediaType } from './fetch/response-headers.ts'
import { writeTogether, type WriteTogether } from './write-together.ts'

export type VisitRecord = {
  locationId: string
  pageLocationId: string
  takedownId: string | null
  /** The removal check that it was made for. */
  lookId?: string
  outcome: 'page' | 'picture' | 'refused' | 'failed' | 'other'
  code: string | null
  mediaId: string | null
  observation: Observation
}

/** Records one fetch; numbers and codes only, nothing of what was fetched. */
export async function insertVisit(db: DbOrTransaction, visit: VisitRecord): Promise<void> {
  const row = visitRow(visit)
  await db
    .insertInto('visit')
    .values({ ...row, observation: JSON.stringify(row.observation), media_id: visit.mediaId })
    .execute()
}

const visitRow = (visit: Omit<VisitRecord, 'mediaId'>) => {
  const seen = visit.observation
  return {
    id: newId(),
    location_id: visit.locationId,
    page_location_id: visit.pageLocationId,
    takedown_id: visit.takedownId,
    look_id: visit.lookId ?? null,
    outcome: visit.outcome,
    code: visit.code,
    http_status: seen.httpStatus,
    address: seen.address,
    content_type: mediaType(seen.contentType),
    server: seen.server,
    certificate_sha256: seen.certificateSha256,
    redirects: seen.redirects,
    wire_bytes: seen.wireBytes,
    body_bytes: seen.bodyBytes,
    egress: seen.egress,
    started_at: seen.startedAt,
    finished_at: seen.finishedAt,
    observation: storedObservation(seen),
  }
}

/** Records an address of a page that was not opened, so that a later look can tell it from a new one. */
export async function insertUnread(
  db: DbOrTransaction,
  visit: Pick<VisitRecord, 'locationId' | 'pageLocationId' | 'takedownId' | 'lookId'> & {
    code: string
  },
): Promise<void> {
  const now = new Date()
  await db
    .insertInto('visit')
    .values({
      id: newId(),
      location_id: visit.locationId,
      page_location_id: visit.pageLocationId,
      takedown_id: visit.takedownId,
      look_id: visit.lookId ?? null,
      outcome: 'refused',
      code: visit.code,
      wire_bytes: 0,
      body_bytes: 0,
      egress: 'none',
      started_at: now,
      finished_at: now,
    })
    .execute()
}

/** Version of a fingerprint that holds digests only, because the bytes could not be decoded. */
export const DIGESTS_ONLY = 'digests-only'

/** Where a picture was seen, and when; with the visits that showed it, which are recorded with it. */
export type SeenAt = {
  locationId: string
  pageLocationId: string
  at: Date
  visits?: readonly Omit<VisitRecord, 'mediaId'>[]
}

/**
 * Keeps the fingerprint of distinct bytes once, and notes that they are up at an address; what had
 * gone from there is up again.
 *
 * A fingerprint that had digests only, or that another pipeline version made, is completed when the
 * same bytes are decoded after all. The first frame alone takes the place of digests only.
 *
 * @returns the id of the media, new or known
 * @throws {TypeError} a quick fingerprint, which says too little to be kept
 */
export type KeepSeen = (fingerprint: Fingerprint, seenAt: SeenAt) => Promise<string>

/** A statement of its own for each picture, which may be part of a transaction. */
export const keepSeen = (
  db: DbOrTransaction,
  crypto: FieldCrypto,
  fingerprint: Fingerprint,
  seenAt: SeenAt,
): Promise<string> =>
  keepWith(db, crypto, async (row) => (await insertSeen(db, [row]))[0]!)(fingerprint, seenAt)

/** One statement for the pictures of all pages that come within a moment, as `writeTogether` does. */
export const createKeepSeen = (
  { db, crypto }: { db: Db; crypto: FieldCrypto },
  together: WriteTogether = { most: 32, waitMs: 30 },
): KeepSeen =>
  keepWith(
    db,
    crypto,
    writeTogether(
      (rows) => insertSeen(db, rows),
      ({ sha256_key }) => sha256_key,
      together,
    ),
  )

const keepWith =
  (
    db: DbOrTransaction,
    crypto: FieldCrypto,
    insert: (row: SeenRow) => Promise<Kept | null>,
  ): KeepSeen =>
  async (fingerprint, seenAt) => {
    if (fingerprint.depth === 'quick') throw new TypeError('keep picture: quick fingerprint')
    const row = seenRow(crypto, fingerprint, seenAt)
    // Nothing comes back when another worker has just made the media: the next statement sees it.
    const media = (await insert(row)) ?? (await insert(row))
    if (!media) throw new Error('keep picture: its media is neither new nor known')
    if (media.knownVersion !== null && saysMore(fingerprint, media.knownVersion)) {
      await db
        .updateTable('media')
        .set(columnsOf(crypto, media.id, fingerprint))
        .where('id', '=', media.id)
        .execute()
    }
    return media.id
  }

type SeenRow = ReturnType<typeof seenRow>
type Kept = { id: string; knownVersion: string | null }

const seenRow = (crypto: FieldCrypto, fingerprint: Fingerprint, seenAt: SeenAt) => {
  const id = newId()
  const { fingerprint_ct, ...columns } = columnsOf(crypto, id, fingerprint)
  const sha256_key = asDigits(crypto.blindIndex('media:sha256', fingerprint.sha256))
  const picture = {
    ...columns,
    id,
    sha256_key,
    fingerprint_ct: asDigits(fingerprint_ct),
    location_id: seenAt.locationId,
    page_location_id: seenAt.pageLocationId,
    at: seenAt.at,
  }
  return { sha256_key, picture, visits: (seenAt.visits ?? []).map(visitRow) }
}

/** As Postgres reads bytes in JSON. */
const asDigits = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`

/**
 * All rows of some pictures of different bytes: with a statement for each they cost a crawl as much as hashing does.
 *
 * Media in the order of their keys, then sightings in that of their ids, so that two workers with the same pictures never
 * wait for each other. A visit that is
 * there already, since an answer of the server was lost, is left as it is.
 *
 * @returns null for media that somebody else makes at this moment; nothing is recorded of them
 */
async function insertSeen(db: DbOrTransaction, rows: readonly SeenRow[]): Promise<(Kept | null)[]> {
  const pictures = rows.map(({ picture }, n) => ({ n, ...picture }))
  const visits = rows.flatMap((row, n) => row.visits.map((visit) => ({ n, ...visit })))
  const { rows: kept } = await sql<Kept & { n: number }>`
    with picture as materialized (
      select * from json_to_recordset(${JSON.stringify(pictures)}::json) as given (
        n int, id uuid, sha256_key bytea, fingerprint_ct bytea, size int, mime text, width int,
        height int, frames int, pdq_quality int, pipeline_version text, location_id uuid,
        page_location_id uuid, at timestamptz)
      order by sha256_key
    ), made as (
      insert into media (id, sha256_key, fingerprint_ct, size, mime, width, height, frames,
                         pdq_quality, pipeline_version)
      select id, sha256_key, fingerprint_ct, size, mime, width, height, frames, pdq_quality,
             pipeline_version from picture
      on conflict (sha256_key) do nothing
      returning id
    ), kept as materialized (
      select n, id, null as version from made join picture using (id)
      union all
      select n, media.id, media.pipeline_version from picture join media using (sha256_key)
    ), seen as (
      insert into sighting (media_id, location_id, page_location_id, first_seen_at, last_seen_at)
      select kept.id, location_id, page_location_id, at, at from picture join kept using (n)
      order by kept.id, location_id
      on conflict (media_id, location_id, page_location_id) do update
        set last_seen_at = greatest(sighting.last_seen_at, excluded.last_seen_at), gone_at = null
    ), visited as (
      insert into visit (id, location_id, page_location_id, takedown_id, look_id, media_id, outcome,
        code, http_status, address, content_type, server, certificate_sha256, redirects, wire_bytes,
        body_bytes, egress, started_at, finished_at, observation)
      select given.id, location_id, page_location_id, takedown_id, look_id, kept.id, outcome, code,
        http_status, address, content_type, server, certificate_sha256, redirects, wire_bytes,
        body_bytes, egress, started_at, finished_at, observation
      from json_to_recordset(${JSON.stringify(visits)}::json) as given (
        n int, id uuid, location_id uuid, page_location_id uuid, takedown_id uuid, look_id uuid,
        outcome text, code text, http_status int, address inet, content_type text, server text,
        certificate_sha256 text, redirects int, wire_bytes bigint, body_bytes bigint, egress text,
        started_at timestamptz, finished_at timestamptz, observation jsonb)
      join kept using (n)
      on conflict do nothing
    )
    select n, id, version as "knownVersion" from kept`.execute(db)
  const found = new Map(kept.map(({ n, ...one }) => [n, one]))
  return rows.map((_, n) => found.get(n) ?? null)
}

const saysMore = (fingerprint: Fingerprint, knownVersion: string): boolean =>
  isPartial(fingerprint)
    ? knownVersion === DIGESTS_ONLY
    : fingerprint.pipelineVersion !== DIGESTS_ONLY && fingerprint.pipelineVersion !== knownVersion

/** Those of some media whose fingerprints, as they are now, no list was compared with. */
export async function notCompared(
  db: DbOrTransaction,
  mediaIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.id from media m left join match_run r on r.media_id = m.id
    where m.id = any (${mediaIds}::uuid[])
      and r.pipeline_version is distinct from m.pipeline_version`.execute(db)
  return rows.map(({ id }) => id)
}

/** The fingerprint of these bytes as the present pipeline makes it, or null when there is none. */
export async function keptFingerprint(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  sha256: string,
): Promise<Fingerprint | null> {
  const row = await db
    .selectFrom('media')
    .select(['id', 'fingerprint_ct'])
    .where('sha256_key', '=', crypto.blindIndex('media:sha256', sha256))
    .where('pipeline_version', '=', PIPELINE_VERSION)
    .executeTakeFirst()
  if (!row) return null
  const place = { table: 'media', column: 'fingerprint_ct', row: row.id }
  return readStoredFingerprint(crypto.openText(place, row.fingerprint_ct))
}

const columnsOf = (crypto: FieldCrypto, id: string, fingerprint: Fingerprint) => ({
  fingerprint_ct: crypto.seal(
    { table: 'media', column: 'fingerprint_ct', row: id },
    JSON.stringify(fingerprint),
  ),
  size: fingerprint.size,
  mime: fingerprint.mime,
  width: fingerprint.width,
  height: fingerprint.height,
  frames: fingerprint.frames,
  pdq_quality: fingerprint.pdqQuality,
  pipeline_version: fingerprint.pipelineVersion,
})

/** An address of a page, and the media that a look saw there. */
export type StillAt = { locationId: string; mediaIds: readonly string[] }

/**
 * Notes that what was seen at some addresses of a page before, and is not there now, has gone.
 *
 * All of them in one statement and in the order of their ids, as `insertSeen` has them: a crawl of the same page never
 * waits for a check that waits for it.
 */
export async function markGone(
  db: DbOrTransaction,
  { pageLocationId, places, at }: { pageLocationId: string; places: readonly StillAt[]; at: Date },
): Promise<void> {
  const still = places.flatMap(({ locationId, mediaIds }) =>
    mediaIds.map((media_id) => ({ media_id, location_id: locationId })),
  )
  await sql`
    with still as (
      select * from json_to_recordset(${JSON.stringify(still)}::json) as given (
        media_id uuid, location_id uuid)
    ), gone as materialized (
      select media_id, location_id, page_location_id from sighting
      where page_location_id = ${pageLocationId} and gone_at is null
        and location_id = any (${places.map(({ locationId }) => locationId)}::uuid[])
        and (media_id, location_id) not in (select media_id, location_id from still)
      order by media_id, location_id for update
    )
    update sighting s set gone_at = ${at} from gone
    where s.media_id = gone.media_id and s.location_id = gone.location_id
      and s.page_location_id = gone.page_location_id`.execute(db)
}

/** Media seen by crawls of a page. */
export async function mediaOfPage(db: DbOrTransaction, pageLocationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('sighting')
    .select('media_id')
    .distinct()
    .where('page_location_id', '=', pageLocationId)
    .execute()
  return rows.map((row) => row.media_id)
}
