import type { Database, DbOrTransaction } from '@nightlight/runtime'
import type { Transaction } from 'kysely'

/** Runs in a transaction: in the one that is there, or in one of its own. */
export const transact = <T>(
  db: DbOrTransaction,
  run: (trx: Transaction<Database>) => Promise<T>,
): Promise<T> =>
  db.isTransaction ? run(db as Transaction<Database>) : db.transaction().execute(run)
