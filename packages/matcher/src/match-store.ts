import { readStoredFingerprint, type Fingerprint } from '@nightlight/fingerprint'
import { newId, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { MatchResult } from './match-rules.ts'

/** What is known of a media before it is compared. */
export type MediaToMatch = {
  mediaId: string
  fingerprint: Fingerprint
  /**
   * Epoch of the lists that it was last compared with, or null; also null when its fingerprint has become
   * another since, as it does when bytes are decoded that could not be decoded before.
   */
  matchedEpoch: bigint | null
  /** Epoch of the lists that it was last compared with, by whatever fingerprint. */
  comparedBefore: bigint | null
  hasMatch: boolean
}

/** Media of these ids, their fingerprints decrypted; an id that is none is left out. */
export async function readMediaToMatch(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  mediaIds: readonly string[],
): Promise<MediaToMatch[]> {
  const { rows } = await sql<{
    id: string
    fingerprint_ct: Buffer
    epoch: string | null
    compared_before: string | null
    has_match: boolean
  }>`
    select m.id, m.fingerprint_ct, r.epoch as compared_before,
           case when r.pipeline_version = m.pipeline_version then r.epoch end as epoch,
           exists (select from match where media_id = m.id) as has_match
      from media m
      left join match_run r on r.media_id = m.id
     where m.id = any (${mediaIds}::uuid[])`.execute(db)
  return rows.map(({ id, fingerprint_ct, epoch, compared_before, has_match }) => {
    const place = { table: 'media', column: 'fingerprint_ct', row: id }
    return {
      mediaId: id,
      fingerprint: readStoredFingerprint(crypto.openText(place, fingerprint_ct)),
      matchedEpoch: epoch === null ? null : BigInt(epoch),
      comparedBefore: compared_before === null ? null : BigInt(compared_before),
      hasMatch: has_match,
    }
  })
}

/** Says what this matcher holds; states of matchers that have not said anything for a day are dropped. */
export async function sayState(
  db: DbOrTransaction,
  state: { instance: string; epoch: bigint; entries: number; bytes: Record<string, number> },
): Promise<void> {
  const { instance, entries } = state
  const values = { epoch: String(state.epoch), entries, bytes: JSON.stringify(state.bytes) }
  await sql`delete from matcher_state where at < clock_timestamp() - interval '1 day'`.execute(db)
  await sql`
    insert into matcher_state (instance, epoch, entries, bytes)
    values (${instance}, ${values.epoch}, ${values.entries}, ${values.bytes}::jsonb)
    on conflict (instance) do update
      set epoch = excluded.epoch, entries = excluded.entries, bytes = excluded.bytes,
          at = clock_timestamp()`.execute(db)
}

/** Says that this matcher has ended. */
export const endState = async (db: DbOrTransaction, instance: string): Promise<void> => {
  await db.deleteFrom('matcher_state').where('instance', '=', instance).execute()
}

/** A statement has at most 65,535 parameters. */
const INSERT_ROWS = 1_000

/**
 * Records results once, however often the media is compared; call it in one transaction.
 *
 * A better result of an entry takes the place of the one before. Results of entries that were withdrawn
 * meanwhile are left out: whoever compares may be a moment behind.
 *
 * @param pipelineVersion of the fingerprint that was compared
 * @param comparedBefore  epoch that the media was compared at before, or null: what submissions since have found in
 *   it waits for their release
 * @returns results recorded, or found there
 */
export async function recordMatches(
  db: DbOrTransaction,
  { mediaId, pipelineVersion }: { mediaId: string; pipelineVersion: string },
  epoch: bigint,
  results: readonly MatchResult[],
  comparedBefore: bigint | null = null,
): Promise<number> {
  let recorded = 0
  for (let from = 0; from < results.length; from += INSERT_ROWS) {
    const piece = results.slice(from, from + INSERT_ROWS)
    recorded += await insertMatches(db, mediaId, epoch, piece, comparedBefore)
  }
  await db
    .insertInto('match_run')
    .values({ media_id: mediaId, epoch: String(epoch), pipeline_version: pipelineVersion })
    .onConflict((conflict) =>
      conflict.column('media_id').doUpdateSet({
        epoch: sql`case when match_run.pipeline_version = excluded.pipeline_version
          then greatest(match_run.epoch, excluded.epoch) else excluded.epoch end`,
        pipeline_version: sql`excluded.pipeline_version`,
        paged: sql`match_run.paged and match_run.pipeline_version = excluded.pipeline_version`,
        at: sql`clock_timestamp()`,
      }),
    )
    .execute()
  return recorded
}

type Active = {
  /** Since when it counts. */
  epoch: bigint
  /** Its submission, while that waits for the release of what it finds in what was seen before. */
  waitsFor: string | null
}

/**
 * Those entries that are active. They are not locked: whoever withdraws one waits for no comparison, and who acts on a
 * match looks at what became of its entry.
 */
async function activeEntriesOf(
  db: DbOrTransaction,
  entryIds: readonly string[],
  comparedBefore: bigint | null,
): Promise<Map<string, Active>> {
  if (entryIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; epoch: string; waits_for: string | null }>`
    select e.id, greatest(e.epoch, s.epoch) as epoch,
           case when s.look_back <> 'released' and ${comparedBefore?.toString() ?? null}::bigint < s.epoch
             then s.id end as waits_for
      from list_entry e join submission s on s.id = e.submission_id and s.state = 'active'
     where e.status = 'active' and e.id = any(${entryIds}::uuid[])`.execute(db)
  return new Map(
    rows.map(({ id, epoch, waits_for }) => [id, { epoch: BigInt(epoch), waitsFor: waits_for }]),
  )
}

async function insertMatches(
  db: DbOrTransaction,
  mediaId: string,
  epoch: bigint,
  results: readonly MatchResult[],
  comparedBefore: bigint | null,
): Promise<number> {
  const entries = await activeEntriesOf(
    db,
    results.map(({ entryId }) => entryId),
    comparedBefore,
  )
  // always in the same order: two matchers with the same media wait for each other, not in a circle
  const active = results
    .filter(({ entryId }) => entries.has(entryId))
    .toSorted((a, b) => (a.entryId < b.entryId ? -1 : 1))
  if (active.length === 0) return 0
  const rank = (tier: string) =>
    sql`array_position(array['exact', 'near', 'probable'], ${sql.ref(tier)})`
  await db
    .insertInto('match')
    .values(
      active.map((result) => {
        const { epoch: since, waitsFor } = entries.get(result.entryId)!
        return {
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
          // lists are searched while entries of the next epoch are added to them
          list_epoch: String(since > epoch ? since : epoch),
          look_back: waitsFor,
        }
      }),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['media_id', 'entry_id'])
        .doUpdateSet({
          algorithm: sql`excluded.algorithm`,
          distance: sql`excluded.distance`,
          orientation: sql`excluded.orientation`,
          flavour: sql`excluded.flavour`,
          frame: sql`excluded.frame`,
          variant: sql`excluded.variant`,
          tier: sql`excluded.tier`,
          list_epoch: sql`excluded.list_epoch`,
        })
        .where(sql<boolean>`${rank('excluded.tier')} < ${rank('match.tier')}`),
    )
    .execute()
  return active.length
}

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

