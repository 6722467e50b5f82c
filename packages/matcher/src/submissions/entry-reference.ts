import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { sourceKey } from './stage-batch.ts'

// The same number stands at several entries where a later file has other hashes of the picture, or a system counts
// anew in each file; and an entry that came in several files has the number that each of them gave it.

/**
 * The entry of a list that its source calls so, in whichever file: of several one that counts, then one that may, and
 * of those the newest; null where there is none.
 */
export async function entryOfReference(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  listId: string,
  reference: string,
): Promise<string | null> {
  const key = sourceKey(crypto, reference)
  const { rows } = await sql<{ id: string }>`
    select e.id
      from list_entry e join submission s on s.id = e.submission_id
     where e.id in (
       select id from list_entry where list_id = ${listId} and source_key = ${key}
        union
       select entry_id from entry_source where source_key = ${key})
       and e.list_id = ${listId}
     order by exists (select from entry_in_force f where f.id = e.id) desc,
              e.status <> 'revoked' desc, s.state in ('staged', 'receiving') desc, e.id desc
     limit 1`.execute(db)
  return rows[0]?.id ?? null
}

/** Most entries of one number that are named. */
const MOST_NAMESAKES = 50

/** The other entries of its list that have a number which an entry has in any file, the newest first, up to 50. */
export async function namesakesOf(
  db: DbOrTransaction,
  { listId, id }: { listId: string; id: string },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with named as (
      select source_key from list_entry where id = ${id} and source_key is not null
       union
      select source_key from entry_source where entry_id = ${id} and source_key is not null)
    select e.id
      from list_entry e
     where e.id in (
       select n.id from named join list_entry n
              on n.list_id = ${listId} and n.source_key = named.source_key
        union
       select o.entry_id from named join entry_source o on o.source_key = named.source_key)
       and e.list_id = ${listId} and e.id <> ${id}
     order by e.status <> 'revoked' desc, e.id desc
     limit ${MOST_NAMESAKES}`.execute(db)
  return rows.map((row) => row.id)
}
