import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** Far more than a case has; a page that was reported a thousand times is looked through by parts. */
const MOST_IDS = 500

/**
 * Ids under which the log has a case: every takedown, report, match, notice, reply and dispute of the page that one of them is of,
 * and reports that one of these is merged with.
 *
 * @param id  of any of these
 * @returns the id alone where it is of none of them
 */
export async function idsOfCase(db: DbOrTransaction, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with page as (
      select page_location_id as id from takedown where id = ${id}::uuid
      union select t.page_location_id from match m join takedown t on t.media_id = m.media_id and t.match_id = m.id
             where m.id = ${id}::uuid
      union select location_id from report_location where report_id = ${id}::uuid
      union select t.page_location_id from notice_item n join takedown t on t.id = n.takedown_id
             where n.notice_id = ${id}::uuid),
    told as (select id, match_id from takedown where page_location_id in (select id from page)),
    reported as (
      select report_id as id from report_location where location_id in (select id from page)
      union select ${id}::uuid),
    sent as (select distinct notice_id as id from notice_item where takedown_id in (select id from told))
    select id::text from (
      select id from told
      union select match_id from told where match_id is not null
      union select id from reported
      union select report_id from report_merge where into_id in (select id from reported)
      union select into_id from report_merge where report_id in (select id from reported)
      union select id from sent
      union select r.id from reply r
             where r.notice_id in (select id from sent)
               and (r.takedown_id is null or r.takedown_id in (select id from told))
      union select d.id from dispute d where d.takedown_id in (select id from told)) of_case
     limit ${MOST_IDS}`.execute(db)
  return [...new Set([id, ...rows.map((row) => row.id)])]
}
