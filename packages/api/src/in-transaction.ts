import type { DbOrTransaction } from '@nightlight/runtime'

/** In the transaction that there is, or in one of its own. */
export const inTransaction = <Result>(
  db: DbOrTransaction,
  work: (trx: DbOrTransaction) => Promise<Result>,
): Promise<Result> => (db.isTransaction ? work(db) : db.transaction().execute(work))
