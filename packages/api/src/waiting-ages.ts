import { AGE_BOUNDS } from '@nightlight/notices'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { inForce, inTime, notInTakedown, released, unjudged } from './match-conditions.ts'

/** What waits for a person, by how long ago it was matched; null for longer than all bounds. */
export type WaitingAges = { n: number; ages: { hours: number | null; count: number }[] }

/** How many matches `listMatches` has that wait for a person. */
export const countUndecided = async (db: DbOrTransaction): Promise<number> =>
  (await undecidedByAge(db, new Date())).n

/**
 * How many matches `listMatches` has that wait for a person, and for how long they have.
 *
 * Starts from the rows of the queue. What is the same for many is asked once: each entry, and the pages on which any takedown is
 * open. Only where the page that a row names is one of these are all sightings looked at.
 */
export async function undecidedByAge(db: DbOrTransaction, now: Date): Promise<WaitingAges> {
  const bounds = AGE_BOUNDS.map((hours) => hours * 3600)
  const { rows } = await sql<{ band: number; n: number }>`
    with open_page as materialized (
      select page_location_id from takedown where status <> 'closed'
    ), candidate as materialized (
      select m.id, m.media_id, m.entry_id, m.list_id, m.look_back, m.matched_at,
        w.page_location_id is not null
          and w.page_location_id not in (select page_location_id from open_page) as is_free
      from waiting_match w join match m on m.id = w.match_id where ${unjudged}
    ), ground as materialized (
      select m.entry_id, m.list_id from (select distinct entry_id, list_id from candidate) m
      cross join lateral (
        select from list_entry e join hash_list l on l.id = m.list_id
        where e.id = m.entry_id and ${inForce} and ${inTime} limit 1) counts)
    select width_bucket(extract(epoch from ${now}::timestamptz - m.matched_at)::float8, ${bounds}::float8[]) as band,
      count(*)::int as n
    from candidate m
    join ground g on g.entry_id = m.entry_id and g.list_id = m.list_id
    where ${released} and (m.is_free or exists (
      select from sighting s where s.media_id = m.media_id and ${notInTakedown}))
    group by 1`.execute(db)
  const ages = [...AGE_BOUNDS, null].map((hours, at) => ({
    hours,
    count: rows.find(({ band }) => band === at)?.n ?? 0,
  }))
  return { n: ages.reduce((sum, { count }) => sum + count, 0), ages }
}
