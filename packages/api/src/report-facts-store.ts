import { anyOf, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { forPerson, mayOpen, notInTakedown, released, withDecision } from './match-conditions.ts'
import { markedAtRisk } from './queue/risk-store.ts'
import { UNSEEN } from './unseen-condition.ts'
import { reportState, type ReportFacts, type ReportState } from './report-state.ts'

/** The facts of a report as the database gives them. */
export type FactsRow = {
  accepted: boolean
  refused: boolean
  crawled: boolean
  visited: boolean
  reached: boolean
  unseen: boolean
  matched: boolean
  undecided: boolean
  actionable: boolean
  takedown_open: boolean
  takedown_removed: boolean
  takedown_closed: boolean
}

/** The facts of report `r` with `rl` and `p`, its report_location and location. */
const FACTS: RawBuilder<unknown> = sql`
  rl.report_id is not null as accepted,
  rl.refused_code is not null as refused,
  p.crawled_at is not null as crawled,
  coalesce(v.visited, false) as visited,
  coalesce(v.reached, false) as reached,
  coalesce(n.unseen, 0) > 0 as unseen,
  coalesce(k.matched, false) as matched,
  coalesce(k.undecided, false) as undecided,
  coalesce(k.actionable, false) as actionable,
  coalesce(w.open, false) as takedown_open,
  coalesce(w.removed, false) as takedown_removed,
  coalesce(w.closed, false) as takedown_closed`

/** The pages of report `r` with `p`: its own and those that it led to. */
const PAGES: RawBuilder<unknown> = sql`any (
  array(select location_id from crawl_page where root_location_id = p.id) || p.id)`

const SOURCES: RawBuilder<unknown> = sql`
  left join report_location rl on rl.report_id = r.id
  left join location p on p.id = rl.location_id
  left join lateral (
    select true as visited, bool_or(outcome in ('page', 'picture', 'other')) as reached
    from visit
    where page_location_id = p.id and location_id = p.id and takedown_id is null
    having count(*) > 0
  ) v on true
  left join lateral (
    select count(*)::integer as unseen from (
      select distinct on (v.page_location_id, v.location_id) v.outcome, v.code, v.content_type
      from visit v
      where p.crawled_at is not null and v.page_location_id = ${PAGES} and v.takedown_id is null
        and coalesce(v.observation ->> 'purpose', '') not in ('browser', 'probe')
      order by v.page_location_id, v.location_id, v.started_at desc, v.id desc
    ) last where ${UNSEEN}
  ) n on true
  left join lateral (
    select true as matched, bool_or(${forPerson} and ${notInTakedown}) as undecided,
      bool_or(${mayOpen}) as actionable
    from sighting s
    join match m on m.media_id = s.media_id
    join list_entry e on e.id = m.entry_id
    join hash_list l on l.id = m.list_id
    ${withDecision}
    where s.page_location_id = ${PAGES} and ${released}
    having count(*) > 0
  ) k on true
  left join lateral (
    select bool_or(status not in ('removed', 'watching', 'closed')) as open,
      bool_or(status in ('removed', 'watching')) as removed,
      bool_or(status = 'closed') as closed
    from takedown where page_location_id = ${PAGES}
  ) w on true`

export type ReportSummary = {
  id: string
  state: ReportState
  receivedAt: Date
  source: string
  language: string | null
  refusedCode: string | null
  /** Addresses on its pages that could not be looked at when they were last asked. */
  unseen: number
  /** A further try of its page has a date. */
  again: boolean
  pageLocationId: string | null
  host: string | null
  /** Somebody said of it, or of one that is worked on as it, that a child may be at risk now. */
  atRisk: boolean
}

type SummaryRow = FactsRow & {
  id: string
  received_at: Date
  source: string
  language: string | null
  refused_code: string | null
  unseen_count: number
  again: boolean
  page_location_id: string | null
  host: string | null
  at_risk: boolean
}

const SUMMARY: RawBuilder<unknown> = sql`
  r.id, r.received_at, r.source, r.language, rl.refused_code,
  p.id as page_location_id, p.host, coalesce(n.unseen, 0) as unseen_count,
  p.crawl_due_at is not null as again, ${markedAtRisk(sql`r.id`)} as at_risk, ${FACTS}`

export async function readReportSummary(
  db: DbOrTransaction,
  id: string,
): Promise<ReportSummary | null> {
  const { rows } = await sql<SummaryRow>`${PLANNED_ONCE}
    select ${SUMMARY} from report r ${SOURCES} where r.id = ${id}`.execute(db)
  return rows[0] ? toSummary(rows[0]) : null
}

/** Reports by their ids, not many. */
export async function readReportSummaries(
  db: DbOrTransaction,
  ids: readonly string[],
): Promise<Map<string, ListedReport>> {
  if (ids.length === 0) return new Map()
  const found = await listedReports(
    db,
    sql`select id, received_at, source, language from report where id = ${anyOf(ids)}`,
  )
  return new Map(found.map((report) => [report.id, report]))
}

/** A report in a list, with what it is narrowed by. */
export type ListedReport = ReportSummary & { matched: boolean; undecided: boolean }

/**
 * Reports with where they stand, the newest first.
 *
 * @param which  SQL over `report`: id, received_at, source and language of those that are meant, not many
 */
export async function listedReports(
  db: DbOrTransaction,
  which: RawBuilder<unknown>,
): Promise<ListedReport[]> {
  const { rows } = await sql<SummaryRow>`
    select ${SUMMARY} from (${which}) r ${SOURCES} order by r.id desc`.execute(db)
  return rows.map((row) => ({
    ...toSummary(row),
    matched: row.matched,
    undecided: row.undecided,
  }))
}

/** Whether `report` is worked on by itself. */
export const NOT_MERGED: RawBuilder<boolean> = sql`(
  not exists (select from report_merge m where m.report_id = report.id))`

/** Reports, the newest first; `before` is the id of the last one already shown. */
export async function newestReports(
  db: DbOrTransaction,
  { limit, before }: { limit: number; before: string | null },
): Promise<ReportSummary[]> {
  // as text: a plan for any number of reports would be one for very many
  const { rows } = await sql<SummaryRow>`${PLANNED_ONCE}
    select ${SUMMARY}
    from (
      select id, received_at, source, language from report
      where ${before === null ? sql`true` : sql`id < ${before}::uuid`} and ${NOT_MERGED}
      order by id desc limit ${sql.lit(limit)}
    ) r ${SOURCES}
    order by r.id desc`.execute(db)
  return rows.map(toSummary)
}

const toSummary = (row: SummaryRow): ReportSummary => ({
  id: row.id,
  state: reportState(toFacts(row)),
  receivedAt: row.received_at,
  source: row.source,
  language: row.language,
  refusedCode: row.refused_code,
  unseen: row.unseen_count,
  again: row.again,
  pageLocationId: row.page_location_id,
  host: row.host,
  atRisk: row.at_risk,
})

export const toFacts = (row: FactsRow): ReportFacts => ({
  accepted: row.accepted,
  refused: row.refused,
  crawled: row.crawled,
  visited: row.visited,
  reached: row.reached,
  unseen: row.unseen,
  matched: row.matched,
  undecided: row.undecided,
  actionable: row.actionable,
  takedownOpen: row.takedown_open,
  takedownRemoved: row.takedown_removed,
  takedownClosed: row.takedown_closed,
})
