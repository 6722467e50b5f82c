import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { ensureLocations } from '../location-store.ts'
import { insertUnread } from '../sighting-store.ts'

/** Notes that a page needs no further crawl for these orders. */
export async function settlePage(
  db: DbOrTransaction,
  locationId: string,
  rootIds: readonly string[],
  state: 'read' | 'skipped',
): Promise<void> {
  if (rootIds.length === 0) return
  await db
    .updateTable('crawl_page')
    .set({ state })
    .where('location_id', '=', locationId)
    .where('root_location_id', 'in', rootIds)
    .execute()
}

/** Has a page crawled again that was asked for by another order while its crawl ran. */
export async function crawlForOthers(db: DbOrTransaction, locationId: string): Promise<void> {
  await sql`
    update location set crawl_due_at = clock_timestamp(), crawl_attempts = 0
    where id = ${locationId} and crawl_due_at is null and exists (
      select from crawl_page where location_id = ${locationId} and state = 'waiting')`.execute(db)
}

/** Code of a page of another site that a thumbnail leads to. */
export const NOT_FOLLOWED = 'link-not-followed'

/** Records pages of other sites that a page leads to, each once; none of them is opened. */
export async function noteElsewhere(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  pageLocationId: string,
  urls: readonly URL[],
): Promise<void> {
  if (urls.length === 0) return
  const locations = await ensureLocations(db, crypto, urls)
  const known = await db
    .selectFrom('visit')
    .select('location_id')
    .where('page_location_id', '=', pageLocationId)
    .where('code', '=', NOT_FOLLOWED)
    .execute()
  const noted = new Set(known.map((row) => row.location_id))
  for (const { id: locationId } of locations) {
    if (noted.has(locationId)) continue
    noted.add(locationId)
    await insertUnread(db, { locationId, pageLocationId, takedownId: null, code: NOT_FOLLOWED })
  }
}
