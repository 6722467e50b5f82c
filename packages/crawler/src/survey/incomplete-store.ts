import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** Writes on the newest visit of a page why not all of it was seen; what was fetched for the browser is no visit. */
export async function noteUnseen(
  db: DbOrTransaction,
  pageLocationId: string,
  code: string,
): Promise<void> {
  await sql`
    update visit set code = ${code}
    where outcome = 'page' and (id, started_at) = (
      select id, started_at from visit
      where location_id = ${pageLocationId} and page_location_id = ${pageLocationId}
        and not coalesce(observation ? 'purpose', false)
      order by started_at desc, id desc limit 1)`.execute(db)
}
