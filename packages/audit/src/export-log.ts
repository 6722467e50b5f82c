import { createWriteStream } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { readPlaced, readTile } from './audit-store.ts'
import { newestCheckpoint, readCheckpoints } from './checkpoint-store.ts'
import { writeBundle } from './entries.ts'
import { entryOf } from './event.ts'
import { writeExportFile } from './export-files.ts'
import { EXPORT } from './exported-log.ts'
import { writeVerifierKey, type NoteKey } from './note.ts'
import { readTimestamps } from './timestamp-store.ts'
import { partialWidth, TILE_LEVELS, TILE_WIDTH, tilePath, tilesOf } from './tiles.ts'

const CHECKPOINTS_AT_ONCE = 500

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
  keys: { key: NoteKey; witnesses: readonly NoteKey[] },
  progress: (events: number) => void = () => undefined,
): Promise<number> {
  const newest = await newestCheckpoint(db)
  if (!newest) {
    throw new DomainError(
      'conflict',
      'audit-not-signed',
      'Exporting the log: no checkpoint is signed yet; try again in a minute',
    )
  }
  await mustBeEmpty(directory)
  const { size } = newest
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
    await writeExportFile(directory, path, writeBundle(events.map(entryOf)))
    progress(from + width)
  }
  for (let level = 0; level < TILE_LEVELS; level++) await exportTiles(db, directory, level, size)
  await writeLines(directory, EXPORT.checkpoints, checkpointLines(db))
  await writeLines(directory, EXPORT.timestamps, timestampLines(db))
  const { key, witnesses } = keys
  const said = {
    origin: key.name,
    key: writeVerifierKey(key),
    witnesses: witnesses.map(writeVerifierKey),
  }
  await writeExportFile(directory, EXPORT.keys, `${JSON.stringify(said, null, 2)}\n`)
  await writeExportFile(directory, EXPORT.newest, newest.note)
  return size
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

async function exportTiles(
  db: DbOrTransaction,
  directory: string,
  level: number,
  size: number,
): Promise<void> {
  const tiles = tilesOf(level, size)
  for (let n = 0; n < tiles; n++) {
    // only the last one may be partial, and may have grown since the checkpoint
    const width = n < tiles - 1 ? TILE_WIDTH : partialWidth(level, size) || TILE_WIDTH
    const hashes = (await readTile(db, level, n)) ?? Buffer.alloc(0)
    await writeExportFile(directory, tilePath(level, n, width), hashes.subarray(0, width * 32))
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

const writeLines = (directory: string, path: string, lines: AsyncIterable<string>): Promise<void> =>
  pipeline(Readable.from(lines), createWriteStream(join(directory, path)))
