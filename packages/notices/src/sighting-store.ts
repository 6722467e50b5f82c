import {
  hasAddress,
  PLANNED_ONCE,
  type CheckDetail,
  type DbOrTransaction,
  type VisitObservation,
} from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { GROUNDLESS } from './close-reason.ts'
import { isAmong, USABLE_MATCH } from './ground-store.ts'

export type Sighting = {
  locationId: string
  pageLocationId: string
  /** Of the address. */
  host: string
  lastSeenAt: Date
}

/** Where the media was seen and is not known to be gone; where the address was erased, nobody can be told of it. */
export async function liveSightings(db: DbOrTransaction, mediaId: string): Promise<Sighting[]> {
  const rows = await db
    .selectFrom('sighting')
    .innerJoin('location', 'location.id', 'sighting.location_id')
    .select(['location_id', 'page_location_id', 'location.host', 'last_seen_at'])
    .where('media_id', '=', mediaId)
    .where('gone_at', 'is', null)
    .where(hasAddress('location'))
    .orderBy('sighting.first_seen_at')
    .execute()
  return rows.map((row) => ({
    locationId: row.location_id,
    pageLocationId: row.page_location_id,
    host: row.host,
    lastSeenAt: row.last_seen_at,
  }))
}

/** Where a media was seen, as far as it says which takedown it belongs to. */
export type Place = Pick<Sighting, 'pageLocationId' | 'host'> & { mediaId: string }

/**
 * The takedown of the same page and host that this media belongs to: of the same media, or of one
 * that matched the same entry (a thumbnail, a re-compressed copy).
 */
