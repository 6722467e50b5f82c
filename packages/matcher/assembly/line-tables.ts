// For very long lists: eleven tables, each of 2^bits lines of 64 bytes that a key of the hash addresses
// directly, so that a visit costs one line of memory and there is no directory. The ring is cut into ten chunks
// of 23 bits, which may differ in 2, and one of 26, which may differ in 1: 10 * 3 + 2 is more than 31, so some
// chunk and the next differ in no more than both together may, and one (see `table`).
//
// Line: u32 of 27 bits (where its entries begin in `numbers`) and 5 bits (how many, 31: more than 30), then up
// to 30 signatures: the 16 bits that follow the key. With 31 there are 28, the last word says where the others
// stand in `overflow`. Number: 27 bits, and the next 5 bits of the hash.

import { HASH_BYTES } from './words'

const LINE: usize = 64
const BASE: u32 = 0x7ffffff
const FULL: u32 = 31
const HELD: u32 = 30
const HELD_BEFORE_OVERFLOW: u32 = 28
const OVERFLOW_AT: usize = 60
const PARTS: usize = 1024

// A table: the fields of its description, words.
const LINES: usize = 0
const NUMBERS: usize = 4
const OVERFLOW: usize = 8
const BITS: usize = 12
const CURSORS: usize = 16

/** At least 57 bits of a hash from bit `from` on, around the ring. */
// @ts-ignore: decorator
@inline
export function ringBits(hash: usize, from: i32): u64 {
  const byte = <usize>(from >> 3)
  if (byte <= 24) return load<u64>(hash + byte) >> (<u64>(from & 7))
  return (load<u64>(hash, 24) >> (<u64>(from - 192))) | (load<u64>(hash) << (<u64>(256 - from)))
}

/** Writes the bits of many hashes from one bit on, eight bytes each. */
export function ringBitsOf(hashes: usize, count: i32, from: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    store<u64>(out + ((<usize>i) << 3), ringBits(hashes + (<usize>i) * HASH_BYTES, from))
  }
}

// @ts-ignore: decorator
@inline
function field(table: usize, at: usize): usize {
  return <usize>load<u32>(table + at)
}

/** Counts the hashes of a block, given by their bits, in the lines. */
export function countLines(table: usize, bits: usize, count: i32): void {
  const mask = ((<u64>1) << (<u64>field(table, BITS))) - 1
  const lines = field(table, LINES)
  for (let i = 0; i < count; i++) {
    const line = lines + (<usize>(load<u64>(bits + ((<usize>i) << 3)) & mask)) * LINE
    store<u32>(line, load<u32>(line) + 1)
  }
}

/** Turns counts into where entries begin; returns how many signatures do not fit into lines. */
export function sealLines(table: usize): i32 {
  const lines = field(table, LINES)
  const all = <usize>1 << field(table, BITS)
  let base: u32 = 0
  let beyond: u32 = 0
  for (let at: usize = 0; at < all; at++) {
    const line = lines + at * LINE
    const held = load<u32>(line)
    store<u32>(line, base | (min(held, FULL) << 27))
    if (held > HELD) {
      store<u32>(line, beyond, OVERFLOW_AT)
      beyond += (held - HELD_BEFORE_OVERFLOW + 31) & ~31
    }
    base += held
  }
  store<u32>(lines + all * LINE, base)
  return <i32>beyond
}

/**
 * Files a block of hashes.
 *
 * @param first    number of the first of them
 * @param scratch  sixteen bytes a hash
 * @param counts   1,025 words
 */
export function fileLines(
  table: usize,
  bits: usize,
  count: i32,
  first: i32,
  scratch: usize,
  counts: usize,
): void {
  const width = <u64>field(table, BITS)
  const mask = ((<u64>1) << width) - 1
  const shift = width > 10 ? width - 10 : 0
  partition(bits, count, first, mask, shift, scratch, counts)
  const lines = field(table, LINES)
  const numbers = field(table, NUMBERS)
  const overflow = field(table, OVERFLOW)
  const cursors = field(table, CURSORS)
  for (let i = 0; i < count; i++) {
    const record = scratch + ((<usize>i) << 4)
    const value = load<u64>(record)
    const key = <usize>(value & mask)
    const rest = value >> width
    const line = lines + key * LINE
    const head = load<u32>(line)
    const cursor = cursors + (key << 2)
    const place = load<u32>(cursor)
    store<u32>(cursor, place + 1)
    if (head >> 27 == FULL && place >= HELD_BEFORE_OVERFLOW) {
      const at = load<u32>(line, OVERFLOW_AT) + place - HELD_BEFORE_OVERFLOW
      store<u16>(overflow + ((<usize>at) << 1), <u16>rest)
    } else store<u16>(line + 4 + ((<usize>place) << 1), <u16>rest)
    const number = load<u32>(record, 8) | (<u32>(rest >> 16) << 27)
    store<u32>(numbers + ((<usize>((head & BASE) + place)) << 2), number)
  }
}

/** Orders a block by the upper bits of the key, so that lines are written in stretches. */
function partition(
  bits: usize,
  count: i32,
  first: i32,
  mask: u64,
  shift: u64,
  scratch: usize,
  counts: usize,
): void {
  memory.fill(counts, 0, (PARTS + 1) * 4)
  for (let i = 0; i < count; i++) {
    const part = <usize>((load<u64>(bits + ((<usize>i) << 3)) & mask) >> shift)
    const at = counts + 4 + (part << 2)
    store<u32>(at, load<u32>(at) + 1)
  }
  for (let part: usize = 0; part < PARTS; part++) {
    const at = counts + (part << 2)
    store<u32>(at, load<u32>(at, 4) + load<u32>(at), 4)
  }
  for (let i = 0; i < count; i++) {
    const value = load<u64>(bits + ((<usize>i) << 3))
    const at = counts + ((<usize>((value & mask) >> shift)) << 2)
    const place = load<u32>(at)
    store<u32>(at, place + 1)
    const record = scratch + ((<usize>place) << 4)
    store<u64>(record, value)
    store<i32>(record, first + i, 8)
  }
}
