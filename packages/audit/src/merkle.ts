import { hash } from 'node:crypto'

/** Bytes of a hash of the tree. */
export const HASH_BYTES = 32

const LEAF = Buffer.of(0)
const NODE_BYTES = 1 + 2 * HASH_BYTES

/** SHA-256(0x00 || entry). @see RFC 6962 section 2.1 */
export const leafHash = (entry: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([LEAF, entry]), 'buffer')

/** SHA-256(0x01 || left || right). @see RFC 6962 section 2.1 */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  SCRATCH.set(left, 1)
  SCRATCH.set(right, 1 + HASH_BYTES)
  return hash('sha256', SCRATCH, 'buffer')
}

const SCRATCH = Buffer.alloc(NODE_BYTES, 1)

/** Root of the tree without leaves. */
export const EMPTY_ROOT: Buffer = hash('sha256', Buffer.alloc(0), 'buffer')

/**
 * Root of a whole number of hashes that is a power of two, such as those of a full tile.
 *
 * @param hashes  32 bytes each, one after the other
 */
export function perfectRoot(hashes: Uint8Array): Buffer {
  let level = Buffer.from(hashes)
  while (level.length > HASH_BYTES) {
    const next = Buffer.allocUnsafe(level.length / 2)
    for (let at = 0; at < next.length; at += HASH_BYTES) {
      const left = level.subarray(2 * at, 2 * at + HASH_BYTES)
      next.set(nodeHash(left, level.subarray(2 * at + HASH_BYTES, 2 * at + 2 * HASH_BYTES)), at)
    }
    level = next
  }
  return level
}

/** What is kept of a tree to add leaves to it and to know its root: one hash for each bit of its size. */
export type Frontier = { size: number; peaks: Buffer[] }

export const emptyFrontier = (): Frontier => ({ size: 0, peaks: [] })

/** Adds one leaf, in place. */
export function addLeaf(frontier: Frontier, leaf: Buffer): void {
  let carried = leaf
  // one subtree is full for each trailing one of the size
  for (let size = frontier.size; size % 2 === 1; size = (size - 1) / 2) {
    carried = nodeHash(frontier.peaks.pop()!, carried)
  }
  frontier.peaks.push(carried)
  frontier.size++
}

/** Merkle tree hash of all leaves so far. */
export const rootOf = ({ peaks }: Frontier): Buffer =>
  peaks.length === 0
    ? EMPTY_ROOT
    : peaks.slice(0, -1).reduceRight<Buffer>((right, left) => nodeHash(left, right), peaks.at(-1)!)