/** Media that were compared with older lists only. */
export async function mediaBehind(
  db: DbOrTransaction,
  epoch: bigint,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('match_run')
    .select('media_id')
    .where('epoch', '<', String(epoch))
    .orderBy('epoch')
    .limit(limit)
    .execute()
  return rows.map((row) => row.media_id)
}

/**
 * Media that were compared since a submission began to count by a matcher that did not know of it yet, for as long as
 * that may come to light.
 */
export async function mediaLate(db: DbOrTransaction, limit: number): Promise<string[]> {
  const { rows } = await sql<{ media_id: string }>`
    select distinct r.media_id
      from submission s
      join match_run r on r.at >= s.activated_at - interval '2 minutes' and r.epoch < s.epoch
     where s.state = 'active' and s.look_back in ('found', 'released')
       and s.activated_at > clock_timestamp() - interval '1 day'
     limit ${limit}`.execute(db)
  return rows.map(({ media_id }) => media_id)
}

/**
 * Media whose fingerprint has become another since they were compared, as when bytes are decoded that could
 * not be decoded before. Goes through all media, so it is not to be asked often.
 */
export async function mediaChanged(db: DbOrTransaction, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.id from match_run r join media m on m.id = r.media_id
     where r.pipeline_version <> m.pipeline_version limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}
