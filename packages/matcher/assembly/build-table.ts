// A table files every hash under one of its words. What stands in a bucket is what a search looks at
// next: the following word (its signature), then the number of the hash, 24 bits, with the low byte
// of the word after that.
//   start[65537]  u32, first place of each bucket
//   signature[n]  u16, in the order of the buckets
//   number[n]     u32

import { HASH_BYTES, word } from './words'

const BUCKETS: usize = 65536
const START_BYTES: usize = (BUCKETS + 1) * 4
const STREAMS: usize = 256
const STREAM_BYTES: usize = (STREAMS + 1) * 4
const CURSOR_BYTES: usize = BUCKETS * 4
const RECORD: usize = 8

/** Most blocks: so many lists of counts there is room for. */
const BLOCKS: i32 = 64

/** Bytes of scratch memory for blocks of so many hashes. */
export function scratchBytes(block: i32): i32 {
  return <i32>(CURSOR_BYTES + (<usize>BLOCKS) * STREAM_BYTES + 64) + block * <i32>RECORD
}

/**
 * Makes the table of word `which` of `count` hashes.
 *
 * Hashes are taken in blocks, each ordered by the low byte of the word before it is filed: so the
 * buckets are written along 256 streams instead of at random.
 *
 * @param alive  a bit a hash, 0 for those left out, in whole words of 32; address 0 when all count
 * @param block  hashes at once, at least a 64th of all
 * @returns hashes filed
 */
export function buildTable(
  hashes: usize,
  count: i32,
  alive: usize,
  which: i32,
  start: usize,
  signatures: usize,
  numbers: usize,
  scratch: usize,
  block: i32,
): i32 {
  const cursors = scratch
  const streams = scratch + CURSOR_BYTES
  const records = (streams + (<usize>BLOCKS) * STREAM_BYTES + 63) & ~63
  const filed = countBuckets(hashes, count, alive, which, start, streams, block)
  memory.copy(cursors, start, CURSOR_BYTES)
  let counts = streams
  for (let from = 0; from < count; from += block, counts += STREAM_BYTES) {
    const to = min(count, from + block)
    const taken = partition(hashes, from, to, alive, which, counts, records)
    file(records, taken, cursors, signatures, numbers)
  }
  return filed
}

// @ts-ignore: decorator
@inline
function isAlive(alive: usize, number: i32): bool {
  return alive == 0 || ((load<u8>(alive + (number >> 3)) >> (number & 7)) & 1) != 0
}

/** Counts the hashes of each bucket, and in each block those of each low byte. */
function countBuckets(
  hashes: usize,
  count: i32,
  alive: usize,
  which: i32,
  start: usize,
  streams: usize,
  block: i32,
): i32 {
  memory.fill(start, 0, START_BYTES)
  memory.fill(streams, 0, (<usize>BLOCKS) * STREAM_BYTES)
  const counts = start + 4
  let ofBlock = streams + 4
  for (let from = 0; from < count; from += block, ofBlock += STREAM_BYTES) {
    const to = min(count, from + block)
    for (let i = from; i < to; i++) {
      if (!isAlive(alive, i)) continue
      const key = <usize>word(hashes + (<usize>i) * HASH_BYTES, which)
      const at = counts + (key << 2)
      store<u32>(at, load<u32>(at) + 1)
      const low = ofBlock + ((key & 255) << 2)
      store<u32>(low, load<u32>(low) + 1)
    }
    for (let stream: usize = 0; stream < STREAMS; stream++) {
      const at = ofBlock + (stream << 2)
      store<u32>(at, load<u32>(at) + load<u32>(at - 4))
    }
  }
  let sum = 0
  for (let bucket: usize = 0; bucket < BUCKETS; bucket++) {
    const at = counts + (bucket << 2)
    sum += load<i32>(at)
    store<i32>(at, sum)
  }
  return sum
}

/** Orders a block by the low byte of its word; returns how many records it gave. */
function partition(
  hashes: usize,
  from: i32,
  to: i32,
  alive: usize,
  which: i32,
  streams: usize,
  records: usize,
): i32 {
  for (let i = from; i < to; i++) {
    if (!isAlive(alive, i)) continue
    const hash = hashes + (<usize>i) * HASH_BYTES
    const key = word(hash, which)
    const at = streams + ((<usize>(key & 255)) << 2)
    const place = load<u32>(at)
    store<u32>(at, place + 1)
    const number = <u32>i | (word(hash, which + 2) << 24)
    const rest = key | (word(hash, which + 1) << 16)
    store<u64>(records + (<usize>place) * RECORD, <u64>number | ((<u64>rest) << 32))
  }
  return load<i32>(streams + ((STREAMS - 1) << 2))
}

function file(
  records: usize,
  count: i32,
  cursors: usize,
  signatures: usize,
  numbers: usize,
): void {
  const end = records + (<usize>count) * RECORD
  for (let at = records; at < end; at += RECORD) {
    const record = load<u64>(at)
    const cursor = cursors + ((<usize>((record >> 32) & 0xffff)) << 2)
    const place = <usize>load<u32>(cursor)
    store<u32>(cursor, <u32>place + 1)
    store<u16>(signatures + (place << 1), <u16>(record >> 48))
    store<u32>(numbers + (place << 2), <u32>record)
  }
}
