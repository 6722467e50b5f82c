import type { LegalClass, Tier } from '@nightlight/contract'
import { anyOf, newId, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import {
  notInTakedown,
  released,
  standing,
  unjudged,
  withDecision,
  withFirstHost,
} from './match-conditions.ts'
import type { Lapse } from './match-lapse-store.ts'
import { reachOfMedia, type MatchReach } from './match-reach-store.ts'
import { opinionsOf, type SecondOpinion } from './opinion-view-store.ts'
import { hostFactsAt, type EarlierFacts } from './report-desk/host-facts-store.ts'
import { isUuid } from './uuid.ts'

export type Decision = { verdict: 'confirm' | 'reject'; actor: string; at: Date }
/** The newest of a match, which counts. */
export type StandingDecision = Decision & { id: string }

/** How the picture was seen: as it is, or its first frame in another way. */
export const MATCH_VARIANTS = [
  'picture',
  'trimmed',
  'over-white',
  'over-black',
  'with-profile',
] as const
export type MatchVariant = (typeof MATCH_VARIANTS)[number]

/** A match without any hash: what it is, how sure, and on whose word. */
export type Match = {
  id: string
  mediaId: string
  tier: Tier
  algorithm: string
  /** Bits; 0 for digests. */
  distance: number
  /** Bits up to which a PDQ fingerprint is near to an entry of the list, as the list has it now. */
  maxDistance: number
  orientation: number
  flavour: string
  /** Of an animation, from 0, which is the picture itself. */
  frame: number
  variant: MatchVariant
  list: string
  authority: string
  legalClass: LegalClass
  matchedAt: Date
  /** With why, as whoever made it said; empty once that was erased. */
  decision: (StandingDecision & { reason: string }) | null
  /** Why what it rests on does not count now, null where it does; missing where that was not asked. */
  lapse?: Lapse | null
}

type MatchRow = {
  id: string
  media_id: string
  tier: Tier
  algorithm: string
  distance: number
  max_distance: number
  orientation: number
  flavour: string
  frame: number
  variant: MatchVariant
  list: string
  authority: string
  legal_class: LegalClass
  matched_at: Date
  decision_id: string | null
  verdict: 'confirm' | 'reject' | null
  actor: string | null
  reason: string | null
  decided_at: Date | null
}

const COLUMNS: RawBuilder<unknown> = sql`
  m.id, m.media_id, m.tier, m.algorithm, m.distance, m.orientation, m.flavour, m.frame, m.variant,
  l.name as list, l.max_distance, a.name as authority, e.legal_class, m.matched_at,
  d.id as decision_id, d.verdict, d.actor, d.reason, d.at as decided_at`

const SOURCES: RawBuilder<unknown> = sql`
  match m
  join list_entry e on e.id = m.entry_id
  join hash_list l on l.id = m.list_id
  join authority a on a.id = l.authority_id
  ${withDecision}`

/** Whether match `m` (newest decision `d`) stands in the queue of those that wait for a person. */
const WAITS: RawBuilder<boolean> = sql`(
  d.id is null and exists (select from waiting_match w where w.match_id = m.id and not w.aside))`

/**
 * Matches of all media that were seen on some pages, the surest first.
 *
 * @param waitingFirst  what a person has to decide comes before all else: a limit never leaves it out for what nobody asks
 */
export async function matchesOfPages(
  db: DbOrTransaction,
  pageIds: readonly string[],
  limit: number | null = null,
  waitingFirst = false,
): Promise<Match[]> {
  const { rows } = await sql<MatchRow>`${PLANNED_ONCE}
    select ${COLUMNS} from ${SOURCES}
    where m.media_id in (
        select media_id from sighting where page_location_id = ${anyOf(pageIds)})
      and ${released}
    order by ${waitingFirst ? sql`not ${WAITS},` : sql``}
      case m.tier when 'exact' then 0 when 'near' then 1 else 2 end, m.distance, m.id
    limit ${limit === null ? sql`all` : sql.lit(limit)}`.execute(db)
  return rows.map(toMatch)
}

/** Media that were seen on some pages and have a match, all of them. */
export async function matchedOnPages(
  db: DbOrTransaction,
  pageIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ mediaId: string }>`${PLANNED_ONCE}
    select distinct m.media_id as "mediaId" from match m
    where m.media_id in (
        select media_id from sighting where page_location_id = ${anyOf(pageIds)})
      and ${released}`.execute(db)
  return rows.map(({ mediaId }) => mediaId)
}

