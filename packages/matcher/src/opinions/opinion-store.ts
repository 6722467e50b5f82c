import { readStoredFingerprint } from '@nightlight/fingerprint'
import { writeAudit, type Db, type FieldCrypto } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import type { ShieldOpinion } from '../exchange/shield.ts'
import type { OpinionSource } from './opinion-source-store.ts'

/** A PDQ hash below says too little of a picture, as in matching. */
const LEAST_QUALITY = 50

/**
 * Matches `m` that an analyst is still to decide, as the queue of the console has them: near or probable, of an entry
 * of csam that counts, not held by a look back, and on a page where no takedown rests on it.
 */
const waiting: RawBuilder<unknown> = sql`
  match m
    join entry_in_force f on f.id = m.entry_id
    join list_entry e on e.id = m.entry_id
    join hash_list l on l.id = m.list_id
   where m.tier in ('near', 'probable') and e.legal_class = 'csam'
     and (l.expires_at is null or l.expires_at > clock_timestamp())
     and e.submission_id not in (select id from submission where expires_at <= clock_timestamp())
     and (m.look_back is null or exists (
       select from submission b
        where b.id = m.look_back and (b.look_back = 'released' or exists (
          select from sighting n
           where n.media_id = m.media_id and n.first_seen_at > b.activated_at))))
     and not exists (select from decision d where d.match_id = m.id)
     and exists (
       select from sighting s
        where s.media_id = m.media_id and not exists (
          select from takedown t
            join match o on o.media_id = t.media_id and o.entry_id = m.entry_id
           where t.page_location_id = s.page_location_id and t.status <> 'closed'
             and t.host = (select host from location where id = s.location_id)))`

export type ToAsk = { mediaId: string; pipelineVersion: string; fingerprint_ct: Buffer }

/**
 * Media that wait for a person and of which nothing was answered yet, the oldest first.
 *
 * @param without ids that are left out
 */
export async function mediaToAsk(
  db: Db,
  kind: OpinionSource['kind'],
  limit: number,
  without: readonly string[] = [],
): Promise<ToAsk[]> {
  // matches first: there are far fewer of them than media
  const { rows } = await sql<ToAsk>`
    with found as materialized (select distinct m.media_id from ${waiting})
    select i.id as "mediaId", i.pipeline_version as "pipelineVersion", i.fingerprint_ct
      from found join media i on i.id = found.media_id
     where i.pdq_quality >= ${LEAST_QUALITY} and i.id <> all(${without}::uuid[])
       and not exists (
         select from second_opinion o
          where o.media_id = i.id and o.pipeline_version = i.pipeline_version and o.kind = ${kind}
            and o.answered_at is not null)
     order by i.id limit ${limit}`.execute(db)
  return rows
}

/** The hash that is asked about: that of the picture as it is, the first frame of an animation. */
export const pdqOf = (crypto: FieldCrypto, { mediaId, fingerprint_ct }: ToAsk): string => {
  const place = { table: 'media', column: 'fingerprint_ct', row: mediaId }
  return readStoredFingerprint(crypto.openText(place, fingerprint_ct)).pdq
}

/**
 * Notes that hashes are about to be sent.
 *
 * @returns whose; those that wait no more or have another fingerprint since are left out, and all once the source has
 *   ended
 */
export const noteAsked = (
  db: Db,
  { id, kind }: OpinionSource,
  media: readonly Pick<ToAsk, 'mediaId' | 'pipelineVersion'>[],
  now: Date,
): Promise<ReadonlySet<string>> =>
  db.transaction().execute(async (trx) => {
    // an end waits for this, and then nothing more is sent
    const source = await trx
      .selectFrom('opinion_source')
      .select(['approved_by', 'ended_at'])
      .where('id', '=', id)
      .forShare()
      .executeTakeFirst()
    if (!source || source.approved_by === null || source.ended_at !== null) return new Set()
    const { rows } = await sql<{ media_id: string }>`
      insert into second_opinion (media_id, pipeline_version, kind, source_id, asked_at)
      select i.id, i.pipeline_version, ${kind}, ${id}, ${now}
        from media i
       where (i.id, i.pipeline_version) in (
               select * from unnest(
                 ${media.map(({ mediaId }) => mediaId)}::uuid[],
                 ${media.map(({ pipelineVersion }) => pipelineVersion)}::text[]))
         and exists (select from ${waiting} and m.media_id = i.id)
      on conflict (media_id, pipeline_version, kind) do update
        set asked_at = excluded.asked_at, source_id = excluded.source_id
        where second_opinion.answered_at is null
      returning media_id`.execute(trx)
    if (rows.length > 0) {
      await writeAudit(trx, {
        actor: 'exchange',
        action: 'hashes-disclosed',
        objectType: 'opinion_source',
        objectId: id,
        detail: { media: rows.length },
      })
    }
    return new Set(rows.map(({ media_id }) => media_id))
  })

/** What was answered of a media; `refused`: they would not look up its hash. */
export type Answered = {
  mediaId: string
  pipelineVersion: string
  opinion: ShieldOpinion | 'refused'
}

export async function noteAnswers(
  db: Db,
  { kind }: OpinionSource,
  answers: readonly Answered[],
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const { mediaId, pipelineVersion, opinion } of answers) {
      const isRefused = opinion === 'refused'
      await trx
        .updateTable('second_opinion')
        .set({
          answered_at: now,
          classification: isRefused ? 'refused' : opinion.classification,
          match_type: isRefused ? null : opinion.matchType,
          near_classification: isRefused ? null : (opinion.nearMatch?.classification ?? null),
        })
        .where('media_id', '=', mediaId)
        .where('pipeline_version', '=', pipelineVersion)
        .where('kind', '=', kind)
        .execute()
    }
  })
}
