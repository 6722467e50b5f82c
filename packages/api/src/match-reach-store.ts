import { anyOf, idsOf, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

/** What a decision on a match concerns: ids and numbers, never an address. */
export type MatchReach = {
  /** Pages that show the media and are not known to have lost it. */
  pages: number
  /** Hosts that serve it there. */
  hosts: number
  /** Newest reports that led to pages that show it or showed it, at most 5. */
  reports: string[]
  /** All of those reports. */
  reportsInAll: number
}

const REPORTS_NAMED = 5
const NOWHERE: Readonly<MatchReach> = { pages: 0, hosts: 0, reports: [], reportsInAll: 0 }

/** Reports that led to pages that show media `m`, or showed it. */
export const LED_TO: RawBuilder<unknown> = sql`(
  select rl.report_id
  from sighting s join report_location rl on rl.location_id = s.page_location_id
  where s.media_id = m.id
  union
  select rl.report_id
  from sighting s
  -- looked up for each page: joined, all pages would be read
  cross join lateral (
    select root_location_id from crawl_page where location_id = s.page_location_id offset 0
  ) c
  join report_location rl on rl.location_id = c.root_location_id
  where s.media_id = m.id)`

/** Reach of media by id; one that was never seen has none. */
export async function reachOfMedia(
  db: DbOrTransaction,
  mediaIds: readonly string[],
): Promise<(mediaId: string) => MatchReach> {
  const { rows } = await sql<MatchReach & { id: string }>`${PLANNED_ONCE}
    select m.id, w.pages, w.hosts, r.reports, r."reportsInAll"
    from unnest(${idsOf(mediaIds)}) as m (id)
    cross join lateral (
      select count(distinct s.page_location_id)::integer as pages,
        count(distinct l.host)::integer as hosts
      from sighting s join location l on l.id = s.location_id
      where s.media_id = m.id and s.gone_at is null
    ) w
    cross join lateral (
      select count(*)::integer as "reportsInAll",
        coalesce((array_agg(x.report_id order by x.report_id desc))[1:${REPORTS_NAMED}], '{}') as reports
      from ${LED_TO} x
    ) r`.execute(db)
  const reach = new Map(rows.map(({ id, ...one }) => [id, one]))
  return (mediaId) => reach.get(mediaId) ?? NOWHERE
}

/** What rests on a match now, and would end with it unless another match carries it. */
export type RestsOnMatch = {
  /** Takedowns that are open. */
  takedowns: number
  /** Notices about them that have gone out or are going. */
  notices: number
  /** Who got those. */
  recipients: number
}

/** A takedown that a match carries, as pages call it. */
export type CarriedTakedown = { id: string; host: string }

const CARRIED_SHOWN = 5

/** The newest takedowns that rest on a match, closed ones too. */
export async function takedownsOfMatch(
  db: DbOrTransaction,
  matchId: string,
): Promise<CarriedTakedown[]> {
  const { rows } = await sql<CarriedTakedown>`
    select t.id, t.host from match m join takedown t on t.media_id = m.media_id and t.match_id = m.id
     where m.id = ${matchId} order by t.id desc limit ${sql.lit(CARRIED_SHOWN)}`.execute(db)
  return rows
}

const NOTHING: Readonly<RestsOnMatch> = { takedowns: 0, notices: 0, recipients: 0 }

export const restsOnMatch = async (db: DbOrTransaction, matchId: string): Promise<RestsOnMatch> =>
  (await restsOnMatches(db, [matchId]))(matchId)

/** The same of several matches by id. */
export async function restsOnMatches(
  db: DbOrTransaction,
  matchIds: readonly string[],
): Promise<(matchId: string) => RestsOnMatch> {
  if (matchIds.length === 0) return () => NOTHING
  const { rows } = await sql<RestsOnMatch & { id: string }>`
    select m.id, count(distinct t.id)::integer as takedowns, count(distinct n.id)::integer as notices,
      count(distinct n.provider_id)::integer as recipients
    from match m
    -- by its media: there is no index by match, and all takedowns would be read
    join takedown t on t.media_id = m.media_id and t.match_id = m.id
    left join notice_item i on i.takedown_id = t.id
    left join notice n on n.id = i.notice_id and n.state in ('sent', 'handover')
      and n.kind <> 'retraction'
    where m.id = ${anyOf(matchIds)} and t.status <> 'closed'
    group by m.id`.execute(db)
  const rests = new Map(rows.map(({ id, ...one }) => [id, one]))
  return (matchId) => rests.get(matchId.toLowerCase()) ?? NOTHING
}
