import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

// An entry that its source withdraws loses its hashes, so that the source may name them anew. That it was suspended is
// kept beside it: listing it again is no reason to believe it.

/** Keeps of entries that are about to lose their hashes that they are suspended. */
export async function keepSuspensions(
  db: DbOrTransaction,
  entryIds: readonly string[],
): Promise<void> {
  if (entryIds.length === 0) return
  await sql`
    insert into withdrawn_suspension
      (list_id, algorithm, value_key, source_key, reason, changed_by, changed_at)
    select e.list_id, h.algorithm, h.value_key, e.source_key, e.reason, e.changed_by, e.changed_at
      from list_entry e
      join entry_hash h on h.entry_id = e.id
     where e.id = any(${entryIds}::uuid[]) and e.status = 'suspended'
     order by h.algorithm, h.value_key
    on conflict (list_id, algorithm, value_key) do update
      set source_key = coalesce(excluded.source_key, withdrawn_suspension.source_key),
          reason = excluded.reason,
          changed_by = excluded.changed_by, changed_at = excluded.changed_at`.execute(db)
}

/** Whether anything of a list was suspended when it was withdrawn, as a condition. */
export const hasSuspensions = (listId: string) =>
  sql`exists (select from withdrawn_suspension where list_id = ${listId})`

/** Suspends new entries that have a hash, or the reference, of what was suspended when it was withdrawn. */
export async function suspendAgain(
  db: DbOrTransaction,
  entryIds: readonly string[],
): Promise<void> {
  await sql`
    with found as (
      select h.entry_id as id, w.reason, w.changed_by, w.changed_at
        from entry_hash h
        join withdrawn_suspension w
          on (w.list_id, w.algorithm, w.value_key) = (h.list_id, h.algorithm, h.value_key)
       where h.entry_id = any(${entryIds}::uuid[])
      union all
      select e.id, w.reason, w.changed_by, w.changed_at
        from list_entry e
        join withdrawn_suspension w on (w.list_id, w.source_key) = (e.list_id, e.source_key)
       where e.id = any(${entryIds}::uuid[])
    )
    update list_entry e
       set status = 'suspended', reason = former.reason, changed_by = former.changed_by,
           changed_at = former.changed_at
      from (select distinct on (id) * from found order by id, changed_at desc nulls last) former
     where e.id = former.id`.execute(db)
}

/** Forgets what was suspended once, of entries that people have brought back. */
export async function forgetSuspensions(
  db: DbOrTransaction,
  entryIds: readonly string[],
): Promise<void> {
  await sql`
    delete from withdrawn_suspension w
     using entry_hash h
     where h.entry_id = any(${entryIds}::uuid[])
       and (w.list_id, w.algorithm, w.value_key) = (h.list_id, h.algorithm, h.value_key)`.execute(
    db,
  )
  await sql`
    update withdrawn_suspension w set source_key = null
      from list_entry e
     where e.id = any(${entryIds}::uuid[])
       and (w.list_id, w.source_key) = (e.list_id, e.source_key)`.execute(db)
}
