import type { Db, DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { suspendEntries } from './judge-entry.ts'

/** How many unrelated sites an entry may match, and in what time. */
export type FloodLimit = {
  /** Registrable domains of pages. */
  domains: number
  windowMs: number
}

export const FLOOD_LIMIT: FloodLimit = { domains: 20, windowMs: 86_400_000 }

/** Why an entry was suspended that matched too many sites. */
export const FLOOD = 'matches-too-many-sites'

/**
 * Suspends entries whose matches were first seen on more unrelated sites within the window than the limit: what is on
 * many sites at once is rather a logo than what a list is for. Two people bring such an entry back, and then it is
 * not suspended for this again.
 *
 * @returns the entries that were suspended
 */
export async function suspendFlooding(db: Db, limit: FloodLimit, now: Date): Promise<string[]> {
  const since = new Date(now.getTime() - limit.windowMs)
  const found = await flooding(db, limit.domains, sql`s.first_seen_at > ${since}`)
  return found.length > 0 ? suspendEntries(db, found, FLOOD) : []
}

/** As `suspendFlooding`, for what looking back has found, whenever that was first seen. */
export async function suspendFloodingOf(
  db: Db,
  submissionId: string,
  { domains }: FloodLimit,
): Promise<string[]> {
  const found = await flooding(db, domains, sql`m.look_back = ${submissionId}`)
  return found.length > 0 ? suspendEntries(db, found, FLOOD) : []
}

async function flooding(
  db: DbOrTransaction,
  domains: number,
  which: RawBuilder<unknown>,
): Promise<string[]> {
  const { rows } = await sql<{ entry_id: string }>`
    select m.entry_id
      from sighting s
      join match m on m.media_id = s.media_id
      join list_entry e on e.id = m.entry_id and e.status = 'active'
        and e.reason is distinct from 'confirmed'
      join location l on l.id = s.page_location_id
     where ${which}
     group by m.entry_id
    having count(distinct l.registrable_domain) > ${domains}
     order by m.entry_id`.execute(db)
  return rows.map(({ entry_id }) => entry_id)
}
