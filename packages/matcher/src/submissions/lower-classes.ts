import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { reviewEntries } from './review-matches.ts'

/**
 * Entries of which nobody that counts says the worse class any more have that of their home again, and what rests on
 * their matches is looked at again. Those that were raised before homes had a class of their own stay as they are.
 */
export async function lowerClasses(
  db: DbOrTransaction,
  entryIds: readonly string[],
): Promise<void> {
  if (entryIds.length === 0) return
  const { rows } = await sql<{ id: string }>`
    with due as (
      select e.id from list_entry e
       where e.id = any(${entryIds}::uuid[]) and e.home_class <> e.legal_class
         and not exists (
           select from entry_source o join submission s on s.id = o.submission_id
            where o.entry_id = e.id and o.legal_class <> e.home_class and s.state = 'active')
       order by e.id
         for no key update of e
    )
    update list_entry e
       set legal_class = e.home_class, category = e.home_category,
           home_class = null, home_category = null
      from due where e.id = due.id
    returning e.id`.execute(db)
  if (rows.length > 0) {
    await reviewEntries(
      db,
      rows.map(({ id }) => id),
    )
  }
}

/** Entries after one, in their order, that are worse than their home says, and of which a submission says so. */
export async function raisedBy(
  db: DbOrTransaction,
  submissionId: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select e.id from list_entry e
      join entry_source o on o.submission_id = ${submissionId} and o.entry_id = e.id
     where e.home_class is not null and e.id > ${after}::uuid and o.legal_class <> e.home_class
     order by e.id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}
