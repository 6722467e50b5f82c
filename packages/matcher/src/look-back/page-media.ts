import { newId, type Db, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { readMediaToMatch } from '../match-store.ts'
import { encodeMediaPage, mediaPagePlace } from './media-page.ts'

/** Media of a page: some 2 MB of hashes. */
const PAGE_MEDIA = 4_000

/**
 * Puts the hashes of media that were compared, and are in no page yet, into one. A media whose fingerprint becomes
 * another is put into a page again.
 *
 * @param least  leaves it while there are fewer
 * @returns how many
 */
export const pageMedia = (db: Db, crypto: FieldCrypto, least = PAGE_MEDIA): Promise<number> =>
  db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ media_id: string }>`
      select media_id from match_run where not paged
       order by media_id limit ${PAGE_MEDIA} for update skip locked`.execute(trx)
    if (rows.length < Math.max(1, least)) return 0
    const mediaIds = rows.map((row) => row.media_id)
    const media = await readMediaToMatch(trx, crypto, mediaIds)
    const id = newId()
    const hashes_ct = crypto.seal(mediaPagePlace(id), encodeMediaPage(media))
    await trx.insertInto('media_page').values({ id, media: media.length, hashes_ct }).execute()
    await sql`
      update match_run set paged = true where media_id = any(${mediaIds}::uuid[])`.execute(trx)
    return rows.length
  })
