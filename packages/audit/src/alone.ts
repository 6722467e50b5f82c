import type { Db } from '@nightlight/runtime'
import { sql } from 'kysely'

const SEQUENCER_LOCK = 710_427

/**
 * Runs as the one sequencer of a database; another one that runs now goes on alone.
 *
 * @returns null when another one has the lock
 */
export async function asSequencer<Result>(
  db: Db,
  run: () => Promise<Result>,
): Promise<Result | null> {
  return db.connection().execute(async (held) => {
    const { rows } = await sql<{ mine: boolean }>`
      select pg_try_advisory_lock(${SEQUENCER_LOCK}) as mine`.execute(held)
    if (rows[0]?.mine !== true) return null
    try {
      return await run()
    } finally {
      await sql`select pg_advisory_unlock(${SEQUENCER_LOCK})`.execute(held)
    }
  })
}
