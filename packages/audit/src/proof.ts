import { nodeHash } from './merkle.ts'

/** How a leaf hashes up to a root; 32 bytes each, from the leaf upwards. */
export type Proof = readonly Uint8Array[]

const same = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0
const half = (n: number): number => Math.floor(n / 2)
const isOdd = (n: number): boolean => n % 2 === 1

/**
 * Whether `leaf` is the leaf at `index` of the tree of `size` leaves that has this root.
 *
 * @see RFC 9162 section 2.1.3.2
 */
export function verifyInclusion(
  { leaf, index, size, root }: { leaf: Uint8Array; index: number; size: number; root: Uint8Array },
  proof: Proof,
): boolean {
  if (!(index >= 0 && index < size)) return false
  let node: Uint8Array = leaf
  let [last, at] = [size - 1, index]
  for (const sibling of proof) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      node = nodeHash(sibling, node)
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      node = nodeHash(node, sibling)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && same(node, root)
}

/** A tree: how many leaves, and what they hash to. */
export type TreeHead = { size: number; root: Uint8Array }

/**
 * Whether the first `older.size` leaves of the newer tree are those of the older one.
 *
 * @param proof  empty where the sizes are equal or the older tree is empty
 * @see RFC 9162 section 2.1.4.2
 */
export function verifyConsistency(older: TreeHead, newer: TreeHead, proof: Proof): boolean {
  if (older.size > newer.size || older.size < 0) return false
  if (older.size === newer.size) return proof.length === 0 && same(older.root, newer.root)
  if (older.size === 0) return proof.length === 0
  // an older tree that is a complete subtree of the newer one is its own first node
  const path = Number.isInteger(Math.log2(older.size)) ? [older.root, ...proof] : proof
  const [first, ...rest] = path
  if (first === undefined) return false
  let [at, last] = [older.size - 1, newer.size - 1]
  while (isOdd(at)) [at, last] = [half(at), half(last)]
  let olderRoot: Uint8Array = first
  let newerRoot: Uint8Array = first
  for (const node of rest) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      olderRoot = nodeHash(node, olderRoot)
      newerRoot = nodeHash(node, newerRoot)
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      newerRoot = nodeHash(newerRoot, node)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && same(olderRoot, older.root) && same(newerRoot, newer.root)
}
