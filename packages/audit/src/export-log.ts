import { createWriteStream } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { readPlaced, readTile } from './audit-store.ts'
import { newestCheckpoint, readCheckpoints, type KeptCheckpoint } from './checkpoint-store.ts'
import { writeBundle } from './entries.ts'
import { entryOf } from './event.ts'
import { writeExportFile } from './export-files.ts'
import { EXPORT } from './exported-log.ts'
import { writeVerifierKey, type NoteKey } from './note.ts'
import { writeTar, type TarPart } from './tar.ts'
import { readTimestamps } from './timestamp-store.ts'
import { partialWidth, TILE_LEVELS, TILE_WIDTH, tilePath, tilesOf } from './tiles.ts'

const CHECKPOINTS_AT_ONCE = 500

type Keys = { key: NoteKey; witnesses: readonly NoteKey[] }

/**
 * Writes the log up to its newest checkpoint into a directory: entries and hashes in the layout of C2SP tlog-tiles, all
 * checkpoints, timestamps, the keys. It holds codes, ids and commitments; nobody's name and no detail.
 *
 * @param db         a transaction that sees one state
 * @param directory  made when missing
 * @param progress   hears how many events are written
 * @returns how many events it has
 * @throws {DomainError} conflict `audit-not-signed`, `audit-export-exists`, `audit-entry-missing`
 */
export async function exportLog(
  db: DbOrTransaction,
  directory: string,
  keys: Keys,
  progress: (events: number) => void = () => undefined,
): Promise<number> {
  const newest = await mustBeSigned(db)
  await mustBeEmpty(directory)
  for await (const { path, content } of partsOf(db, newest, keys, progress)) {
    if (content instanceof Uint8Array) await writeExportFile(directory, path, content)
    else await pipeline(Readable.from(content.from()), createWriteStream(join(directory, path)))
  }
  return newest.size
}

/**
 * The same as one file, an archive that `nightlight audit verify FILE` reads; a lot at a time, whatever the length.
 *
 * @param db  a transaction that sees one state for as long as it is read
 * @throws {DomainError} conflict `audit-not-signed` before anything is given; `audit-entry-missing` later
 */
export async function archiveLog(db: DbOrTransaction, keys: Keys): Promise<AsyncGenerator<Buffer>> {
  const newest = await mustBeSigned(db)
  return writeTar(partsOf(db, newest, keys, () => undefined))
}

async function mustBeSigned(db: DbOrTransaction): Promise<KeptCheckpoint> {
  const newest = await newestCheckpoint(db)
  if (newest) return newest
  throw new DomainError(
    'conflict',
    'audit-not-signed',
    'Exporting the log: no checkpoint is signed yet; try again in a minute',
  )
}

async function* partsOf(
  db: DbOrTransaction,
  { size, note }: KeptCheckpoint,
  { key, witnesses }: Keys,
  progress: (events: number) => void,
): AsyncGenerator<TarPart> {
  for (let n = 0; n < tilesOf(0, size); n++) {
    const from = n * TILE_WIDTH
    const width = Math.min(TILE_WIDTH, size - from)
    const events = await readPlaced(db, from, width)
    if (events.some(({ index }, at) => index !== from + at) || events.length < width) {
      throw new DomainError(
        'conflict',
        'audit-entry-missing',
        'Exporting the log: an event is missing; "nightlight audit verify" says which',
      )
    }
    const path = tilePath('entries', n, width)
    yield { path, content: writeBundle(events.map(entryOf)) }
    progress(from + width)
  }
  for (let level = 0; level < TILE_LEVELS; level++) yield* tileParts(db, level, size)
  yield await linesPart(EXPORT.checkpoints, () => checkpointLines(db))
  yield await linesPart(EXPORT.timestamps, () => timestampLines(db))
  const said = {
    origin: key.name,
    key: writeVerifierKey(key),
    witnesses: witnesses.map(writeVerifierKey),
  }
  yield { path: EXPORT.keys, content: Buffer.from(`${JSON.stringify(said, null, 2)}\n`) }
  yield { path: EXPORT.newest, content: Buffer.from(note) }
}

/** Lines are read twice, since an archive says before a file how long it is. */
async function linesPart(path: string, from: () => AsyncIterable<string>): Promise<TarPart> {
  let bytes = 0
  for await (const line of from()) bytes += Buffer.byteLength(line)
  return { path, content: { bytes, from } }
}

async function mustBeEmpty(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  if ((await readdir(directory)).length === 0) return
  throw new DomainError(
    'conflict',
    'audit-export-exists',
    'Exporting the log: the directory is not empty; name another one',
  )
}

async function* tileParts(
  db: DbOrTransaction,
  level: number,
  size: number,
): AsyncGenerator<TarPart> {
  const tiles = tilesOf(level, size)
  for (let n = 0; n < tiles; n++) {
    // only the last one may be partial, and may have grown since the checkpoint
    const width = n < tiles - 1 ? TILE_WIDTH : partialWidth(level, size) || TILE_WIDTH
    const hashes = (await readTile(db, level, n)) ?? Buffer.alloc(0)
    yield { path: tilePath(level, n, width), content: hashes.subarray(0, width * 32) }
  }
}

async function* checkpointLines(db: DbOrTransaction): AsyncIterable<string> {
  let after = -1
  for (;;) {
    const lot = await readCheckpoints(db, after, CHECKPOINTS_AT_ONCE)
    for (const { size, note } of lot) yield `${JSON.stringify({ size, note })}\n`
    if (lot.length < CHECKPOINTS_AT_ONCE) return
    after = lot.at(-1)!.size
  }
}

async function* timestampLines(db: DbOrTransaction): AsyncIterable<string> {
  for (const { size, token } of await readTimestamps(db)) {
    yield `${JSON.stringify({ size, token: token.toString('base64') })}\n`
  }
}
