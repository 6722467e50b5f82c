import {
  isPartial,
  PIPELINE_VERSION,
  readStoredFingerprint,
  type Fingerprint,
} from '@nightlight/fingerprint'
import { newId, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Observation } from './fetch/outcome.ts'

export type VisitRecord = {
  locationId: string
  pageLocationId: string
  takedownId: string | null
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
      media_id: visit.mediaId,
      outcome: visit.outcome,
      code: visit.code,
      http_status: seen.httpStatus,
      address: seen.address,
      content_type: seen.contentType,
      server: seen.server,
      certificate_sha256: seen.certificateSha256,
      redirects: seen.redirects,
      wire_bytes: seen.wireBytes,
      body_bytes: seen.bodyBytes,
      egress: seen.egress,
      started_at: seen.startedAt,
      finished_at: seen.finishedAt,
    })
    .execute()
}

/** Records an address of a page that was not opened, so that a later look can tell it from a new one. */
export async function insertUnread(
  db: DbOrTransaction,
  visit: Pick<VisitRecord, 'locationId' | 'pageLocationId' | 'takedownId'> & { code: string },
): Promise<void> {
  const now = new Date()
  await db
    .insertInto('visit')
    .values({
      id: newId(),
      location_id: visit.locationId,
      page_location_id: visit.pageLocationId,
      takedown_id: visit.takedownId,
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
    where outcome = 'page' and id = (
      select id from visit
      where location_id = ${pageLocationId} and page_location_id = ${pageLocationId}
      order by started_at desc, id desc limit 1)`.execute(db)
}

/** Version of a fingerprint that holds digests only, because the bytes could not be decoded. */
export const DIGESTS_ONLY = 'digests-only'

/**
 * Keeps the fingerprint of distinct bytes once; one that had digests only, or that another pipeline
 * version made, is completed when the same bytes are decoded after all. The first frame alone takes the
 * place of digests only.
 *
 * @returns the id of the media, new or known
 * @throws {TypeError} a quick fingerprint, which says too little to be kept
 */
export async function ensureMedia(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  fingerprint: Fingerprint,
): Promise<string> {
  if (fingerprint.depth === 'quick') throw new TypeError('keep picture: quick fingerprint')
  const key = crypto.blindIndex('media:sha256', fingerprint.sha256)
  const id = newId()
  const inserted = await db
    .insertInto('media')
    .values({ id, sha256_key: key, ...columnsOf(crypto, id, fingerprint) })
    .onConflict((conflict) => conflict.column('sha256_key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted) return id
  const known = await db
    .selectFrom('media')
    .select(['id', 'pipeline_version'])
    .where('sha256_key', '=', key)
    .executeTakeFirstOrThrow()
  if (saysMore(fingerprint, known.pipeline_version)) {
    await db
      .updateTable('media')
      .set(columnsOf(crypto, known.id, fingerprint))
      .where('id', '=', known.id)
      .execute()
  }
  return known.id
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

/** Notes that a media is up at an address; one that had gone is up again. */
export async function recordSighting(
  db: DbOrTransaction,
  sighting: { mediaId: string; locationId: string; pageLocationId: string; at: Date },
): Promise<void> {
  await db
    .insertInto('sighting')
    .values({
      media_id: sighting.mediaId,
      location_id: sighting.locationId,
      page_location_id: sighting.pageLocationId,
      first_seen_at: sighting.at,
      last_seen_at: sighting.at,
    })
    .onConflict((conflict) =>
      conflict.columns(['media_id', 'location_id', 'page_location_id']).doUpdateSet({
        last_seen_at: sql`greatest(sighting.last_seen_at, excluded.last_seen_at)`,
        gone_at: null,
      }),
    )
    .execute()
}

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
