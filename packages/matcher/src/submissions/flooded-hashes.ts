import { HASH_ALGORITHMS } from '@nightlight/contract'
import { binaryArray, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { CheckedHash } from './check-row.ts'
import { FLOOD } from './flood.ts'

/** Query of the hashes of entries, of any list, that are suspended because they match too many sites: always few. */
export const FLOODED = sql`
  select h.algorithm, h.value_key
    from list_entry e
    cross join unnest(${sql.raw(`array['${HASH_ALGORITHMS.join(`','`)}']`)}) as each (algorithm)
    -- by the whole key, or the planner makes it dear in tables that grow under it
    cross join lateral (
      select algorithm, value_key from entry_hash
       where entry_id = e.id and algorithm = each.algorithm offset 0) h
   where e.status = 'suspended' and e.reason = ${sql.lit(FLOOD)}`

/**
 * What a list itself has of a flooded hash. `new`: nothing, or what counts all the same; then nothing more may come of
 * it. `suspended`: an entry that stays so. `dormant`: an entry that counts for nobody, and may not come back by this.
 */
export type Flood = 'new' | 'suspended' | 'dormant'

/** @returns in the order of the hashes */
export async function floodsOf(
  db: DbOrTransaction,
  listId: string,
  hashes: readonly CheckedHash[],
): Promise<Flood[]> {
  const { rows } = await sql<{ flood: Flood }>`
    select case when own.status = 'suspended' then 'suspended'
                when own.state <> 'active' then 'dormant' else 'new' end as flood
      from unnest(
             ${binaryArray(
               'text',
               hashes.map(({ algorithm }) => algorithm),
             )}::text[],
             ${binaryArray(
               'bytea',
               hashes.map(({ key }) => key),
             )}::bytea[]
           ) with ordinality as wanted (algorithm, value_key, ord)
      left join lateral (
        select e.status, s.state
          from entry_hash h
          join list_entry e on e.id = h.entry_id
          join submission s on s.id = e.submission_id
         where h.list_id = ${listId} and h.algorithm = wanted.algorithm
           and h.value_key = wanted.value_key
        offset 0) own on true
     order by wanted.ord`.execute(db)
  return rows.map(({ flood }) => flood)
}
