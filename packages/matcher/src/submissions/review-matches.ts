import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

/**
 * Asks that whatever rests on matches with some entries be looked at again.
 *
 * @param which  condition on the entry `e`
 * @returns how many media
 */
export const reviewMatchesOf = (db: DbOrTransaction, which: RawBuilder<unknown>): Promise<number> =>
  reviewMedia(
    db,
    sql`select distinct m.media_id from list_entry e join match m on m.entry_id = e.id where ${which}`,
  )

/** @param media  query of ids of media */
export async function reviewMedia(
  db: DbOrTransaction,
  media: RawBuilder<unknown>,
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into match_review (media_id) ${media}
    on conflict (media_id) do update set since = clock_timestamp()`.execute(db)
  return Number(numAffectedRows ?? 0)
}
