import { readStoredFingerprint, type Fingerprint } from '@nightlight/fingerprint'
import { newId, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { MatchResult } from './match-rules.ts'

/** The fingerprint of a media, decrypted, or null when there is none of that id. */
export async function readFingerprint(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  mediaId: string,
): Promise<Fingerprint | null> {
  const row = await db
    .selectFrom('media')
    .select('fingerprint_ct')
    .where('id', '=', mediaId)
    .executeTakeFirst()
  if (!row) return null
  const place = { table: 'media', column: 'fingerprint_ct', row: mediaId }
  return readStoredFingerprint(crypto.openText(place, row.fingerprint_ct))
}

/**
 * Epoch of the lists that the media was last compared with, or null; also null when its fingerprint has
 * become another since, as it does when bytes are decoded that could not be decoded before.
 */
export async function matchedEpoch(db: DbOrTransaction, mediaId: string): Promise<bigint | null> {
  const row = await db
    .selectFrom('match_run')
    .innerJoin('media', 'media.id', 'match_run.media_id')
    .select('epoch')
    .where('media_id', '=', mediaId)
    .whereRef('match_run.pipeline_version', '=', 'media.pipeline_version')
    .executeTakeFirst()
  return row ? BigInt(row.epoch) : null
}

export async function hasMatch(db: DbOrTransaction, mediaId: string): Promise<boolean> {
  const row = await db
    .selectFrom('match')
    .select('id')
    .where('media_id', '=', mediaId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** A statement has at most 65,535 parameters. */
const INSERT_ROWS = 1_000

/**
 * Records results once, however often the media is compared; call it in one transaction.
 *
 * @param pipelineVersion of the fingerprint that was compared
 */
export async function recordMatches(
  db: DbOrTransaction,
  { mediaId, pipelineVersion }: { mediaId: string; pipelineVersion: string },
  epoch: bigint,
  results: readonly MatchResult[],
): Promise<void> {
  for (let from = 0; from < results.length; from += INSERT_ROWS) {
    await insertMatches(db, mediaId, epoch, results.slice(from, from + INSERT_ROWS))
  }
  await db
    .insertInto('match_run')
    .values({ media_id: mediaId, epoch: String(epoch), pipeline_version: pipelineVersion })
    .onConflict((conflict) =>
      conflict.column('media_id').doUpdateSet({
        epoch: sql`case when match_run.pipeline_version = excluded.pipeline_version
          then greatest(match_run.epoch, excluded.epoch) else excluded.epoch end`,
        pipeline_version: sql`excluded.pipeline_version`,
        at: sql`clock_timestamp()`,
      }),
    )
    .execute()
}

const insertMatches = (
  db: DbOrTransaction,
  mediaId: string,
  epoch: bigint,
  results: readonly MatchResult[],
): Promise<unknown> =>
  db
    .insertInto('match')
    .values(
      results.map((result) => ({
        id: newId(),
        media_id: mediaId,
        entry_id: result.entryId,
        list_id: result.listId,
        algorithm: result.algorithm,
        distance: result.distance,
        orientation: result.orientation,
        flavour: result.flavour,
        frame: result.frame,
        variant: result.variant,
        tier: result.tier,
        list_epoch: String(epoch),
      })),
    )
    .onConflict((conflict) => conflict.columns(['media_id', 'entry_id']).doNothing())
    .execute()

/**
 * Media that were never compared, oldest first: their hints were lost.
 *
 * @param since looks only among media first seen after it; all media are gone through without it,
 *   which takes seconds from some 100,000 media on
 */
export async function mediaNeverCompared(
  db: DbOrTransaction,
  limit: number,
  since: Date = new Date(0),
): Promise<string[]> {
  const oldest = `${newId(since.getTime()).slice(0, 13)}-7000-8000-000000000000`
  const { rows } = await sql<{ id: string }>`
    select id from media
     where id >= ${oldest}
       and not exists (select from match_run where media_id = media.id)
     order by id
     limit ${limit}
  `.execute(db)
  return rows.map((row) => row.id)
}

/** Media that were compared with older lists only, or by their digests only and are decoded now. */
export async function mediaBehind(
  db: DbOrTransaction,
  epoch: bigint,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ media_id: string }>`
    (select media_id from match_run where epoch < ${String(epoch)} limit ${limit})
    union
    (select r.media_id from match_run r join media m on m.id = r.media_id
      where r.pipeline_version = 'digests-only' and m.pipeline_version <> 'digests-only'
      limit ${limit})
    limit ${limit}`.execute(db)
  return rows.map((row) => row.media_id)
}
