import {
  isPartial,
  PIPELINE_VERSION,
  readStoredFingerprint,
  type Fingerprint,
} from '@nightlight/fingerprint'
import { newId, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { storedObservation } from './fetch/observation.ts'
import type { Observation } from './fetch/outcome.ts'
import { mediaType } from './fetch/response-headers.ts'

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
  const seen = visit.observation
  await db
    .insertInto('visit')
    .values({
      id: newId(),
      location_id: visit.locationId,
      page_location_id: visit.pageLocationId,
      takedown_id: visit.takedownId,
      look_id: visit.lookId ?? null,
      media_id: visit.mediaId,
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
      observation: JSON.stringify(storedObservation(seen)),
    })
    .execute()
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

/** Writes on the newest visit of a page that not all of it was seen. */
export async function noteIncomplete(db: DbOrTransaction, pageLocationId: string): Promise<void> {
  await sql`
    update visit set code = 'page-over-budget'
    where outcome = 'page' and (id, started_at) = (
      select id, started_at from visit
      where location_id = ${pageLocationId} and page_location_id = ${pageLocationId}
      order by started_at desc, id desc limit 1)`.execute(db)
}

/** Version of a fingerprint that holds digests only, because the bytes could not be decoded. */
export const DIGESTS_ONLY = 'digests-only'

/** Where a picture was seen, and when. */
export type SeenAt = { locationId: string; pageLocationId: string; at: Date }

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
export async function keepSeen(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  fingerprint: Fingerprint,
  seenAt: SeenAt,
): Promise<string> {
  if (fingerprint.depth === 'quick') throw new TypeError('keep picture: quick fingerprint')
  // Nothing comes back when another worker has just made the media: the next statement sees it.
  const media =
    (await insertSeen(db, crypto, fingerprint, seenAt)) ??
    (await insertSeen(db, crypto, fingerprint, seenAt))
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

/** One statement for both rows: five, with those of a transaction, cost a crawl as much as hashing does. */
async function insertSeen(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  fingerprint: Fingerprint,
  { locationId, pageLocationId, at }: SeenAt,
): Promise<{ id: string; knownVersion: string | null } | undefined> {
  const key = crypto.blindIndex('media:sha256', fingerprint.sha256)
  const id = newId()
  const it = columnsOf(crypto, id, fingerprint)
  const { rows } = await sql<{ id: string; knownVersion: string | null }>`
    with made as (
      insert into media (id, sha256_key, fingerprint_ct, size, mime, width, height, frames,
                         pdq_quality, pipeline_version)
      values (${id}, ${key}, ${it.fingerprint_ct}, ${it.size}, ${it.mime}, ${it.width},
              ${it.height}, ${it.frames}, ${it.pdq_quality}, ${it.pipeline_version})
      on conflict (sha256_key) do nothing
      returning id
    ), kept as (
      select id, null as version from made
      union all
      select id, pipeline_version from media where sha256_key = ${key}
    ), seen as (
      insert into sighting (media_id, location_id, page_location_id, first_seen_at, last_seen_at)
      select id, ${locationId}::uuid, ${pageLocationId}::uuid, ${at}::timestamptz, ${at}::timestamptz
      from kept
      on conflict (media_id, location_id, page_location_id) do update
        set last_seen_at = greatest(sighting.last_seen_at, excluded.last_seen_at), gone_at = null
    )
    select id, version as "knownVersion" from kept`.execute(db)
  return rows[0]
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

/** Notes that nothing seen at an address of a page before is there any more, but for `except`. */
export async function markGone(
  db: DbOrTransaction,
  place: { locationId: string; pageLocationId: string; except: readonly string[]; at: Date },
): Promise<void> {
  await db
    .updateTable('sighting')
    .set({ gone_at: place.at })
    .where('location_id', '=', place.locationId)
    .where('page_location_id', '=', place.pageLocationId)
    .where('gone_at', 'is', null)
    .$if(place.except.length > 0, (query) => query.where('media_id', 'not in', place.except))
    .execute()
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
