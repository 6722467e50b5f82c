import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** Far more than a case has; a page that was reported a thousand times is looked through by parts. */
const MOST_IDS = 500

/** Ids under which the log has a case; `isCut` where there are more. */
export type CaseIds = { ids: string[]; isCut: boolean }

/**
 * Ids under which the log has a case: every takedown, report, notice, reply and dispute of the page that one of them is of,
 * every match of what was seen there, whatever became of it, and reports that one of these is merged with.
 *
 * A match is of each page that showed what it matched. Where there is too much, what rests on no takedown is left out first.
 *
 * @param id    of a takedown, report, match or notice
 * @param most  ids, and pages of a match
 * @returns the id alone where it is of none of them
 */
export async function idsOfCase(
  db: DbOrTransaction,
  id: string,
  most = MOST_IDS,
): Promise<CaseIds> {
  const { rows } = await sql<{ id: string; isWide: boolean }>`
    with page as (
      select id from (
        select page_location_id as id from takedown where id = ${id}::uuid
        union select t.page_location_id from match m join takedown t on t.media_id = m.media_id
               where m.id = ${id}::uuid
        union select s.page_location_id from match m join sighting s on s.media_id = m.media_id
               where m.id = ${id}::uuid
        union select location_id from report_location where report_id = ${id}::uuid
        union select t.page_location_id from notice_item n join takedown t on t.id = n.takedown_id
               where n.notice_id = ${id}::uuid) of_id
       where id is not null limit ${most + 1}),
    told as (select id, media_id, match_id from takedown where page_location_id in (select id from page)),
    seen as (
      select media_id from told
      union select media_id from sighting where page_location_id in (select id from page)),
    reported as (
      select report_id as id from report_location where location_id in (select id from page)
      union select ${id}::uuid),
    sent as (select distinct notice_id as id from notice_item where takedown_id in (select id from told)),
    of_case (id, rank) as (
      select id, 0 from told
      union all select match_id, 0 from told
      union all select id, 1 from sent
      union all select r.id, 1 from reply r
                 where r.notice_id in (select id from sent)
                   and (r.takedown_id is null or r.takedown_id in (select id from told))
      union all select d.id, 1 from dispute d where d.takedown_id in (select id from told)
      union all select id, 2 from reported
      union all select report_id, 2 from report_merge where into_id in (select id from reported)
      union all select into_id, 2 from report_merge where report_id in (select id from reported)
      union all select m.id, 3 from seen cross join lateral (
                  select id from match where media_id = seen.media_id limit ${most + 1}) m)
    select id::text, (select count(*) > ${most} from page) as "isWide"
      from of_case where id is not null
     group by id order by min(rank), id limit ${most + 1}`.execute(db)
  const ids = rows.slice(0, most).map((row) => row.id)
  const isCut = rows.length > most || rows.some((row) => row.isWide)
  return { ids: [...new Set([id, ...ids])], isCut }
}
