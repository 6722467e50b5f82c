import type { Permission } from '@nightlight/contract'
import {
  connect,
  createRecordSigner,
  type Db,
  type FieldCrypto,
  type RecordSigner,
} from '@nightlight/runtime'
import { findInstallation } from '../installation.ts'
import { borrowStation } from '../station.ts'
import { callerByKey, type Caller } from './caller-key.ts'
import { keysOf } from '../keys-of.ts'

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
    const { crypto, rootKey } = await keysOf(db, station)
    const signer = createRecordSigner(rootKey)
    const by = await callerByKey({ db, crypto }, options.keyFile, permission)
    let rows = 0
    for await (const row of await act({ db, crypto, signer }, by)) {
      rows += 1
      console.log(options.json ? JSON.stringify(row) : say(row))
    }
    // Beside what a program reads, which stays empty.
    if (rows === 0 && !options.json) console.error('None')
  } finally {
    await db.destroy()
  }
}

/** A record on a line: what is not known is left out, times are to the minute in UTC. */
export function inWords(row: Record<string, unknown>): string {
  return Object.entries(row)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => `${name} ${wordOf(value)}`)
    .join('  ')
}

function wordOf(value: unknown): string {
  if (value instanceof Date) return `${value.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  if (Array.isArray(value)) return value.map(wordOf).join(',')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
