import { FOUND_AT } from '@nightlight/notices'
import { PLANNED_ONCE, type Db, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { inForce, inTime, notInTakedown, spokenForSince, unjudged } from '../match-conditions.ts'

/** How many matches of a part one sweep looks at: at one every 20 s, 6,000 that wait are gone through in a minute. */
const SLICE = 2_000
const FIRST = '00000000-0000-0000-0000-000000000000'

/**
 * What is gone through, each by itself: what waits, and what may come to wait (again). The latter is never over, as with what a look
 * back found and nobody released, and must not hold up the former.
 */
const PARTS = {
  waiting: sql`decided_at is null and closed_at is null and found_at is not null`,
  resting: sql`found_at is null or (decided_at is null and closed_at is not null)`,
} as const satisfies Record<string, RawBuilder<boolean>>
export type MatchPart = keyof typeof PARTS
export const MATCH_PARTS = ['waiting', 'resting'] as const satisfies readonly MatchPart[]

/** Since when what match `m` (entry `e` of submission `s`, list `l`) rests on counts no more; null where that is not known. */
const groundEnded: RawBuilder<Date | null> = sql`
  least(case when e.status <> 'active' then e.changed_at end, s.ended_at,
    case when l.expires_at <= clock_timestamp() then l.expires_at end,
    case when s.expires_at <= clock_timestamp() then s.expires_at end)`

/**
 * Notices which of the matches that nobody has decided have come to wait, wait no more for another reason, or wait again, and of
 * which class they are now. Who decides one at this moment is not waited for, and what anybody wrote of one meanwhile is left to the
 * next time.
 *
 * @param which.after  the match of this part that was looked at last; null to begin anew
 * @returns the last one of these, null where there are no more
 */
export async function settleMatches(
  db: DbOrTransaction,
  part: MatchPart,
  { after = null, limit = SLICE }: { after?: string | null; limit?: number } = {},
): Promise<string | null> {
  const { rows } = await sql<{ n: number; last: string | null }>`${PLANNED_ONCE}
    with slice as materialized (
      select match_id, way, found_at, decided_at, closed_at, legal_class, changed from match_fact
      where (${PARTS[part]}) and match_id > ${after ?? FIRST}::uuid
      order by match_id limit ${sql.lit(limit)}
    ), looked as materialized (
      select m.id, m.media_id, m.entry_id, m.list_id, m.matched_at, m.look_back, f.way, f.found_at, f.decided_at, f.closed_at, f.legal_class, f.changed,
        e.legal_class as class_now, ${FOUND_AT} as released_at,
        ${unjudged} and ${inForce} and ${inTime} as counts, ${groundEnded} as ended,
        exists (select from sighting s where s.media_id = m.media_id and ${notInTakedown}) as seen
      from slice f
      join match m on m.id = f.match_id
      join list_entry e on e.id = m.entry_id
      join submission s on s.id = e.submission_id
      join hash_list l on l.id = m.list_id
    ), begun as materialized (
      -- what has begun to wait has begun, though what shows that may have been erased since
      select *, coalesce(found_at, released_at) as began from looked
    ), settled as materialized (
      select m.id, m.way, m.found_at, m.closed_at, m.legal_class, m.changed, m.class_now, m.began,
        case when m.decided_at is not null then m.closed_at
          when m.began is null or m.way = 'rule' or (m.counts and m.seen and m.released_at is not null) then null
          else coalesce(m.closed_at, least(clock_timestamp(), greatest(m.began, coalesce(
            least(m.ended, case when not m.seen then ${spokenForSince} end), clock_timestamp())))) end as closed
      from begun m
    ), differs as materialized (
      select id, way, began, closed, class_now, changed from settled
      where (found_at, closed_at, legal_class) is distinct from (began, closed, class_now)
    ), locked as (
      select f.match_id from match_fact f join differs d on d.id = f.match_id
      where f.changed = d.changed order by f.match_id for update of f skip locked
    ), changed as (
      update match_fact f set found_at = d.began, closed_at = d.closed, legal_class = d.class_now,
        closed_known_at = case when d.closed is not null then coalesce(f.closed_known_at, clock_timestamp()) end,
        decided_at = case d.way when 'rule' then d.began else f.decided_at end,
        counts_at = case d.way when 'rule' then d.began else f.counts_at end
      from locked o join differs d on d.id = o.match_id where f.match_id = o.match_id
    )
    select count(*)::int as n, max(match_id::text) as last from slice`.execute(db)
  const { n, last } = rows[0]!
  return n < limit ? null : last
}

/** Makes the function that settles a further slice of each part with each call, and begins anew at the end of it. */
export function createMatchSettling(db: Db, limit = SLICE): () => Promise<void> {
  const last: Record<MatchPart, string | null> = { waiting: null, resting: null }
  return async () => {
    for (const part of MATCH_PARTS) {
      last[part] = await settleMatches(db, part, { after: last[part], limit })
    }
  }
}
