import { HASH_BYTES, perfectRoot } from './merkle.ts'

/** Hashes of a full tile. */
export const TILE_WIDTH = 256
const FULL_BYTES = TILE_WIDTH * HASH_BYTES

/** Levels that a tree of 2^53 leaves has. */
export const TILE_LEVELS = 7

/** One tile: `hashes` has 32 bytes for each of its up to 256 hashes. */
export type Tile = { level: number; n: number; hashes: Buffer }

/**
 * Where a tile lies, below the prefix of the log: `tile/0/x001/x234/067.p/12`.
 *
 * @param level  of hashes, or `entries` for a bundle of entries
 * @param width  1 to 256 hashes
 * @see https://c2sp.org/tlog-tiles
 */
export function tilePath(level: number | 'entries', n: number, width = TILE_WIDTH): string {
  const digits = String(n)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  const name = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${name}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

/** @returns null for what is no path of a tile, and for one of the many wrong spellings of one */
export function parseTilePath(
  path: string,
): { level: number | 'entries'; n: number; width: number } | null {
  const [, level, name, width = '256'] =
    /^tile\/(entries|\d)\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path) ?? []
  if (level === undefined || name === undefined) return null
  const tile = {
    level: level === 'entries' ? level : Number(level),
    n: Number(name.replaceAll(/[x/]/g, '')),
    width: Number(width),
  } as const
  return tilePath(tile.level, tile.n, tile.width) === path && tile.width > 0 ? tile : null
}

/** Hashes of the last tile of a level; 0 when it is full or there is none. */
export const partialWidth = (level: number, size: number): number =>
  Math.floor(size / TILE_WIDTH ** level) % TILE_WIDTH

/** The tiles of a level that a tree of this size has, the last one perhaps partial. */
export const tilesOf = (level: number, size: number): number =>
  Math.ceil(Math.floor(size / TILE_WIDTH ** level) / TILE_WIDTH)

/**
 * Adds leaves to the right edge of a tree.
 *
 * @param partial  the last tile of each level that is not full; changed in place
 * @param leaves   hashes of the leaves from `size` on
 * @returns every tile that is new or has grown, once, as it is in the end
 */
export function growTiles(partial: Buffer[], size: number, leaves: readonly Uint8Array[]): Tile[] {
  const tiles: Tile[] = []
  let added: readonly Uint8Array[] = leaves
  for (let level = 0; added.length > 0; level++) {
    const before = partial[level] ?? Buffer.alloc(0)
    const first = Math.floor(Math.floor(size / TILE_WIDTH ** level) / TILE_WIDTH)
    const hashes = Buffer.concat([before, ...added])
    const full: Buffer[] = []
    let at = 0
    for (; at + FULL_BYTES <= hashes.length; at += FULL_BYTES) {
      const tile = hashes.subarray(at, at + FULL_BYTES)
      tiles.push({ level, n: first + full.length, hashes: tile })
      full.push(perfectRoot(tile))
    }
    const rest = hashes.subarray(at)
    if (rest.length > 0) tiles.push({ level, n: first + full.length, hashes: rest })
    partial[level] = rest
    added = full
  }
  return tiles
}
