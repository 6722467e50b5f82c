import { idsOf, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** Something that happened to a report: a code of `history.*`, or of a takedown, with who did it. */
export type HistoryEvent = {
  at: Date
  kind: string
  actor: string | null
  takedownId: string | null
  matchId: string | null
  /** Of an event of a takedown. */
  data: Record<string, unknown> | null
}

const SHOWN = 100

type About = {
  reportId: string
  pageIds: readonly string[]
  matchIds: readonly string[]
  /** Of these, those whose decisions are left out. */
  blindIds: readonly string[]
  takedownIds: readonly string[]
}

/** What happened to a report and all that came of it, the newest first. */
export async function historyOf(
  db: DbOrTransaction,
  { reportId, pageIds, matchIds, blindIds, takedownIds }: About,
): Promise<{ events: HistoryEvent[]; more: boolean }> {
  const matches = sql`(select unnest(${idsOf(matchIds)}))`
  const decided = sql`(select unnest(${idsOf(matchIds.filter((id) => !blindIds.includes(id)))}))`
  const most = sql.lit(SHOWN + 1)
  const { rows } = await sql<HistoryEvent>`${PLANNED_ONCE}
    select at, kind, actor, takedown_id as "takedownId", match_id as "matchId", data from (
      select received_at as at, 'report-received' as kind, received_by as actor, null::uuid as takedown_id,
        null::uuid as match_id, null::jsonb as data from report where id = ${reportId}
      union all
      (select crawled_at, 'page-crawled', 'crawler', null, null, null from location
        where id in (select unnest(${idsOf(pageIds)})) and crawled_at is not null
        order by crawled_at desc limit ${most})
      union all
      select matched_at, 'match-found', 'matcher', null, id, null from match where id in ${matches}
      union all
      (select at, case verdict when 'confirm' then 'match-confirmed' else 'match-rejected' end, actor, null, match_id, null
        from decision where match_id in ${decided} order by at desc limit ${most})
      union all
      (select undone_at, 'decision-undone', actor, null, match_id, null
        from decision_undone where match_id in ${matches} order by undone_at desc limit ${most})
      union all
      (select at, 'note-written', actor, null, null, null from report_note where report_id = ${reportId}
        order by at desc limit ${most})
      union all
      (select at, case action when 'report.at-risk' then 'risk-marked' else 'risk-ended' end, actor, null, null, null
        from audit_event where object_id = ${reportId} and action in ('report.at-risk', 'report.risk-ended')
        order by at desc limit ${most})
      union all
      select at, 'report-merged', actor, null, null, null from report_merge where report_id = ${reportId}
      union all
      (select at, type, actor, takedown_id, null, data from takedown_event
        where takedown_id in (select unnest(${idsOf(takedownIds)})) order by at desc limit ${most})
    ) x order by at desc limit ${most}`.execute(db)
  return { events: rows.slice(0, SHOWN), more: rows.length > SHOWN }
}
