import { sql } from 'kysely'
import type { FieldCrypto } from '../crypto.ts'
import type { Db } from '../postgres.ts'
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.ts'

export type ResealProgress = {
  table: string
  column: string
  /** Of the table that were looked at, of how many. */
  blocks: number
  of: number
  resealed: number
}

/** Blocks of a table (8 kB each) that are looked through at a time. */
const BLOCKS = 256
/** Values that are opened and sealed at a time; one may have some hundred kilobytes. */
const VALUES = 64

/**
 * Seals again what was sealed with another key than `generation`, in small transactions, beside whoever reads and writes.
 *
 * It needs no note of how far it came: what a killed run did is sealed with the generation and is passed by. A row that somebody
 * else changes meanwhile is left as they wrote it. Needs the owner of the tables.
 *
 * @returns how many values were sealed again, and how many could not be opened and stay as they are
 */
export async function resealAll(
  { db, crypto }: { db: Db; crypto: FieldCrypto },
  generation: number,
  options: { signal?: AbortSignal; said?: (progress: ResealProgress) => void } = {},
): Promise<{ resealed: number; unreadable: number }> {
  const sum = { resealed: 0, unreadable: 0 }
  for (const column of SEALED_COLUMNS) {
    const blocks = await blocksOf(db, column.table)
    let resealed = 0
    for (let from = 0; from < blocks; from += BLOCKS) {
      options.signal?.throwIfAborted()
      const stale = await staleRows(db, column, generation, from)
      for (let at = 0; at < stale.length; at += VALUES) {
        options.signal?.throwIfAborted()
        const done = await resealRows({ db, crypto }, column, stale.slice(at, at + VALUES))
        resealed += done.resealed
        sum.unreadable += done.unreadable
      }
      const { table, column: name } = column
      const looked = Math.min(from + BLOCKS, blocks)
      options.said?.({ table, column: name, blocks: looked, of: blocks, resealed })
    }
    sum.resealed += resealed
  }
  return sum
}

async function blocksOf(db: Db, table: string): Promise<number> {
  const { rows } = await sql<{ blocks: number }>`
    select (pg_relation_size(to_regclass(${table})) / current_setting('block_size')::bigint)::int as blocks`.execute(
    db,
  )
  return rows[0]?.blocks ?? 0
}

/** Places of rows whose value is sealed otherwise; an empty value is one that was forgotten. */
async function staleRows(
  db: Db,
  { table, column }: SealedColumn,
  generation: number,
  from: number,
): Promise<string[]> {
  const head = Buffer.of(2, generation >> 8, generation & 255)
  const { rows } = await sql<{ at: string }>`
    select ctid::text as at from ${sql.table(table)}
     where ctid >= ${`(${from},0)`}::tid and ctid < ${`(${from + BLOCKS},0)`}::tid
       and length(${sql.ref(column)}) > 0 and substring(${sql.ref(column)} from 1 for 3) <> ${head}`.execute(
    db,
  )
  return rows.map(({ at }) => at)
}

type Sealed = { at: string; row: string; value: Buffer }

async function resealRows(
  { db, crypto }: { db: Db; crypto: FieldCrypto },
  { table, column, row }: SealedColumn,
  places: readonly string[],
): Promise<{ resealed: number; unreadable: number }> {
  const { rows } = await sql<Sealed>`
    select ctid::text as at, ${sql.raw(row)} as row, ${sql.ref(column)} as value from ${sql.table(table)}
     where ctid = any (${places}::tid[]) and length(${sql.ref(column)}) > 0`.execute(db)
  const fresh = rows.flatMap((old) => {
    const place = { table, column, row: old.row }
    try {
      return [{ ...old, fresh: crypto.seal(place, crypto.open(place, old.value)) }]
    } catch {
      return []
    }
  })
  if (fresh.length === 0) return { resealed: 0, unreadable: rows.length }
  const resealed = await db.transaction().execute(async (trx) => {
    await sql`select set_config('nightlight.resealing', 'on', true)`.execute(trx)
    const { numAffectedRows } = await sql`
      update ${sql.table(table)} t set ${sql.ref(column)} = v.fresh
        from unnest(${fresh.map(({ at }) => at)}::tid[], ${fresh.map(({ value }) => value)}::bytea[],
          ${fresh.map((one) => one.fresh)}::bytea[]) as v (at, old, fresh)
       where t.ctid = v.at and t.${sql.ref(column)} = v.old`.execute(trx)
    return Number(numAffectedRows ?? 0)
  })
  return { resealed, unreadable: rows.length - fresh.length }
}
