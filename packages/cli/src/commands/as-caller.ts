import type { Permission } from '@nightlight/contract'
import {
  connect,
  createFieldCrypto,
  parseMasterKey,
  type Db,
  type FieldCrypto,
} from '@nightlight/runtime'
import { openDataDirectory } from '../data-directory.ts'
import { borrowStation } from '../station.ts'
import { callerByKey, type Caller } from './caller-key.ts'

export type CallerOptions = { data: string; keyFile: string; json?: boolean }
export type CallerDeps = { db: Db; crypto: FieldCrypto }

/**
 * Does something to an installation on the word of the person whose key is given, and says what came of it: a record
 * a line.
 *
 * @throws {DomainError} as `callerByKey`
 */
export async function asCaller(
  options: CallerOptions,
  permission: Permission,
  act: (deps: CallerDeps, by: Caller) => Promise<readonly Record<string, unknown>[]>,
): Promise<void> {
  const directory = await openDataDirectory(options.data)
  await using station = await borrowStation(directory, process.env)
  const db = connect(station.databaseUrl, { max: 2, name: 'lists' })
  try {
    const crypto = createFieldCrypto(parseMasterKey(station.fieldKey))
    const by = await callerByKey({ db, crypto }, options.keyFile, permission)
    for (const row of await act({ db, crypto }, by)) {
      console.log(options.json ? JSON.stringify(row) : inWords(row))
    }
  } finally {
    await db.destroy()
  }
}

const inWords = (row: Record<string, unknown>): string =>
  Object.entries(row)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join('  ')
