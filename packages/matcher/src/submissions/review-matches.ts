import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

/**
 * Asks that whatever rests on matches with entries of a submission that nobody stands by any more be looked at again.
 *
 * @returns how many media
 */
export const reviewMatchesOf = (db: DbOrTransaction, submissionId: string): Promise<number> =>
  reviewMedia(
    db,
    sql`select m.media_id from match m join list_entry e on e.id = m.entry_id
         where m.list_id = (select list_id from submission where id = ${submissionId})
           and e.submission_id = ${submissionId}
           and not exists (select from entry_in_force f where f.id = e.id)`,
  )

/** As `reviewMatchesOf`, for some entries. */
export const reviewEntries = (db: DbOrTransaction, entryIds: readonly string[]): Promise<number> =>
  reviewMedia(db, sql`select media_id from match where entry_id = any(${entryIds}::uuid[])`)

/** @param media  query of ids of media, as `media_id` */
export async function reviewMedia(
  db: DbOrTransaction,
  media: RawBuilder<unknown>,
): Promise<number> {
  // in one order, or two of them would wait for each other
  const { numAffectedRows } = await sql`
    insert into match_review (media_id)
    select distinct media_id from (${media}) found order by media_id
    on conflict (media_id) do update set since = clock_timestamp()`.execute(db)
  return Number(numAffectedRows ?? 0)
}
