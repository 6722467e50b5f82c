import { hash } from 'node:crypto'

/** The definitions of RFC 6962 section 2.1, word for word and slow, over hashes of leaves. */

const node = (left: Buffer, right: Buffer): Buffer =>
  hash('sha256', Buffer.concat([Buffer.of(1), left, right]), 'buffer')

/** The largest power of two that is smaller than `n`. */
function k(n: number): number {
  let power = 1
  while (power * 2 < n) power *= 2
  return power
}

export function mth(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return hash('sha256', Buffer.alloc(0), 'buffer')
  if (leaves.length === 1) return leaves[0]!
  const at = k(leaves.length)
  return node(mth(leaves.slice(0, at)), mth(leaves.slice(at)))
}

export function path(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return []
  const at = k(leaves.length)
  const [left, right] = [leaves.slice(0, at), leaves.slice(at)]
  return m < at ? [...path(m, left), mth(right)] : [...path(m - at, right), mth(left)]
}

export const proofOf = (m: number, leaves: readonly Buffer[]): Buffer[] => sub(m, leaves, true)

function sub(m: number, leaves: readonly Buffer[], isWhole: boolean): Buffer[] {
  if (m === leaves.length) return isWhole ? [] : [mth(leaves)]
  const at = k(leaves.length)
  const [left, right] = [leaves.slice(0, at), leaves.slice(at)]
  return m <= at
    ? [...sub(m, left, isWhole), mth(right)]
    : [...sub(m - at, right, false), mth(left)]
}
