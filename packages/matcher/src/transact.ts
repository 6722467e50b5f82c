import type { Database, DbOrTransaction } from '@nightlight/runtime'
import type { Transaction } from 'kysely'

/** Postgres' code of a transaction that was given up because two waited for each other. */
const DEADLOCK = '40P01'
const TRIES = 4

/**
 * Runs in a transaction: in the one that is there, or in one of its own, which is begun again when two waited for
 * each other. Locks are taken in this order: imports of a list, list, submission, entries by id, epoch.
 */
export async function transact<T>(
  db: DbOrTransaction,
  run: (trx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  if (db.isTransaction) return run(db as Transaction<Database>)
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(run)
    } catch (error) {
      const isDeadlock = (error as { code?: unknown }).code === DEADLOCK
      if (!isDeadlock || attempt === TRIES) throw error
    }
  }
}
