import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { readPlaced, readTile } from './audit-store.ts'
import { newestCheckpoint } from './checkpoint-store.ts'
import { writeBundle } from './entries.ts'
import { entryOf, loggedPart, type LoggedEvent } from './event.ts'
import { HASH_BYTES } from './merkle.ts'
import { parseTilePath, TILE_WIDTH } from './tiles.ts'

/**
 * A tile of the signed tree, or a bundle of its entries, by its path in C2SP tlog-tiles.
 *
 * @param path  such as `tile/0/x001/234.p/56`
 * @returns null for what is no path of a tile, and for a tile that the newest checkpoint does not cover
 */
export async function readPublicTile(db: DbOrTransaction, path: string): Promise<Buffer | null> {
  const tile = parseTilePath(path)
  const newest = tile && (await newestCheckpoint(db))
  if (!tile || !newest) return null
  const { level, n, width } = tile
  const span = level === 'entries' ? 1 : TILE_WIDTH ** level
  if ((n * TILE_WIDTH + width) * span > newest.size) return null
  if (level === 'entries') {
    return writeBundle((await readPlaced(db, n * TILE_WIDTH, width)).map(entryOf))
  }
  const hashes = await readTile(db, level, n)
  return hashes && hashes.subarray(0, width * HASH_BYTES)
}

/** Events from a place on, as anybody may see them who may see the log; at most `limit`. */
export async function listEvents(
  db: DbOrTransaction,
  { from, limit }: { from: number; limit: number },
): Promise<(LoggedEvent & { index: number })[]> {
  const rows = await readPlaced(db, from, limit)
  return rows.map((row) => ({ index: row.index, ...loggedPart(row) }))
}

/** @throws {DomainError} not-found `audit-not-signed` before the first one */
export async function requireCheckpoint(db: DbOrTransaction): Promise<string> {
  const newest = await newestCheckpoint(db)
  if (newest) return newest.note
  throw new DomainError(
    'not-found',
    'audit-not-signed',
    'Reading the log: no checkpoint is signed yet; try again in a minute',
  )
}
