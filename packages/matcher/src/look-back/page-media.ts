import {
  newId,
  safeError,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
  type Log,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import { readMediaToMatch, type MediaToMatch } from '../match-store.ts'
import { encodeMediaPage, mediaPagePlace } from './media-page.ts'

/** Media of a page: some 2 MB of hashes. */
const PAGE_MEDIA = 4_000

/**
 * Puts the hashes of media that were compared, and are in no page yet, into one. A media whose fingerprint becomes
 * another is put into a page again; one that cannot be read is left out and told.
 *
 * @param least  leaves it while there are fewer
 * @returns how many
 */
export async function pageMedia(
  db: Db,
  crypto: FieldCrypto,
  log: Pick<Log, 'error'>,
  least = PAGE_MEDIA,
): Promise<number> {
  if ((await countUnpaged(db)) < Math.max(1, least)) return 0
  return db.transaction().execute(async (trx) => {
    // one after the other: whoever looks back must not pass over what another is about to page
    await sql`select pg_advisory_xact_lock(710423)`.execute(trx)
    const { rows } = await sql<{ media_id: string }>`
      select media_id from match_run where not paged
       order by media_id limit ${PAGE_MEDIA} for no key update`.execute(trx)
    if (rows.length === 0) return 0
    const mediaIds = rows.map((row) => row.media_id)
    const media = await readable(trx, crypto, log, mediaIds)
    const id = newId()
    const hashes_ct = crypto.seal(mediaPagePlace(id), encodeMediaPage(media))
    await trx.insertInto('media_page').values({ id, media: media.length, hashes_ct }).execute()
    await sql`
      update match_run set paged = true where media_id = any(${mediaIds}::uuid[])`.execute(trx)
    return rows.length
  })
}

async function countUnpaged(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count
      from (select from match_run where not paged limit ${PAGE_MEDIA}) unpaged`.execute(db)
  return rows[0]!.count
}

async function readable(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  log: Pick<Log, 'error'>,
  mediaIds: readonly string[],
): Promise<MediaToMatch[]> {
  try {
    return await readMediaToMatch(db, crypto, mediaIds)
  } catch (error) {
    if (mediaIds.length === 1) {
      log.error({ error: safeError(error) }, 'media not readable, left out of looking back')
      return []
    }
    const half = mediaIds.length >> 1
    const [first, second] = [mediaIds.slice(0, half), mediaIds.slice(half)]
    const read = await readable(db, crypto, log, first)
    return [...read, ...(await readable(db, crypto, log, second))]
  }
}
