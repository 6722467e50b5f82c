import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { CaseFacts } from './case-store.ts'

/** What the log has of a case: kinds and ids of its takedown, match, entry, reports, notices, replies and disputes. */
export async function objectsOfCase(
  db: DbOrTransaction,
  { takedown, match, reports, disputes }: CaseFacts,
): Promise<{ type: string; id: string }[]> {
  const { rows } = await sql<{ type: string; id: string }>`
    with sent as (select notice_id as id from notice_item where takedown_id = ${takedown.id})
    select 'notice' as type, id::text as id from sent
    union all
    select 'reply', r.id::text from reply r
     where r.notice_id in (select id from sent)
       and (r.takedown_id = ${takedown.id} or r.takedown_id is null)`.execute(db)
  const ofMatch = match
    ? [
        { type: 'match', id: match.id },
        { type: 'list_entry', id: match.entry.id },
      ]
    : []
  const ofReports = reports.map(({ id }) => ({ type: 'report', id }))
  const ofDisputes = disputes.map(({ id }) => ({ type: 'dispute', id }))
  return [{ type: 'takedown', id: takedown.id }, ...ofMatch, ...ofReports, ...rows, ...ofDisputes]
}
