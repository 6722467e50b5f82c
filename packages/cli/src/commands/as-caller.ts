import type { Permission } from '@nightlight/contract'
import {
  connect,
  createFieldCrypto,
  createRecordSigner,
  parseMasterKey,
  type Db,
  type FieldCrypto,
  type RecordSigner,
} from '@nightlight/runtime'
import { findInstallation } from '../installation.ts'
import { borrowStation } from '../station.ts'
import { callerByKey, type Caller } from './caller-key.ts'

export type CallerOptions = { data: string; keyFile: string; json?: boolean }
export type CallerDeps = { db: Db; crypto: FieldCrypto; signer: RecordSigner }

/**
 * Does something to an installation on the word of the person whose key is given, and says what came of it: a record
 * a line.
 *
 * @param say  a record in words, for people
 * @throws {DomainError} as `findInstallation`, `callerByKey`
 */
export async function asCaller<Row extends Record<string, unknown>>(
  options: CallerOptions,
  permission: Permission,
  act: (deps: CallerDeps, by: Caller) => Promise<Iterable<Row> | AsyncIterable<Row>>,
  say: (row: Row) => string = inWords,
): Promise<void> {
  const directory = await findInstallation(options.data)
  await using station = await borrowStation(directory, process.env)
  const db = connect(station.databaseUrl, { max: 2, name: 'lists' })
  try {
    const masterKey = parseMasterKey(station.fieldKey)
    const crypto = createFieldCrypto(masterKey)
    const signer = createRecordSigner(masterKey)
    const by = await callerByKey({ db, crypto }, options.keyFile, permission)
    for await (const row of await act({ db, crypto, signer }, by)) {
      console.log(options.json ? JSON.stringify(row) : say(row))
    }
  } finally {
    await db.destroy()
  }
}

function inWords(row: Record<string, unknown>): string {
  return Object.entries(row)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join('  ')
}
