import { sql, type RawBuilder } from 'kysely'
import type { DbOrTransaction } from './postgres.ts'

/**
 * Does something that one process at a time may do; another one that runs now goes on alone. The lock is of a session
 * of its own: a process that is killed lets go of it.
 *
 * @param lock  an advisory lock of Postgres, 64 bits
 * @returns null when another one has the lock
 */
export function runAlone<Result>(
  db: DbOrTransaction,
  lock: number | RawBuilder<unknown>,
  run: () => Promise<Result>,
): Promise<Result | null> {
  return db.connection().execute(async (held) => {
    const { rows } = await sql<{ mine: boolean }>`
      select pg_try_advisory_lock(${lock}) as mine`.execute(held)
    if (rows[0]?.mine !== true) return null
    try {
      return await run()
    } finally {
      await sql`select pg_advisory_unlock(${lock})`.execute(held)
    }
  })
}