export type MatchInQueue = Match & {
  /** Of the address that served it when it was first seen, null when it never was on a page. */
  host: string | null
  /** What is known of that host; null where nothing is, missing where it is not to be said. */
  hostFacts?: EarlierFacts | null
  pages: number
  reach: MatchReach
  media: {
    id: string
    mime: string
    width: number
    height: number
    frames: number
    firstSeenAt: Date
  }
  secondOpinions: SecondOpinion[]
}

type QueueRow = MatchRow & {
  host: string | null
  pages: string
  mime: string
  width: number
  height: number
  frames: number
  first_seen_at: Date
}

const QUEUE: RawBuilder<unknown> = sql`
  select ${COLUMNS}, i.mime, i.width, i.height, i.frames, i.first_seen_at, f.host, n.pages
  from ${SOURCES}
  join media i on i.id = m.media_id
  ${withFirstHost}
  cross join lateral (
    select count(distinct page_location_id) as pages from sighting where media_id = m.media_id
  ) n`

const decided = (further: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select m.id from match m
  where exists (select from decision where decision.match_id = m.id) and ${further}`

/**
 * Matches that wait for a person and were seen where no takedown speaks for them, in order.
 *
 * What they rest on and where they were seen is looked up for each, until a page is full; joined, all entries and all
 * sightings would be read.
 */
const undecided = (further: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  with candidate as materialized (
    select m.id, m.media_id, m.entry_id, m.list_id, m.look_back from match m
    where ${unjudged} and ${further}
    order by m.id)
  select m.id from candidate m
  cross join lateral (
    select from list_entry e join hash_list l on l.id = m.list_id
    where e.id = m.entry_id and ${standing} limit 1) counts
  cross join lateral (
    select from sighting s where s.media_id = m.media_id and ${notInTakedown} limit 1) seen`

/** Lengths of pages that are planned for: a plan for any length is one for very long ones. */
const PAGES = [50, 200] as const

/** One page of the matches that wait for a person, or that have been decided, oldest first. */
export async function listMatches(
  db: DbOrTransaction,
  { state, limit, after }: { state: 'undecided' | 'decided'; limit: number; after: string | null },
): Promise<MatchInQueue[]> {
  const further = after === null ? sql`true` : sql`m.id > ${after}::uuid`
  const which = state === 'undecided' ? undecided(further) : decided(further)
  const most = PAGES.find((size) => size >= limit) ?? limit
  // which ones first: what is shown beside a match is then looked for only of those
  const chosen = await sql<{ id: string }>`${PLANNED_ONCE}
    ${which} order by m.id limit ${sql.lit(most)}`.execute(db)
  return readMatches(
    db,
    chosen.rows.slice(0, limit).map(({ id }) => id),
  )
}

/** Matches of these ids with all that is shown beside them, oldest first. */
export async function readMatches(
  db: DbOrTransaction,
  ids: readonly string[],
): Promise<MatchInQueue[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<QueueRow>`${PLANNED_ONCE} ${QUEUE}
    where m.id = ${anyOf(ids)} order by m.id`.execute(db)
  return toQueue(db, rows)
}

/** One match, decided or not; null when there is none, or it waits for release. */
export async function readMatch(db: DbOrTransaction, id: string): Promise<MatchInQueue | null> {
  const { rows } =
    await sql<QueueRow>`${PLANNED_ONCE} ${QUEUE} where m.id = ${id} and ${released}`.execute(db)
  return (await toQueue(db, rows))[0] ?? null
}

/** Matches by id, of those that may be shown. */
export async function matchesOf(
  db: DbOrTransaction,
  ids: readonly string[],
): Promise<Map<string, MatchInQueue>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<QueueRow>`${PLANNED_ONCE} ${QUEUE}
    where m.id = ${anyOf(ids)} and ${released}`.execute(db)
  return new Map((await toQueue(db, rows)).map((match) => [match.id, match]))
}

