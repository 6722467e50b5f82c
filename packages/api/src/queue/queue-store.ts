import type { LegalClass, Tier } from '@nightlight/contract'
import { idsOf, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { notInTakedown, standing, unjudged } from '../match-conditions.ts'
import { conditionOf, type QueuePart } from './queue-filter.ts'

/** A match that waits for a person, as it is ordered and grouped by. */
export type Waiting = {
  matchId: string
  mediaId: string
  listId: string
  list: string
  legalClass: LegalClass
  tier: Tier
  /** Bits; 0 for digests. */
  distance: number
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
/** After so long what was found is shown, and the way on. */
const ENOUGH_MS = 150
/** As long is looked for the first that counts where nobody can be shown the way on. */
const PATIENT_MS = 2_000
/** So many that do not count are worth being set aside. */
const WORTH_SETTING_ASIDE = 50

/** Whether match `m` waits for a person and what it rests on counts. */
const COUNTS: RawBuilder<boolean> = sql`(
  ${unjudged}
  and exists (
    select from list_entry e join hash_list l on l.id = m.list_id
    where e.id = m.entry_id and ${standing}))`
/** Whether match `m` is seen where no takedown speaks for it. */
const SEEN: RawBuilder<boolean> = sql`exists (
  select from sighting s where s.media_id = m.media_id and ${notInTakedown})`
/** Whether match `m` of a row of the queue is one of those that are shown. */
export const VISIBLE: RawBuilder<boolean> = sql`(${COUNTS} and ${SEEN})`

type Row = Waiting & { counts: boolean; visible: boolean }
type Asked = {
  now: Date
  after?: Cursor | null
  /** Media that are left out. */
  apart?: readonly string[]
  limit?: number
  enoughMs?: number
  patientMs?: number
}

/** SQL of a position in the queue. */
export const positionOf = ({ urgency, matchId }: Cursor): RawBuilder<unknown> =>
  sql`(${urgency}::smallint, ${matchId}::uuid)`

/** The next rows of the queue in its order, whether or not they count. */
async function readGo(
  db: DbOrTransaction,
  filter: QueuePart,
  {
    now,
    after,
    shown,
    apart,
  }: { now: Date; after: Cursor | null; shown: Cursor | null; apart: readonly string[] },
): Promise<Row[]> {
  const condition = conditionOf(filter, now)
  const further = after ? sql`(w.urgency, w.match_id) > ${positionOf(after)}` : sql`true`
  // hashed once: there may be thousands, and the order of the index has to stay
  const isApart =
    apart.length > 0 ? sql`w.media_id not in (select unnest(${idsOf(apart)}))` : sql`true`
  const isNew = shown
    ? sql`not exists (
        select from waiting_match w join match m on m.id = w.match_id
        where w.media_id = c.media_id and (w.urgency, w.match_id) <= ${positionOf(shown)}
          and ${condition} and ${VISIBLE})`
    : sql`true`
  const { rows } = await sql<Row>`${PLANNED_ONCE}
    with candidate as materialized (
      select w.* from waiting_match w where ${condition} and ${further} and ${isApart}
      order by w.urgency, w.match_id limit ${sql.lit(GO)})
    select c.match_id as "matchId", c.media_id as "mediaId", c.list_id as "listId", n.name as list,
      c.legal_class as "legalClass", c.tier, m.distance, c.host, c.at_risk as "atRisk", c.urgency,
      c.matched_at as "matchedAt", c.country,
      g.counts, g.counts and ${SEEN} and ${isNew} as visible
    from candidate c
    -- looked up for each: joined, all matches would be read
    cross join lateral (select * from match where id = c.match_id offset 0) m
    cross join lateral (select ${COUNTS} as counts offset 0) g
    cross join lateral (select name from hash_list where id = c.list_id offset 0) n
    order by c.urgency, c.match_id`.execute(db)
  return rows
}

/** `further`: where it goes on; null where all was looked through. */
export type LookedThrough = { waiting: Waiting[]; further: Cursor | null }

/**
 * Matches that wait for a person, the most urgent first: a child at risk, then exact before near before probable, then
 * the oldest.
 *
 * What stands in the queue and does not count is passed over as long as `ENOUGH_MS` lasts, and set aside for those who look
 * next: lists and submissions expire and are revoked, and look backs wait for release, with all that was found by them.
 *
 * @param after  left out are also further matches of media that came up to it
 * @returns at most `limit`
 */
export async function lookThrough(
  db: DbOrTransaction,
  filter: QueuePart,
  {
    now,
    after = null,
    apart = [],
    limit = QUEUE_READ,
    enoughMs = ENOUGH_MS,
    patientMs = enoughMs,
  }: Asked,
): Promise<LookedThrough> {
  const found: Waiting[] = []
  const idle: string[] = []
  const began = performance.now()
  let from = after
  let isEnd = false
  while (!isEnd && found.length <= limit) {
    const rows = await readGo(db, filter, { now, after: from, shown: after, apart })
    for (const { counts, visible, ...one } of rows) {
      if (visible) found.push(one)
      if (!counts) idle.push(one.matchId)
    }
    from = rows.at(-1) ?? from
    isEnd = rows.length < GO
    if (performance.now() - began > (found.length > 0 ? enoughMs : patientMs)) break
  }
  // whoever is in a transaction has locks that others wait for
  if (idle.length >= WORTH_SETTING_ASIDE && !db.isTransaction) await setAside(db, idle)
  if (found.length <= limit) return { waiting: found, further: isEnd ? null : from }
  const waiting = found.slice(0, limit)
  return { waiting, further: waiting.at(-1) ?? null }
}

/** The same where nobody is shown the way on: what there is none of is looked for longer. */
export const readWaiting = async (
  db: DbOrTransaction,
  filter: QueuePart,
  asked: Asked,
): Promise<Waiting[]> =>
  (await lookThrough(db, filter, { patientMs: PATIENT_MS, ...asked })).waiting

/**
 * Has those of some matches that do not count passed over from now on, until they count again.
 *
 * @returns how many; none while what lists say is being changed
 */
export async function setAside(db: DbOrTransaction, matchIds: readonly string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select set_waiting_aside(${matchIds}::uuid[]) as n`.execute(db)
  return rows[0]?.n ?? 0
}
