import type { Db } from '@nightlight/runtime'
import { sql } from 'kysely'

/** Matches that one sweep goes on by: at a sweep every 5 s, 100,000 are gone through in under nine minutes. */
const SLICE = 1_000
/** New ones that one sweep looks at; what is beyond is left to the next. */
const MOST_NEW = 2_000
/** Longer than any transaction that writes what is looked for, so that none is passed by before it is seen. */
const OVERLAP = sql`interval '60 seconds'`
/** What happened before this process began: as long as it may have been away without the walk having to find it. */
const BEFORE_START = sql`interval '10 minutes'`
const FIRST = '00000000-0000-0000-0000-000000000000'

/**
 * Makes the function that names media to be looked at by a sweep, so that a hint that was lost costs seconds
 * for what is new, minutes for the rest, and no sweep costs what is open.
 *
 * New is what was matched, decided or began to count, or seen for the first time since the last call; of all the others each call
 * goes on by a slice and begins anew at the end.
 */
export function createMediaWalk(db: Db): () => Promise<string[]> {
  let since: string | null = null
  let after = FIRST
  return async () => {
    const { rows } = await sql<{ media_id: string; at: string }>`
      with start as (
        select coalesce(${since}::timestamptz, clock_timestamp() - ${BEFORE_START}) as at),
      new as (
        (select m.media_id, m.matched_at as at from match m, start where m.matched_at >= start.at
          order by m.matched_at limit ${MOST_NEW})
        union all
        (select m.media_id, d.at from decision d join match m on m.id = d.match_id, start
          where d.at >= start.at order by d.at limit ${MOST_NEW})
        union all
        (select m.media_id, d.effect_at from decision d join match m on m.id = d.match_id, start
          where d.effect_at >= start.at and d.effect_at <= clock_timestamp()
          order by d.effect_at limit ${MOST_NEW})
        union all
        (select s.media_id, s.first_seen_at from sighting s, start where s.first_seen_at >= start.at
          and exists (select 1 from match m where m.media_id = s.media_id)
          order by s.first_seen_at limit ${MOST_NEW}))
      select media_id, at::text from new order by at limit ${MOST_NEW}`.execute(db)
    since = rows.length < MOST_NEW ? await shortlyBefore(db) : rows.at(-1)!.at
    const slice = await sql<{ id: string; media_id: string }>`
      select id, media_id from match where id > ${after}::uuid order by id limit ${SLICE}`.execute(
      db,
    )
    after = slice.rows.length < SLICE ? FIRST : slice.rows.at(-1)!.id
    return [...new Set([...rows, ...slice.rows].map((row) => row.media_id))]
  }
}

async function shortlyBefore(db: Db): Promise<string> {
  const { rows } = await sql<{ at: string }>`
    select (clock_timestamp() - ${OVERLAP})::text as at`.execute(db)
  return rows[0]!.at
}
