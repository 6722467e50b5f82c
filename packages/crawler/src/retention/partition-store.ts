import type { Db, DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** Tables whose rows lie in parts of one month each. */
export type ByMonth = 'visit' | 'removal_check'

const BY_MONTH: readonly ByMonth[] = ['visit', 'removal_check']
const MONTHS_AHEAD = 3
/** Whoever waits for this lock waits at most so long, and tries again at the next sweep. */
const LOCK_TIMEOUT = '5s'

/**
 * Takes turns with every other process that changes the parts, until the transaction ends.
 *
 * What it then locks is locked soon or not at all: everything that reads the table waits behind it.
 */
export async function holdPartitions(db: DbOrTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('crawl-partitions', 0))`.execute(db)
  await sql`select set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`.execute(db)
}

/**
 * Makes the parts of this month and the next three, where they are not there.
 *
 * Safe in many processes at once, and cheap when there is nothing to do.
 *
 * @returns how many were made
 * @throws when something holds the table for longer than 5 s; nothing is lost by that, since rows without
 *   a part of their own go to the default one and move when it is made
 */
export async function ensurePartitions(db: Db, now: Date): Promise<number> {
  let made = 0
  for (const { table, month } of await missing(db, now)) {
    made += await db.transaction().execute(async (trx) => {
      await holdPartitions(trx)
      const { rows } = await sql<{ made: boolean }>`
        select make_month_partition(${table}, ${month}::timestamptz) as made`.execute(trx)
      return rows[0]?.made ? 1 : 0
    })
  }
  return made
}

async function missing(db: Db, now: Date): Promise<{ table: ByMonth; month: Date }[]> {
  const wanted = BY_MONTH.flatMap((table) =>
    Array.from({ length: MONTHS_AHEAD + 1 }, (_, ahead) => {
      const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead))
      return { table, month, part: partOf(table, month) }
    }),
  )
  const { rows } = await sql<{ part: string }>`
    select part from unnest(${wanted.map(({ part }) => part)}::text[]) as part
    where to_regclass(part) is null`.execute(db)
  const absent = new Set(rows.map(({ part }) => part))
  return wanted.filter(({ part }) => absent.has(part))
}

const partOf = (table: ByMonth, month: Date): string =>
  `${table}_${month.toISOString().slice(0, 7).replace('-', '')}`

/** A part of one month, and the first moment after it. */
export type Part = { name: string; starts: Date; ends: Date }

/** Parts whose month was over before a time, the oldest first. */
export async function partsBefore(
  db: DbOrTransaction,
  table: ByMonth,
  before: Date,
): Promise<Part[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = to_regclass(${table}) and c.relname ~ ${`^${table}_\\d{6}$`}
    order by c.relname`.execute(db)
  return rows
    .map(({ name }) => {
      const [year, month] = [Number(name.slice(-6, -2)), Number(name.slice(-2))]
      const [starts, ends] = [month - 1, month].map((at) => new Date(Date.UTC(year, at))) as [
        Date,
        Date,
      ]
      return { name, starts, ends }
    })
    .filter(({ ends }) => ends <= before)
}

/** Whether it is still a part of the table; call it while holding the parts. */
export async function isPart(db: DbOrTransaction, table: ByMonth, name: string): Promise<boolean> {
  const { rows } = await sql`
    select from pg_inherits
    where inhparent = to_regclass(${table}) and inhrelid = to_regclass(${name})`.execute(db)
  return rows.length === 1
}
