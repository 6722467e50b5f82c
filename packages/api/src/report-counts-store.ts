import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { forPerson, mayOpen, notInTakedown, released, withDecision } from './match-conditions.ts'
import { NOT_MERGED, toFacts, type FactsRow } from './report-facts-store.ts'
import { reportState, type ReportState } from './report-state.ts'
import { UNSEEN } from './unseen-condition.ts'

/** Only to say which visits an index holds: a picture or page that left nothing open is none of them. */
const NOT_PLAIN: RawBuilder<boolean> = sql`(
  last.takedown_id is null and not (last.outcome = 'picture' and last.code is not distinct from 'fingerprinted')
  and not (last.outcome = 'page' and last.code is null))`

const ofCrawl = (visit: string): RawBuilder<boolean> =>
  sql`(${sql.ref(`${visit}.takedown_id`)} is null
    and coalesce(${sql.ref(`${visit}.observation`)} ->> 'purpose', '') not in ('browser', 'probe'))`

/**
 * How many reports are in each state; states without any are left out, and so are those that were merged into another.
 *
 * The facts of `newestReports`, found for all pages at once: what few pages have is looked for where it is, and
 * carried from there to the pages that led to it.
 */
export async function countReports(
  db: DbOrTransaction,
): Promise<Partial<Record<ReportState, number>>> {
  const { rows } = await sql<FactsRow & { n: string }>`
    with judged as materialized (
      select m.media_id, m.entry_id, ${forPerson} as for_person, ${mayOpen} as actionable
      from match m
      join list_entry e on e.id = m.entry_id
      join hash_list l on l.id = m.list_id
      ${withDecision}
      where ${released}
    ), told as (
      select s.page_location_id as page, true as matched, bool_or(m.for_person and ${notInTakedown}) as undecided,
        bool_or(m.actionable) as actionable, false as open, false as removed, false as closed, false as unseen
      from judged m join sighting s on s.media_id = m.media_id
      group by 1
      union all
      select page_location_id, false, false, false, bool_or(status not in ('removed', 'watching', 'closed')),
        bool_or(status in ('removed', 'watching')), bool_or(status = 'closed'), false
      from takedown group by 1
      union all
      select last.page_location_id, false, false, false, false, false, false, true
      from visit last
      where ${NOT_PLAIN} and ${ofCrawl('last')} and ${UNSEEN} and not exists (
        select from visit o
        where o.page_location_id = last.page_location_id and o.location_id = last.location_id
          and ${ofCrawl('o')} and o.started_at >= last.started_at
          and (o.started_at, o.id) > (last.started_at, last.id))
    ), facts as materialized (
      select root, bool_or(matched) as matched, bool_or(undecided) as undecided, bool_or(actionable) as actionable,
        bool_or(open) as open, bool_or(removed) as removed, bool_or(closed) as closed, bool_or(unseen) as unseen
      from (
        select page as root, told.* from told
        union all
        select c.root_location_id, told.* from told join crawl_page c on c.location_id = told.page
      ) x group by root
    ), asked as materialized (
      select page_location_id as root, bool_or(outcome in ('page', 'picture', 'other')) as reached
      from visit where location_id = page_location_id and takedown_id is null
      group by 1
    )
    select rl.report_id is not null as accepted, rl.refused_code is not null as refused, p.id is not null as crawled,
      v.root is not null as visited, coalesce(v.reached, false) as reached,
      p.id is not null and coalesce(f.unseen, false) as unseen, coalesce(f.matched, false) as matched,
      coalesce(f.undecided, false) as undecided, coalesce(f.actionable, false) as actionable,
      coalesce(f.open, false) as takedown_open, coalesce(f.removed, false) as takedown_removed,
      coalesce(f.closed, false) as takedown_closed, count(*) as n
    from report
    left join report_location rl on rl.report_id = report.id
    left join location p on p.id = rl.location_id and p.crawled_at is not null
    left join asked v on v.root = rl.location_id
    left join facts f on f.root = rl.location_id
    where ${NOT_MERGED}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12`.execute(db)
  const counts: Partial<Record<ReportState, number>> = {}
  for (const row of rows) {
    const state = reportState(toFacts(row))
    counts[state] = (counts[state] ?? 0) + Number(row.n)
  }
  return counts
}
