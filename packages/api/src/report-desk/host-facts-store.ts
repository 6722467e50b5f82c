import { idsOf, PLANNED_ONCE, nameOfProvider, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

/** What is known of the host of a takedown, and who says so. */
export type HostFacts = {
  takedownId: string
  asn: string | null
  provider: string
  country: string | null
  /** Whose word decided; null when nobody knows. */
  countryBy: string | null
  /** ISO 3166 codes by source. */
  countries: Record<string, string>
  disagree: boolean
  cdn: string | null
  foundAt: Date
}

/** What the newest case at a host found that was looked up, and of which media that case is. */
export type EarlierFacts = HostFacts & { mediaId: string }

/** Where a media is, and what is known of that; `facts` is null where no case was looked up there. */
export type HostKnown = { host: string; facts: EarlierFacts | null }

const FACTS: RawBuilder<unknown> = sql`
  f.takedown_id as "takedownId", f.asn::text, ${nameOfProvider('p')} as provider, f.country, f.country_by as "countryBy",
  f.countries, f.disagree, f.cdn, f.found_at as "foundAt"`

/** Facts of the hosts of takedowns, of those that were looked up. */
export async function hostFactsOf(
  db: DbOrTransaction,
  takedownIds: readonly string[],
): Promise<Map<string, HostFacts>> {
  const { rows } = await sql<HostFacts>`${PLANNED_ONCE}
    select ${FACTS}
    from host_finding f join provider p on p.id = f.provider_id
    where f.takedown_id in (select unnest(${idsOf(takedownIds)}))`.execute(db)
  return new Map(rows.map((row) => [row.takedownId, row]))
}

/**
 * What is known of hosts before a case is opened there, from the newest of any takedown at them.
 *
 * @returns facts by host, for those where anything was looked up
 */
export async function hostFactsAt(
  db: DbOrTransaction,
  hosts: readonly string[],
): Promise<Map<string, EarlierFacts>> {
  if (hosts.length === 0) return new Map()
  const { rows } = await sql<EarlierFacts & { host: string }>`${PLANNED_ONCE}
    select h.host, x.*
    from unnest((select ${[...new Set(hosts)]}::text[])::text[]) as h (host)
    cross join lateral (
      select ${FACTS}, t.media_id as "mediaId"
      from takedown t join host_finding f on f.takedown_id = t.id join provider p on p.id = f.provider_id
      where t.host = h.host order by t.id desc limit 1
    ) x`.execute(db)
  return new Map(rows.map(({ host, ...facts }) => [host, facts]))
}

const HOSTS_SHOWN = 5

/**
 * Hosts that serve media on some pages, the first seen first, at most 5 of each, with what is known of them.
 *
 * @returns hosts by id of the media
 */
export async function hostsOfMedia(
  db: DbOrTransaction,
  mediaIds: readonly string[],
  pageIds: readonly string[],
): Promise<(mediaId: string) => HostKnown[]> {
  const { rows } = await sql<{ id: string; host: string }>`${PLANNED_ONCE}
    select m.id, w.host
    from unnest(${idsOf(mediaIds)}) as m (id)
    cross join lateral (
      select l.host
      from sighting s join location l on l.id = s.location_id
      where s.media_id = m.id and s.page_location_id in (select unnest(${idsOf(pageIds)}))
      group by l.host order by min(s.first_seen_at), l.host limit ${sql.lit(HOSTS_SHOWN)}
    ) w`.execute(db)
  const known = await hostFactsAt(
    db,
    rows.map(({ host }) => host),
  )
  return (mediaId) =>
    rows
      .filter(({ id }) => id === mediaId)
      .map(({ host }) => ({ host, facts: known.get(host) ?? null }))
}
