import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

const BATCH = 1_000

/**
 * Every column that refers to a location, as Postgres knows them: what another migration adds is among them. What is
 * deleted with a location keeps none.
 */
async function referringColumns(db: DbOrTransaction): Promise<{ table: string; column: string }[]> {
  const { rows } = await sql<{ table: string; column: string }>`
    select c.relname as "table", a.attname as "column"
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.contype = 'f' and k.confrelid = 'location'::regclass and k.conparentid = 0
      and k.confdeltype = 'a'`.execute(db)
  return rows
}

/** Whether a row of any table refers to location `l`. */
async function isReferredTo(db: DbOrTransaction): Promise<RawBuilder<unknown>> {
  const columns = await referringColumns(db)
  const some = columns.map(
    ({ table, column }) =>
      sql`exists (select from ${sql.table(table)} r where r.${sql.ref(column)} = l.id)`,
  )
  return sql`(${sql.join(some, sql` or `)})`
}

/**
 * Drops locations, and their addresses with them, that lost what rested on them: whose last crawl is old,
 * with none due, and that nothing refers to.
 *
 * Each is locked before it is asked what refers to it, and a reference takes a lock on it first: so none
 * can come in between.
 *
 * @returns how many were dropped, and whether there are more to look at
 */
export async function dropIdleLocations(
  db: DbOrTransaction,
  before: Date,
): Promise<{ dropped: number; more: boolean }> {
  const taken = await sql<{ location_id: string }>`
    delete from location_review where location_id in (
      select location_id from location_review limit ${BATCH})
    returning location_id`.execute(db)
  const ids = taken.rows.map(({ location_id }) => location_id)
  const locked = await sql<{ id: string }>`
    select id from location
    where id = any (${ids}::uuid[]) and crawl_due_at is null
      and first_seen_at < ${before} and (crawled_at is null or crawled_at < ${before})
    order by id for update`.execute(db)
  const dropped = await sql`
    delete from location l
    where l.id = any (${locked.rows.map(({ id }) => id)}::uuid[]) and not ${await isReferredTo(db)}`.execute(
    db,
  )
  return { dropped: Number(dropped.numAffectedRows ?? 0n), more: ids.length === BATCH }
}
