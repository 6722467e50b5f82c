import type { LegalClass, Tier } from '@nightlight/contract'
import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { notInTakedown, standing, unjudged } from '../match-conditions.ts'
import { conditionOf, type QueueFilter } from './queue-filter.ts'

/** A match that waits for a person, as it is ordered and grouped by. */
export type Waiting = {
  matchId: string
  mediaId: string
  listId: string
  list: string
  legalClass: LegalClass
  tier: Tier
  host: string | null
  country: string | null
  atRisk: boolean
  /** 0 to 5, the most urgent first. */
  urgency: number
  matchedAt: Date
}

/** After which match a page goes on. */
export type Cursor = { urgency: number; matchId: string }

/** How many are read at most, so that a page costs the same however many wait. */
export const QUEUE_READ = 500

/** Rows of the table that are looked at in one go: what stands there and does not count is seldom. */
const GO = 600
/** After so many goes what was found is enough, if it fills a page; where it does not, it goes on to the end. */
const GOES = 5
const ENOUGH = 50

/** Whether match `m` waits for a person, still counts, and is seen where no takedown speaks for it. */
const VISIBLE: RawBuilder<boolean> = sql`(
  ${unjudged}
  and exists (
    select from list_entry e join hash_list l on l.id = m.list_id
    where e.id = m.entry_id and ${standing})
  and exists (select from sighting s where s.media_id = m.media_id and ${notInTakedown})
)`

type Row = Waiting & { visible: boolean }

/** The next rows of the queue in its order, whether or not they count. */
async function readGo(
  db: DbOrTransaction,
  filter: QueueFilter,
  { now, after, shown }: { now: Date; after: Cursor | null; shown: Cursor | null },
): Promise<Row[]> {
  const condition = conditionOf(filter, now)
  const upTo = ({ urgency, matchId }: Cursor) => sql`(${urgency}::smallint, ${matchId}::uuid)`
  const further = after ? sql`(w.urgency, w.match_id) > ${upTo(after)}` : sql`true`
  const isNew = shown
    ? sql`not exists (
        select from waiting_match w join match m on m.id = w.match_id
        where w.media_id = c.media_id and (w.urgency, w.match_id) <= ${upTo(shown)}
          and ${condition} and ${VISIBLE})`
    : sql`true`
  const { rows } = await sql<Row>`${PLANNED_ONCE}
    with candidate as materialized (
      select w.* from waiting_match w where ${condition} and ${further}
      order by w.urgency, w.match_id limit ${sql.lit(GO)})
    select c.match_id as "matchId", c.media_id as "mediaId", c.list_id as "listId", n.name as list,
      c.legal_class as "legalClass", c.tier, c.host, c.at_risk as "atRisk", c.urgency,
      c.matched_at as "matchedAt", c.country,
      ${VISIBLE} and ${isNew} as visible
    from candidate c
    -- looked up for each: joined, all matches would be read
    cross join lateral (select * from match where id = c.match_id offset 0) m
    cross join lateral (select name from hash_list where id = c.list_id offset 0) n
    order by c.urgency, c.match_id`.execute(db)
  return rows
}

/**
 * Matches that wait for a person, the most urgent first: a child at risk, then exact before near before probable, then
 * the oldest.
 *
 * @param after  left out are also further matches of media that came up to it
 * @returns at most `limit`, and as many where there are; fewer only where three thousand rows in a row hardly count
 */
export async function readWaiting(
  db: DbOrTransaction,
  filter: QueueFilter,
  { now, after = null, limit = QUEUE_READ }: { now: Date; after?: Cursor | null; limit?: number },
): Promise<Waiting[]> {
  const found: Waiting[] = []
  let from = after
  for (let go = 0; found.length < limit; go++) {
    if (go >= GOES && found.length >= ENOUGH) break
    const rows = await readGo(db, filter, { now, after: from, shown: after })
    for (const { visible, ...one } of rows) if (visible) found.push(one)
    from = rows.at(-1) ?? null
    if (rows.length < GO) break
  }
  return found.slice(0, limit)
}
