import { randomBytes } from 'node:crypto'
import { copyFile, open, readFile, rename } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DomainError } from '@nightlight/contract'
import { connect, parseMasterKey, rotateDataKeys, rotateMasterKey } from '@nightlight/runtime'
import { callerDirectory } from '../caller-directory.ts'
import { readServiceFile, secretSetting, type DataDirectory } from '../data-directory.ts'
import { findInstallation } from '../installation.ts'
import { keyFile, nextKeyFile } from '../keys-in-place.ts'
import { borrowStation, openStation } from '../station.ts'

export type RotateOptions = { data: string; master?: boolean; newKeyFile?: string; json?: boolean }

const ACTOR = 'command-line'

/**
 * `nightlight keys rotate`: new data keys, with which everything is sealed again; with `--master` another master key, under which
 * the data keys are sealed again.
 *
 * @throws {DomainError} conflict `keys-being-rotated`, `service-running`, `values-not-readable`
 */
export async function keysRotate(options: RotateOptions): Promise<void> {
  const directory = await findInstallation(options.data)
  await (options.master ? rotateMaster(directory, options) : rotateData(directory, options))
}

async function rotateData(directory: DataDirectory, options: RotateOptions): Promise<void> {
  await using station = await borrowStation(directory, process.env)
  const db = connect(station.databaseUrl, { max: 4, name: 'keys rotate' })
  const stop = new AbortController()
  const stopped = (): void => stop.abort(cutOff())
  process.once('SIGINT', stopped).once('SIGTERM', stopped)
  try {
    const done = await rotateDataKeys(db, parseMasterKey(station.fieldKey), {
      actor: ACTOR,
      signal: stop.signal,
      said: (progress) => console.error(inWords(progress)),
    }).catch((error: unknown) => {
      throw stop.signal.aborted ? cutOff() : error
    })
    if (options.json) console.log(JSON.stringify(done))
    else console.log(`Generation ${done.generation}: ${done.resealed} values sealed again`)
    if (done.unreadable > 0) throw notReadable(done.unreadable)
  } finally {
    process.removeListener('SIGINT', stopped).removeListener('SIGTERM', stopped)
    await db.destroy()
  }
}

const inWords = (
  progress:
    | { waitsMs: number }
    | { table: string; column: string; blocks: number; of: number; resealed: number },
): string =>
  'waitsMs' in progress
    ? `The new keys are read by every process first: ${Math.ceil(progress.waitsMs / 1000)} s`
    : `${progress.table}.${progress.column}: ${progress.blocks} of ${progress.of} blocks, ${progress.resealed} values sealed again`

const cutOff = (): DomainError =>
  new DomainError(
    'conflict',
    'rotation-cut-off',
    'Rotating keys: stopped; run "keys rotate" again, which goes on from here',
  )

const notReadable = (count: number): DomainError =>
  new DomainError(
    'conflict',
    'values-not-readable',
    `Rotating keys: ${count} values cannot be opened with any key of this database and stay as they are; keep the older generations, and run it again when they are mended`,
  )

async function rotateMaster(directory: DataDirectory, options: RotateOptions): Promise<void> {
  if ((await readServiceFile(directory)) !== null) {
    throw new DomainError(
      'conflict',
      'service-running',
      'Rotating the master key: the service runs with the present one; stop it first, and start it afterwards',
    )
  }
  const isKept = secretSetting(process.env, 'FIELD_KEY') === null
  if (isKept === (options.newKeyFile !== undefined)) {
    throw new DomainError(
      'invalid',
      'option-invalid',
      isKept
        ? 'Rotating the master key: --new-key-file is for a key that FIELD_KEY gives; the one of this directory is made'
        : 'Rotating the master key: FIELD_KEY gives it, so --new-key-file must name a file with the new one',
    )
  }
  const next = isKept
    ? randomBytes(32).toString('hex')
    : await readFile(resolve(callerDirectory(), options.newKeyFile ?? ''), 'utf8')
  await using station = await openStation(directory, process.env)
  const db = connect(station.databaseUrl, { max: 4, name: 'keys rotate' })
  try {
    const keep = isKept ? () => writeDurably(nextKeyFile(directory), next) : undefined
    const { keys } = await rotateMasterKey(
      db,
      parseMasterKey(station.fieldKey),
      parseMasterKey(next),
      { actor: ACTOR, ...(keep ? { keep } : {}) },
    )
    const before = `${keyFile(directory)}.before`
    if (isKept) {
      await copyFile(keyFile(directory), before)
      await rename(nextKeyFile(directory), keyFile(directory))
    }
    if (options.json) console.log(JSON.stringify({ keys }))
    else console.log(`${keys} data keys sealed under the new master key`)
    console.error(
      isKept
        ? `Older backups of the database need the key of before: take it to them, and away from here: ${before}`
        : 'Set FIELD_KEY to the new key before anything is started again; older backups need the key of before',
    )
  } finally {
    await db.destroy()
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  await using written = await open(file, 'w', 0o600)
  await written.writeFile(`${text}\n`)
  await written.sync()
}
