import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Submission } from './submission-store.ts'

/** How many entries that count now an edition of the list no longer has. */
export async function missingFrom(
  db: DbOrTransaction,
  { id, list_id }: Pick<Submission, 'id' | 'list_id'>,
): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) as count
      from submission s
      join list_entry e on e.submission_id = s.id and e.status = 'active'
     where s.list_id = ${list_id} and s.state = 'active' and s.id <> ${id}
       and not exists (select from entry_source o where o.submission_id = ${id} and o.entry_id = e.id)
  `.execute(db)
  return Number(rows[0]!.count)
}
