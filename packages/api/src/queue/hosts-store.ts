import type { Tier } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { conditionOf, type QueueFilter } from './queue-filter.ts'
import { positionOf, VISIBLE, type Cursor } from './queue-store.ts'

/** What waits at one host. */
export type HostGroup = {
  host: string
  /** The most urgent match there. */
  matchId: string
  urgency: number
  country: string | null
  atRisk: number
  tiers: Record<Tier, number>
  matches: number
  /** Pictures and videos: fewer than matches where one is on several lists. */
  media: number
  oldest: Date
}

type Row = Omit<HostGroup, 'tiers'> & Record<Tier, number>

/**
 * Hosts at which something waits, in the order of the most urgent of each; what has no host is left out.
 *
 * @param after  the most urgent match of the host from which it goes on
 * @param areFew  whether each match can be looked at: else one is counted that stands there and is not shown, as where a takedown
 *   speaks for it
 * @returns at most `limit`, with `next` to go on from
 */
export async function readHosts(
  db: DbOrTransaction,
  filter: QueueFilter,
  {
    now,
    after,
    limit,
    areFew,
  }: { now: Date; after: Cursor | null; limit: number; areFew: boolean },
): Promise<{ hosts: HostGroup[]; next: Cursor | null }> {
  const condition = conditionOf(filter, now)
  const further = after ? sql`(f.urgency, f.match_id) > ${positionOf(after)}` : sql`true`
  const { rows } = await sql<Row>`
    with top as materialized (
      select distinct on (w.host) w.host, w.urgency, w.match_id from waiting_match w
      where ${condition} and w.host is not null order by w.host, w.urgency, w.match_id
    ), page as materialized (
      select f.* from (
        select * from top f where ${further} order by urgency, match_id offset 0) f
      -- nothing of some may count: looked for one host after the other, until the page is full
      where exists (
        select from waiting_match w
        cross join lateral (select * from match where id = w.match_id offset 0) m
        where w.host = f.host and ${condition} and ${VISIBLE} offset 0)
      limit ${sql.lit(limit + 1)})
    select p.host, p.urgency, p.match_id as "matchId", g.*
    from page p cross join lateral (
      select count(*)::integer as media, sum(n)::integer as matches, sum(exact)::integer as exact,
        sum(near)::integer as near, sum(probable)::integer as probable, sum(risk)::integer as "atRisk",
        min(oldest) as oldest, max(country) as country
      from (
        select count(*) as n, count(*) filter (where w.tier = 'exact') as exact,
          count(*) filter (where w.tier = 'near') as near, count(*) filter (where w.tier = 'probable') as probable,
          count(*) filter (where w.at_risk) as risk, min(w.matched_at) as oldest, max(w.country) as country
        from waiting_match w ${areFew ? sql`cross join lateral (select * from match where id = w.match_id offset 0) m` : sql``}
        where w.host = p.host and ${condition} and ${areFew ? VISIBLE : sql`true`} group by w.media_id) x) g
    order by p.urgency, p.match_id`.execute(db)
  const hosts = rows.slice(0, limit).map(({ exact, near, probable, ...row }) => ({
    ...row,
    tiers: { exact, near, probable },
  }))
  const last = rows.length > limit ? hosts.at(-1) : undefined
  return { hosts, next: last ? { urgency: last.urgency, matchId: last.matchId } : null }
}