async function toQueue(db: DbOrTransaction, rows: readonly QueueRow[]): Promise<MatchInQueue[]> {
  const mediaIds = rows.map((row) => row.media_id)
  const opinions = await opinionsOf(db, mediaIds)
  const reachOf = await reachOfMedia(db, mediaIds)
  const hosts = rows.flatMap(({ host }) => (host === null ? [] : [host]))
  const known = await hostFactsAt(db, hosts)
  return rows.map((row) => ({
    ...toMatch(row),
    host: row.host,
    hostFacts: row.host === null ? null : (known.get(row.host) ?? null),
    pages: Number(row.pages),
    reach: reachOf(row.media_id),
    media: {
      id: row.media_id,
      mime: row.mime,
      width: row.width,
      height: row.height,
      frames: row.frames,
      firstSeenAt: row.first_seen_at,
    },
    secondOpinions: opinions.get(row.media_id) ?? [],
  }))
}

/**
 * Reads which media a match is of and its newest decision; deciders of one match take turns.
 *
 * @returns null when there is no such match; its id as it is kept, however it was written
 */
export async function lockForDecision(
  db: DbOrTransaction,
  asked: string,
): Promise<{ matchId: string; mediaId: string; newest: StandingDecision | null } | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${asked}::uuid::text, 2))`.execute(db)
  const match = await db
    .selectFrom('match')
    .select(['id', 'media_id'])
    .where('id', '=', asked)
    .executeTakeFirst()
  if (!match) return null
  const newest = await db
    .selectFrom('decision')
    .select(['id', 'verdict', 'actor', 'at'])
    .where('match_id', '=', match.id)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { matchId: match.id, mediaId: match.media_id, newest: newest ?? null }
}

/**
 * Whether a match stands as another person decided it, and this says the opposite.
 *
 * @param matchId  as it was sent: nothing stands of what is no id
 */
export async function reversesAnother(
  db: DbOrTransaction,
  matchId: string,
  { verdict, actor, seen }: Pick<Decision, 'verdict' | 'actor'> & { seen?: string | null },
): Promise<boolean> {
  if (!isUuid(matchId)) return false
  const { rows } = await sql<Pick<Decision, 'verdict' | 'actor'> & { id: string }>`
    select id, verdict, actor from decision where match_id = ${matchId}::uuid
     order by at desc, id desc limit 1`.execute(db)
  return rows.some(
    (newest) =>
      newest.actor !== actor &&
      newest.verdict !== verdict &&
      (seen === undefined || seen?.toLowerCase() === newest.id),
  )
}

export async function insertDecision(
  db: DbOrTransaction,
  decision: Decision & { matchId: string; reason: string; graceMs: number },
): Promise<string> {
  const id = newId(decision.at.getTime())
  const { verdict, actor, reason, at, graceMs } = decision
  // by the database's clock, as whatever asks whether it counts
  const effect_at =
    graceMs > 0 ? sql<Date>`clock_timestamp() + ${graceMs} * interval '1 millisecond'` : null
  await db
    .insertInto('decision')
    .values({ id, match_id: decision.matchId, verdict, actor, reason, at, effect_at })
    .execute()
  return id
}

const toMatch = (row: MatchRow): Match => ({
  id: row.id,
  mediaId: row.media_id,
  tier: row.tier,
  algorithm: row.algorithm,
  distance: row.distance,
  maxDistance: row.max_distance,
  orientation: row.orientation,
  flavour: row.flavour,
  frame: row.frame,
  variant: row.variant,
  list: row.list,
  authority: row.authority,
  legalClass: row.legal_class,
  matchedAt: row.matched_at,
  decision:
    row.decision_id === null ||
    row.verdict === null ||
    row.actor === null ||
    row.decided_at === null
      ? null
      : {
          id: row.decision_id,
          verdict: row.verdict,
          actor: row.actor,
          at: row.decided_at,
          reason: row.reason ?? '',
        },
})

/** The entry that a match rests on, and its media. */
export async function entryOfMatch(
  db: DbOrTransaction,
  matchId: string,
): Promise<{ entryId: string; mediaId: string } | null> {
  const row = await db
    .selectFrom('match')
    .select(['entry_id', 'media_id'])
    .where('id', '=', matchId)
    .executeTakeFirst()
  return row ? { entryId: row.entry_id, mediaId: row.media_id } : null
}
