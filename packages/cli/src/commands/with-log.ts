import { logKeyOf, runRound, type LogKey } from '@nightlight/audit'
import { connect, type Db, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { readServiceFile, secretSetting } from '../data-directory.ts'
import { findInstallation } from '../installation.ts'
import { borrowStation } from '../station.ts'
import { keysOf } from '../keys-of.ts'

export type LogDeps = { db: Db; crypto: FieldCrypto; key: LogKey; keptHead: string }

/**
 * Does something with the audit log of an installation. Where no service runs whose sequencer does it, events that
 * have no place yet get theirs first.
 *
 * @throws {DomainError} as `findInstallation`, `borrowStation`
 */
export async function withLog<Result>(
  data: string,
  act: (deps: LogDeps) => Promise<Result>,
): Promise<Result> {
  const directory = await findInstallation(data)
  const isAlone =
    (await readServiceFile(directory)) === null &&
    secretSetting(process.env, 'DATABASE_URL') === null
  await using station = await borrowStation(directory, process.env)
  const db = connect(station.databaseUrl, { max: 3, name: 'audit command' })
  try {
    const { crypto, rootKey } = await keysOf(db, station)
    // where the sequencer runs apart from this directory, its file is elsewhere
    const keptHead = secretSetting(process.env, 'AUDIT_KEPT_HEAD') ?? directory.keptHead
    const key = await logKeyOf(db, rootKey)
    if (isAlone)
      await runRound({ db, crypto, key, keptHead, now: () => new Date() }, { everyMs: 0 })
    return await act({ db, crypto, key, keptHead })
  } finally {
    await db.destroy()
  }
}

/** One state of the database, however long it takes to read. */
export const inOneState = <Result>(
  db: Db,
  read: (db: DbOrTransaction) => Promise<Result>,
): Promise<Result> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read)
