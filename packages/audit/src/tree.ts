import { DomainError } from '@nightlight/contract'
import { EMPTY_ROOT, HASH_BYTES, nodeHash, perfectRoot } from './merkle.ts'
import { TILE_WIDTH } from './tiles.ts'

/**
 * Reads a tile of the tree.
 *
 * @returns 32 bytes a hash
 * @throws {DomainError} `audit-tile-missing`
 */
export type ReadTile = (level: number, n: number) => Promise<Uint8Array>

/** Hashes that should be there are not. */
export const tileMissing = (level: number, n: number): DomainError =>
  new DomainError(
    'conflict',
    'audit-tile-missing',
    `Reading the tree: tile ${n} of level ${level} is missing or too short; "nightlight audit verify" says which events are under it`,
  )

/**
 * Proofs and roots of one tree, from its tiles; it asks for each tile once. Each throws a `DomainError` `audit-tile-missing`
 * where one is missing or has fewer hashes than the size asks for.
 */
export type Tree = {
  root(size: number): Promise<Buffer>
  /** Hash of one leaf. */
  leaf(index: number): Promise<Buffer>
  /** @see RFC 6962 section 2.1.1 */
  inclusionProof(index: number, size: number): Promise<Buffer[]>
  /** @see RFC 6962 section 2.1.2 */
  consistencyProof(older: number, newer: number): Promise<Buffer[]>
}

/**
 * @param read  of a tree that has at least as many leaves as any size that is asked for
 */
export function createTree(read: ReadTile): Tree {
  const tiles = new Map<string, Promise<Uint8Array>>()
  const tile = (level: number, n: number): Promise<Uint8Array> => {
    const name = `${level}/${n}`
    const known = tiles.get(name) ?? read(level, n)
    tiles.set(name, known)
    return known
  }

  /** Hash of the complete subtree of `width` leaves, a power of two, that begins at leaf `start`. */
  const complete = async (start: number, width: number): Promise<Buffer> => {
    const level = Math.floor(Math.log2(width) / 8)
    const unit = TILE_WIDTH ** level
    const first = start / unit
    const n = Math.floor(first / TILE_WIDTH)
    const at = (first - n * TILE_WIDTH) * HASH_BYTES
    const bytes = (width / unit) * HASH_BYTES
    const hashes = (await tile(level, n)).subarray(at, at + bytes)
    if (hashes.length < bytes) throw tileMissing(level, n)
    return perfectRoot(hashes)
  }

  /** MTH of the leaves from `start` up to `end`. */
  const range = async (start: number, end: number): Promise<Buffer> => {
    const split = splitOf(end - start)
    if (split === end - start) return complete(start, split)
    const left = await complete(start, split)
    return nodeHash(left, await range(start + split, end))
  }

  const path = async (index: number, start: number, end: number): Promise<Buffer[]> => {
    if (end - start === 1) return []
    const middle = start + below(end - start)
    return index < middle
      ? [...(await path(index, start, middle)), await range(middle, end)]
      : [...(await path(index, middle, end)), await range(start, middle)]
  }

  const subproof = async (
    older: number,
    start: number,
    end: number,
    isWhole: boolean,
  ): Promise<Buffer[]> => {
    if (older === end) return isWhole ? [] : [await range(start, end)]
    const middle = start + below(end - start)
    return older <= middle
      ? [...(await subproof(older, start, middle, isWhole)), await range(middle, end)]
      : [...(await subproof(older, middle, end, false)), await range(start, middle)]
  }

  return {
    root: async (size) => (size === 0 ? EMPTY_ROOT : range(0, size)),
    leaf: (index) => complete(index, 1),
    async inclusionProof(index, size) {
      if (!(index >= 0 && index < size)) {
        throw new RangeError(`Proving an entry: ${index} of a tree of ${size}`)
      }
      return path(index, 0, size)
    },
    async consistencyProof(older, newer) {
      if (!(older >= 0 && older <= newer)) {
        throw new RangeError(`Proving consistency: from ${older} to ${newer}`)
      }
      return older === 0 ? [] : subproof(older, 0, newer, true)
    },
  }
}

/** The largest power of two that is not larger than `n`. */
function splitOf(n: number): number {
  let power = 1
  while (power * 2 <= n) power *= 2
  return power
}

/** The largest power of two below `n`, which is 2 or more. */
const below = (n: number): number => splitOf(n - 1)
