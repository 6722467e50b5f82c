import { oneAt, type Finding } from './finding.ts'
import { HASH_BYTES } from './merkle.ts'
import { growTiles, partialWidth, TILE_LEVELS, TILE_WIDTH, type Tile } from './tiles.ts'

type ReadTile = (level: number, n: number) => Promise<Uint8Array | null>

/** Compares the tiles of a log with those that its leaves make. */
export function compareTiles(read: ReadTile) {
  const partial: Buffer[] = []
  // of each level only the last tile grows
  const last = new Map<number, { n: number; hashes: Uint8Array | null }>()
  const stored = async (level: number, n: number): Promise<Uint8Array | null> => {
    const known = last.get(level)
    if (known?.n === n) return known.hashes
    const hashes = await read(level, n)
    last.set(level, { n, hashes })
    return hashes
  }

  const compare = async ({ level, n, hashes }: Tile): Promise<Finding | null> => {
    const theirs = await stored(level, n)
    // leaves that one hash of this level stands for
    const span = TILE_WIDTH ** level
    const start = n * TILE_WIDTH * span
    if (!theirs) return { code: 'tile-missing', index: start, upTo: start + TILE_WIDTH * span }
    for (let at = 0; at < hashes.length; at += HASH_BYTES) {
      const ours = hashes.subarray(at, at + HASH_BYTES)
      if (Buffer.compare(ours, theirs.subarray(at, at + HASH_BYTES)) === 0) continue
      const index = start + (at / HASH_BYTES) * span
      return level === 0
        ? oneAt('entry-altered', index)
        : { code: 'tile-altered', index, upTo: index + span }
    }
    return null
  }

  return {
    /** What does not fit among leaves from `size` on, which end within one tile; of the lowest level that does not. */
    async leaves(size: number, leaves: readonly Uint8Array[]): Promise<Finding[]> {
      for (const tile of growTiles(partial, size, leaves).sort((a, b) => a.level - b.level)) {
        const finding = await compare(tile)
        if (finding) return [finding]
      }
      return []
    },
    /** What is wrong at the right edge: a tile that has more hashes than there are events, or one too many. */
    async end(size: number): Promise<Finding | null> {
      for (let level = 0; level < TILE_LEVELS; level++) {
        const n = Math.floor(size / TILE_WIDTH ** (level + 1))
        const hashes = await stored(level, n)
        const width = partialWidth(level, size)
        if ((hashes?.length ?? 0) > width * HASH_BYTES) {
          const span = TILE_WIDTH ** level
          return { code: 'log-shorter', index: size, upTo: (n + 1) * TILE_WIDTH * span }
        }
      }
      return null
    },
  }
}
