// Which of very many queries have any hash of an index within a radius up to 31; what it is, is not said. Table by
// table: the queries are ordered by their word, so that the signatures of one bucket and of the sixteen around it are
// gathered once and then compared, eight at a time, with those of all queries that have this word. A tenth of the time
// of a search a query from some thousand queries a bucket on.

import { zeroWithinAny } from './near-words'
import { distance, HASH_BYTES, quota, word } from './words'

const BUCKETS: usize = 65536
const ORDERED: usize = 8
const NUMBER: u32 = 0xffffff
const PADDING: usize = 16

/** Bytes of work memory for so many queries on an index of so many hashes; the bytes of `hits` are the caller's. */
export function joinBytes(queries: i32, hashes: i32): i32 {
  return <i32>((BUCKETS + 1) * 4 + (<usize>queries) * ORDERED + (<usize>hashes) * 6 + PADDING * 4 + 64)
}

/**
 * Marks the queries that have a hash near whose table this is; after all sixteen tables every one that has any.
 *
 * @param hits  a byte a query, which becomes 1
 */
export function joinTable(
  hashes: usize,
  start: usize,
  signatures: usize,
  numbers: usize,
  which: i32,
  total: i32,
  queries: usize,
  count: i32,
  radius: i32,
  work: usize,
  hits: usize,
): void {
  const ends = work
  const ordered = (work + (BUCKETS + 1) * 4 + 7) & ~7
  const nearNumbers = ordered + (<usize>count) * ORDERED
  const nearSignatures = (nearNumbers + (<usize>total) * 4 + PADDING) & ~15
  order(queries, count, which, ends, ordered)
  const most = quota(radius, 2)
  const isWide = quota(radius, 1) >= 1
  let from: u32 = 0
  for (let bucket: usize = 0; bucket < BUCKETS; bucket++) {
    const to = load<u32>(ends + (bucket << 2))
    if (to == from) continue
    const own = gather(bucket, start, signatures, numbers, nearSignatures, nearNumbers, 0)
    compareAll(ordered, from, to, nearSignatures, nearNumbers, own, most, queries, hashes, radius, hits)
    if (isWide && most >= 1) {
      let near = 0
      for (let bit: usize = 0; bit < 16; bit++) {
        const other = bucket ^ ((<usize>1) << bit)
        near = gather(other, start, signatures, numbers, nearSignatures, nearNumbers, near)
      }
      compareAll(ordered, from, to, nearSignatures, nearNumbers, near, most - 1, queries, hashes, radius, hits)
    }
    from = to
  }
}

/** Puts the queries in the order of their words: number and following word; `ends` has where each word ends. */
function order(queries: usize, count: i32, which: i32, ends: usize, ordered: usize): void {
  memory.fill(ends, 0, (BUCKETS + 1) * 4)
  const counts = ends + 4
  for (let i = 0; i < count; i++) {
    const at = counts + ((<usize>word(queries + (<usize>i) * HASH_BYTES, which)) << 2)
    store<u32>(at, load<u32>(at) + 1)
  }
  for (let bucket: usize = 1; bucket <= BUCKETS; bucket++) {
    const at = ends + (bucket << 2)
    store<u32>(at, load<u32>(at) + load<u32>(at - 4))
  }
  for (let i = 0; i < count; i++) {
    const query = queries + (<usize>i) * HASH_BYTES
    const at = ends + ((<usize>word(query, which)) << 2)
    const place = load<u32>(at)
    store<u32>(at, place + 1)
    const to = ordered + (<usize>place) * ORDERED
    store<u32>(to, <u32>i)
    store<u32>(to, word(query, which + 1), 4)
  }
}

/** Adds a bucket to those gathered; returns how many there are then. */
// @ts-ignore: decorator
@inline
function gather(
  bucket: usize,
  start: usize,
  signatures: usize,
  numbers: usize,
  toSignatures: usize,
  toNumbers: usize,
  gathered: i32,
): i32 {
  const at = start + (bucket << 2)
  const end = load<u32>(at, 4)
  for (let i = load<u32>(at); i < end; i++) {
    store<u16>(toSignatures + ((<usize>gathered) << 1), load<u16>(signatures + ((<usize>i) << 1)))
    store<u32>(toNumbers + ((<usize>gathered) << 2), load<u32>(numbers + ((<usize>i) << 2)))
    gathered++
  }
  return gathered
}

// @ts-ignore: decorator
@inline
function compareAll(
  ordered: usize,
  from: u32,
  to: u32,
  signatures: usize,
  numbers: usize,
  count: i32,
  most: i32,
  queries: usize,
  hashes: usize,
  radius: i32,
  hits: usize,
): void {
  const limit = i16x8.splat(<i16>most)
  for (let i = from; i < to; i++) {
    const at = ordered + (<usize>i) * ORDERED
    if (load<u8>(hits + load<u32>(at)) != 0) continue
    const wanted = i16x8.splat(<i16>load<u16>(at, 4))
    for (let first = 0; first < count; first += 8) {
      const lanes = zeroWithinAny(v128.xor(v128.load(signatures + ((<usize>first) << 1)), wanted), limit)
      if (i16x8.all_true(lanes)) continue
      let near = <u32>i16x8.bitmask(i16x8.eq(lanes, i16x8.splat(0)))
      if (count - first < 8) near &= ((<u32>1) << (count - first)) - 1
      if (settle(near, first, numbers, load<u32>(at), queries, hashes, radius, hits)) break
    }
  }
}

// @ts-ignore: decorator
@inline
function settle(
  near: u32,
  first: i32,
  numbers: usize,
  query: u32,
  queries: usize,
  hashes: usize,
  radius: i32,
  hits: usize,
): bool {
  while (near != 0) {
    const number = load<u32>(numbers + ((<usize>first + ctz<u32>(near)) << 2)) & NUMBER
    near &= near - 1
    const hash = hashes + (<usize>number) * HASH_BYTES
    if (distance(hash, queries + (<usize>query) * HASH_BYTES) <= radius) {
      store<u8>(hits + query, 1)
      return true
    }
  }
  return false
}