export async function takedownOnPage(
  db: DbOrTransaction,
  { pageLocationId, host, mediaId }: Place,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select t.id
    from takedown t
    where t.page_location_id = ${pageLocationId} and t.host = ${host}
      and (
        t.media_id = ${mediaId}
        or exists (
          select 1 from match a join match b on a.entry_id = b.entry_id
          where a.media_id = t.media_id and b.media_id = ${mediaId}
            and a.tier in ('exact', 'near') and b.tier in ('exact', 'near')
        )
      )
      and t.status <> 'closed'
    order by (t.media_id = ${mediaId}) desc, t.opened_at
    limit 1`.execute(db)
  return rows[0]?.id ?? null
}

/** The rows of some locations, each locked against being taken away: see `lockLocations`. */
export const LOCKED_LOCATIONS = (ids: readonly string[]): RawBuilder<unknown> =>
  sql`select id from location where id = any(${[...ids]}::uuid[]) order by id for key share`

/**
 * Locks locations against being taken away, by id: the one order in which the crawler locks several too. A row
 * that points to a location locks it as well, so call it before the first of several.
 */
export async function lockLocations(
  db: DbOrTransaction,
  locationIds: readonly string[],
): Promise<void> {
  await sql`${PLANNED_ONCE} ${LOCKED_LOCATIONS(locationIds)}`.execute(db)
}

/** Adds an address to a takedown. @returns false when it was there already */
export async function addTakedownLocation(
  db: DbOrTransaction,
  takedownId: string,
  locationId: string,
  at: Date,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('takedown_location')
    .values({ takedown_id: takedownId, location_id: locationId, added_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Whether visit `v` was answered with what was asked for; a picture in an archive has no other visit than that of the archive. */
const WITH_CONTENT: RawBuilder<boolean> = sql`v.outcome in ('picture', 'page', 'other')`

/** Whether visit `v` had any answer: an error page shows pictures too. */
const ANSWERED: RawBuilder<boolean> = sql`(${WITH_CONTENT} or v.http_status is not null)`

/** Of visits `v`, the one that says from where an address is served. */
export const SERVING: RawBuilder<unknown> = sql`
  ${ANSWERED} and v.address is not null
  order by ${WITH_CONTENT} desc, v.finished_at desc limit 1`

/** When the page, or one that led to it, was first reported, and when it was first visited: T0 and T1. */
export async function reportedAndCrawled(
  db: DbOrTransaction,
  pageLocationId: string,
): Promise<{ reportedAt: Date | null; crawledAt: Date | null }> {
  const { rows } = await sql<{ reported_at: Date | null; crawled_at: Date | null }>`
    select
      (select min(r.received_at) from report r
        join report_location rl on rl.report_id = r.id
        where rl.location_id = ${pageLocationId} or rl.location_id in (
          select root_location_id from crawl_page where location_id = ${pageLocationId})) as reported_at,
      (select coalesce(min(v.finished_at) filter (where ${WITH_CONTENT}), min(v.finished_at))
        from visit v where v.location_id = ${pageLocationId} and ${ANSWERED}) as crawled_at`.execute(
    db,
  )
  return { reportedAt: rows[0]?.reported_at ?? null, crawledAt: rows[0]?.crawled_at ?? null }
}

/** What the content of a takedown was last served from. */
export type Serving = {
  address: string
  /** Header of the answer. */
  server: string | null
  /** Names that the host of the address is an alias of. */
  aliases: string[]
  /** Two capitals, of the certificate. */
  certificateCountry: string | null
}

/** From where the content of a takedown was last served, or null. */
export async function servingVisit(
  db: DbOrTransaction,
  takedownId: string,
): Promise<Serving | null> {
  const { rows } = await sql<{
    address: string
    server: string | null
    observation: VisitObservation | null
  }>`
    select host(v.address) as address, v.server, v.observation
    from takedown_location tl
    join visit v on v.location_id = tl.location_id
    where tl.takedown_id = ${takedownId} and ${SERVING}`.execute(db)
  const row = rows[0]
  if (!row) return null
  return {
    address: row.address,
    server: row.server,
    aliases: row.observation?.cnames ?? [],
    certificateCountry: row.observation?.certificateCountry ?? null,
  }
}

export type FinishedCheck = {
  id: string
  verdict: 'present' | 'gone' | 'unknown'
  finishedAt: Date
  detail: CheckDetail[]
  /** Name of the vantage point that looked. */
  egress: string
}

/** Checks that have ended and were not yet applied, in the order they ended. */
export async function checksAfter(
  db: DbOrTransaction,
  takedownId: string,
  after: Date | null,
): Promise<FinishedCheck[]> {
  const rows = await db
    .selectFrom('removal_check')
    .select(['id', 'verdict', 'finished_at', 'detail', 'egress'])
    .where('takedown_id', '=', takedownId)
    .where('finished_at', 'is not', null)
    .$if(after !== null, (query) => query.where('finished_at', '>', after))
    .orderBy('finished_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    verdict: row.verdict!,
    finishedAt: row.finished_at!,
    detail: row.detail,
    egress: row.egress,
  }))
}

/** Those of some locations that are on a host. */
export async function locationsOn(
  db: DbOrTransaction,
  host: string,
  locationIds: readonly string[],
): Promise<Set<string>> {
  if (locationIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('location')
    .select('id')
    .where('host', '=', host)
    .where('id', 'in', locationIds)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** The closed takedown of a media on a page and host: they have one takedown for ever. */
export async function closedTakedown(
  db: DbOrTransaction,
  { pageLocationId, host, mediaId }: Place,
): Promise<string | null> {
  const row = await db
    .selectFrom('takedown')
    .select('id')
    .where('page_location_id', '=', pageLocationId)
    .where('media_id', '=', mediaId)
    .where('host', '=', host)
    .where('status', '=', 'closed')
    .executeTakeFirst()
  return row?.id ?? null
}

/** Whatever may be usable: a few ids in place of every match there is. */
const candidates = (among: readonly string[] | undefined) =>
  among
    ? sql`select c.id from match c where ${isAmong(sql`c.media_id`, among)}`
    : sql`
  select match_id as id from decision where verdict = 'confirm'
  union
  select c.id from match c join hash_list o on o.id = c.list_id and o.opens = 'exact'
  where c.tier = 'exact'
  union
  select match_id from takedown where status <> 'closed'`

/**
 * Media whose hint was lost: something actionable was seen where no takedown knows of it, or after
 * the last look of one that takes it for gone; or the match of an open takedown carries it no more.
 *
 * @param among of these media only; without it all that was ever matched is looked at
 */
export async function mediaWithoutTakedown(
  db: DbOrTransaction,
  limit: number,
  among?: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ media_id: string }>`${PLANNED_ONCE}
    with candidate as materialized (${candidates(among)}),
    usable as materialized (${USABLE_MATCH} where m.id in (select id from candidate)),
    actionable as materialized (select distinct media_id from usable where is_actionable)
    select s.media_id
    from sighting s
    join location l on l.id = s.location_id
    where s.gone_at is null and ${hasAddress('l')}
      and s.media_id in (select media_id from actionable)
      and not exists (
        select 1 from takedown t
        cross join lateral (
          select s.last_seen_at > coalesce(t.applied_check_at, t.opened_at) as is_back
        ) look
        where t.page_location_id = s.page_location_id and t.host = l.host
          and (
            (t.media_id = s.media_id and t.status = 'closed'
              and t.state ->> 'reason' <> all(${[...GROUNDLESS]}) and not look.is_back)
            or (t.status <> 'closed'
              and (t.status not in ('removed', 'watching') or not look.is_back
                or t.next_check_at <= s.last_seen_at)
              and (t.media_id = s.media_id or exists (
                select 1 from match a join match b on a.entry_id = b.entry_id
                where a.media_id = t.media_id and b.media_id = s.media_id
                  and a.tier in ('exact', 'near') and b.tier in ('exact', 'near')))
              and exists (
                select 1 from takedown_location tl
                where tl.takedown_id = t.id and tl.location_id = s.location_id))
          )
      )
    union
    select t.media_id
    from takedown t
    where t.status <> 'closed' and ${isAmong(sql`t.media_id`, among)}
      and not exists (select 1 from usable u where u.id = t.match_id and u.carries)
    limit ${limit}`.execute(db)
  return rows.map((row) => row.media_id)
}
