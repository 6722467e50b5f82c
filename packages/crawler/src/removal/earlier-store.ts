import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { DIGESTS_ONLY } from '../sighting-store.ts'

/** What looks at a page have told before this one. */
export type Earlier = {
  /** Other pictures at addresses of the page, by id. */
  innocent: { locationId: string; mediaId: string; atOpening: boolean; decoded: boolean }[]
  /** Addresses that failed before the case was opened: the codes of then, and whether a picture came with them. */
  failures: { locationId: string; host: string; code: string; isShown: boolean }[]
  /** Registrable domain of every address asked for. */
  domains: Map<string, string>
  /** Host of each. */
  hosts: Map<string, string>
  /** Those of the addresses asked for, and of the page, that were a picture by themselves once. */
  pictures: Set<string>
  /** The page was a picture by itself before the case was opened. */
  wasPicture: boolean
}

/**
 * Reads what is known of a page and of some addresses from before.
 *
 * @param originals media of the takedown; neither they nor what an earlier look took for a copy are
 *   innocent, nor is what came with an error status or was first seen while the page itself failed: it may
 *   stand for errors, and says nothing of what an address or a page held
 * @param locationIds addresses whose domains and past are needed
 */
export async function readEarlier(
  db: DbOrTransaction,
  place: { takedownId: string; pageLocationId: string },
  originals: readonly string[],
  locationIds: readonly string[],
): Promise<Earlier> {
  const { pageLocationId } = place
  const opened = sql`(select opened_at from takedown where id = ${place.takedownId})`
  // One that came with an error status makes no picture of an address, unless it is the content.
  const wasOne = sql`outcome = 'picture'
    and (coalesce(http_status, 200) < 400 or media_id = any (${originals}::uuid[]))`
  const innocent = await sql<Earlier['innocent'][number]>`
    with page_visit as materialized (
      select outcome, started_at,
             lead(started_at, 1, 'infinity') over (order by started_at, id) as until
      from visit where location_id = ${pageLocationId} and page_location_id = ${pageLocationId}
        and not coalesce(observation ? 'purpose', false)
    ), despite as materialized (
      select location_id, media_id from visit
      where page_location_id = ${pageLocationId} and outcome = 'picture' and http_status >= 400)
    select s.location_id as "locationId", s.media_id as "mediaId",
           s.first_seen_at < ${opened} as "atOpening",
           m.pipeline_version <> ${DIGESTS_ONLY} as "decoded"
    from sighting s join media m on m.id = s.media_id
    where s.page_location_id = ${pageLocationId} and s.media_id <> all (${originals}::uuid[])
      and s.media_id::text not in (
        select d->>'mediaId' from removal_check c, jsonb_array_elements(c.detail) d
        where c.takedown_id = ${place.takedownId} and d->>'outcome' <> 'gone' and d ? 'mediaId')
      and not exists (select from despite d
        where d.location_id = s.location_id and d.media_id = s.media_id)
      and not exists (select from page_visit v where v.outcome = 'failed'
        and s.first_seen_at >= v.started_at and s.first_seen_at < v.until)
  `.execute(db)
  const failures = await sql<Earlier['failures'][number]>`
    select distinct location_id as "locationId", location.host, outcome = 'picture' as "isShown",
      case when outcome = 'picture' then 'http-' || http_status else coalesce(code, '') end as code
    from visit join location on location.id = visit.location_id
    where page_location_id = ${pageLocationId} and takedown_id is null and started_at < ${opened}
      and (outcome in ('failed', 'refused', 'other') or (outcome = 'picture' and http_status >= 400))`.execute(
    db,
  )
  const domains = await sql<{ id: string; domain: string; host: string }>`
    select id, registrable_domain as domain, host from location
    where id = any (${locationIds}::uuid[])`.execute(db)
  const pictures = await sql<{ id: string }>`
    select id from unnest(${[pageLocationId, ...locationIds]}::uuid[]) as asked (id)
    where exists (select from visit where location_id = asked.id and ${wasOne})
  `.execute(db)
  const before = await sql`
    select from visit where location_id = ${pageLocationId} and ${wasOne}
      and started_at < ${opened} limit 1`.execute(db)
  return {
    wasPicture: before.rows.length > 0,
    innocent: innocent.rows,
    failures: failures.rows,
    domains: new Map(domains.rows.map(({ id, domain }) => [id, domain])),
    hosts: new Map(domains.rows.map(({ id, host }) => [id, host])),
    pictures: new Set(pictures.rows.map(({ id }) => id)),
  }
}

/** Addresses that led to one of these media of the page, by redirect or by themselves. */
export async function waysTo(
  db: DbOrTransaction,
  pageLocationId: string,
  media: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ location_id: string }>`
    select location_id from visit
    where page_location_id = ${pageLocationId} and location_id <> ${pageLocationId}
      and outcome = 'picture' and media_id = any (${media}::uuid[])
    group by location_id order by min(started_at)`.execute(db)
  return rows.map((row) => row.location_id)
}
