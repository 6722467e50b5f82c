import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Submission } from './submission-store.ts'

/**
 * How many entries that count now, in files whose time is not over, would count no more if an edition of the list were activated: those that it does
 * not have, nor an exchange.
 */
export async function missingFrom(
  db: DbOrTransaction,
  { id, list_id }: Pick<Submission, 'id' | 'list_id'>,
): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    with kept as (
      select o.entry_id
        from entry_source o
       where o.submission_id = any(array(
         select s.id from submission s
          where s.list_id = ${list_id} and (s.id = ${id} or (s.kind = 'feed' and s.state = 'active')))))
    select count(*) as count
      from submission s
      join list_entry e on e.submission_id = s.id and e.status = 'active'
     where s.list_id = ${list_id} and s.state = 'active' and s.kind <> 'feed' and s.id <> ${id}
       and (s.expires_at is null or s.expires_at > clock_timestamp())
       and not exists (select from kept where kept.entry_id = e.id)
  `.execute(db)
  return Number(rows[0]!.count)
}
