import type { Db } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

/** Matches that one sweep goes on by: at a sweep every 5 s, 100,000 are gone through in under nine minutes. */
const SLICE = 1_000
/** New ones of a kind that one sweep looks at; what is beyond is left to the next. */
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
 * What a person decided comes first, once it counts: no hint speaks of it then, and somebody waits. New is also what was
 * decided, seen for the first time or matched since the last call. Each kind is gone through by itself, so that however
 * many there are of one, none of another waits. Of all the rest each call goes on by a slice and begins anew at the end.
 */
export function createMediaWalk(db: Db): () => Promise<string[]> {
  const kinds = [COUNTS, DECIDED, SEEN, MATCHED].map((kind) => createReader(db, kind))
  let after = FIRST
  return async () => {
    const found: string[] = []
    for (const read of kinds) found.push(...(await read()))
    const slice = await sql<{ id: string; media_id: string }>`
      select id, media_id from match where id > ${after}::uuid order by id limit ${SLICE}`.execute(
      db,
    )
    after = slice.rows.length < SLICE ? FIRST : slice.rows.at(-1)!.id
    return [...new Set([...found, ...slice.rows.map((row) => row.media_id)])]
  }
}

/** Media from a moment and an id on: many can have come at the same moment. */
type Kind = (at: RawBuilder<unknown>, id: RawBuilder<unknown>) => RawBuilder<unknown>

const COUNTS: Kind = (at, id) => sql`
  select m.media_id, d.effect_at as at, d.id from decision d join match m on m.id = d.match_id
  where d.effect_at >= ${at} and d.effect_at <= clock_timestamp() and (d.effect_at, d.id) > (${at}, ${id})
  order by d.effect_at, d.id`
const DECIDED: Kind = (at, id) => sql`
  select m.media_id, d.at, d.id from decision d join match m on m.id = d.match_id
  where d.at >= ${at} and (d.at, d.id) > (${at}, ${id}) order by d.at, d.id`
const SEEN: Kind = (at, id) => sql`
  select s.media_id, s.first_seen_at as at, s.media_id as id from sighting s
  where s.first_seen_at >= ${at} and (s.first_seen_at, s.media_id) > (${at}, ${id})
    and exists (select from match m where m.media_id = s.media_id)
  order by s.first_seen_at, s.media_id`
/** Without what a look back found: that begins something once it is released, or seen again, and not before. */
const MATCHED: Kind = (at, id) => sql`
  select m.media_id, m.matched_at as at, m.id from match m
  where m.matched_at >= ${at} and (m.matched_at, m.id) > (${at}, ${id}) and m.look_back is null
  order by m.matched_at, m.id`

/** Makes the function that goes on through one kind; a place is kept only where there was more than one sweep takes. */
function createReader(db: Db, kind: Kind): () => Promise<string[]> {
  let place: { at: string; id: string } | null = null
  return async () => {
    const from: { at: string; id: string } = place ?? {
      at: await ago(db, BEFORE_START),
      id: FIRST,
    }
    const { rows } = await sql<{ media_id: string; at: string; id: string }>`
      select media_id, at::text, id from (
        ${kind(sql`${from.at}::timestamptz`, sql`${from.id}::uuid`)} limit ${MOST_NEW}) new
      order by new.at, new.id`.execute(db)
    const last = rows.length < MOST_NEW ? null : rows.at(-1)!
    place = last ? { at: last.at, id: last.id } : { at: await ago(db, OVERLAP), id: FIRST }
    return rows.map((row) => row.media_id)
  }
}

async function ago(db: Db, span: RawBuilder<unknown>): Promise<string> {
  const { rows } = await sql<{ at: string }>`
    select (clock_timestamp() - ${span})::text as at`.execute(db)
  return rows[0]!.at
}
