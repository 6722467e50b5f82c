import type { LegalClass, Tier } from '@nightlight/contract'
import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { notInTakedown, standing, unjudged } from '../match-conditions.ts'
import { conditionOf, countryOf, type QueueFilter } from './queue-filter.ts'

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

/**
 * Whether the match of row `w`, as `m`, still counts and is seen where no takedown speaks for it.
 *
 * Looked up for each: joined, all entries and all sightings would be read.
 */
const COUNTS: RawBuilder<unknown> = sql`
  cross join lateral (
    select l.name as list from list_entry e join hash_list l on l.id = m.list_id
    where e.id = m.entry_id and ${standing} limit 1) counts
  cross join lateral (
    select from sighting s where s.media_id = m.media_id and ${notInTakedown} limit 1) seen`

const candidates = (condition: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select w.urgency, w.host, w.at_risk, w.legal_class,
    m.id, m.media_id, m.entry_id, m.list_id, m.look_back, m.tier, m.matched_at
  from waiting_match w
  -- looked up in the order of the queue, until enough were found
  cross join lateral (select * from match where id = w.match_id offset 0) m
  where ${condition} and ${unjudged}`

/**
 * Matches that wait for a person, the most urgent first: a child at risk, then exact before near before probable, then
 * the oldest.
 *
 * @param after  left out are also further matches of media that came up to it
 */
export async function readWaiting(
  db: DbOrTransaction,
  filter: QueueFilter,
  { now, after = null, limit = QUEUE_READ }: { now: Date; after?: Cursor | null; limit?: number },
): Promise<Waiting[]> {
  const condition = conditionOf(filter, now)
  const place = after && sql`(${after.urgency}::smallint, ${after.matchId}::uuid)`
  const further = place ? sql`${condition} and (w.urgency, w.match_id) > ${place}` : condition
  const shownBefore = place
    ? sql`where not exists (
        select from (${candidates(sql`w.media_id = c.media_id and (w.urgency, w.match_id) <= ${place}
          and ${condition}`)}) m ${COUNTS})`
    : sql``
  const { rows } = await sql<Waiting>`${PLANNED_ONCE}
    with candidate as materialized (
      ${candidates(further)} order by w.urgency, w.match_id)
    select m.id as "matchId", m.media_id as "mediaId", m.list_id as "listId", counts.list,
      m.legal_class as "legalClass", m.tier, m.host, m.at_risk as "atRisk", m.urgency,
      m.matched_at as "matchedAt", ${countryOf(sql`m.host`)} as country
    from (select * from candidate c ${shownBefore}) m ${COUNTS}
    order by m.urgency, m.id limit ${sql.lit(limit)}`.execute(db)
  return rows
}
