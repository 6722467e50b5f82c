import type { Db, DbOrTransaction } from '@nightlight/runtime'

/** Reads one state of the log, which the sequencer goes on with meanwhile. */
export const inOneState = <Result>(
  db: Db,
  read: (db: DbOrTransaction) => Promise<Result>,
): Promise<Result> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read)
