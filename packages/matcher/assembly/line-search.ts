// The search in the tables of `line-tables`: candidates only, since the hashes are in another memory.

import { distance, HASH_BYTES } from './words'
import { ringBits } from './line-tables'

const LINE: usize = 64
const BASE: u32 = 0x7ffffff
const FULL: i32 = 31
const HELD_BEFORE_OVERFLOW = 28
const OVERFLOW_AT: usize = 60

// A table, as in `line-tables`, and what a search needs of it: the bit where its chunk begins, bits of the
// chunk, bits that it may differ in, and that it and the next may together.
const TABLE: usize = 64
const LINES: usize = 0
const NUMBERS: usize = 4
const OVERFLOW: usize = 8
const BITS: usize = 12
const FROM: usize = 20
const CHUNK: usize = 24
const OWN: usize = 28
const BOTH: usize = 32
const MASKS: usize = 36

let touched: u32 = 0

/**
 * Numbers of the hashes that may be within 31 bits of a query, some of them twice.
 *
 * @param room  candidates and numbers that there is room for
 * @returns how many, or -1 when there is no room for all
 */
export function probeLines(
  tables: usize,
  count: i32,
  query: usize,
  candidates: usize,
  out: usize,
  room: i32,
): i32 {
  let found = 0
  for (let i = 0; i < count; i++) {
    const table = tables + (<usize>i) * TABLE
    const end = probe(table, query, candidates, room)
    if (end == 0) return -1
    const extra = <u32>(ringBits(query, load<i32>(table, FROM)) >> (<u64>(load<i32>(table, BITS) + 16))) & 31
    const numbers = <usize>load<u32>(table, NUMBERS)
    for (let at = candidates; at < end; at += 8) {
      const entry = load<u32>(numbers + ((<usize>load<u32>(at)) << 2))
      store<u32>(out + ((<usize>found) << 2), entry & BASE)
      found += i32(<i32>popcnt<u32>((entry >> 27) ^ extra) <= load<i32>(at, 4))
    }
    if (found > room - room / 4) return -1
  }
  return found
}

/** Candidates of one table, eight bytes each: place in `numbers`, and bits that may differ still. 0 for too many. */
function probe(table: usize, query: usize, candidates: usize, room: i32): usize {
  const bits = load<i32>(table, BITS)
  const value = ringBits(query, load<i32>(table, FROM))
  const key = <u32>(value & (((<u64>1) << (<u64>bits)) - 1))
  const signature = <u32>(value >> (<u64>bits)) & 0xffff
  const own = load<i32>(table, OWN)
  const both = load<i32>(table, BOTH)
  const masks = <usize>load<u32>(table, MASKS)
  const all = own == 2 ? 1 + bits + (bits * (bits - 1)) / 2 : 1 + bits
  touchLines(<usize>load<u32>(table, LINES), key, masks, all)
  const restMask = i16x8.splat(<i16>(((<i32>1) << (load<i32>(table, CHUNK) - bits)) - 1))
  const last = candidates + ((<usize>(room - 64)) << 3)
  let end = candidates
  for (let i = 0; i < all; i++) {
    const flips = i == 0 ? 0 : i <= bits ? 1 : 2
    const line = <usize>load<u32>(table, LINES) + (<usize>(key ^ load<u32>(masks + ((<usize>i) << 2)))) * LINE
    end = scanLine(table, line, signature, both - flips, own - flips, restMask, end, last)
    if (end == 0) return 0
  }
  return end
}

function touchLines(lines: usize, key: u32, masks: usize, count: i32): void {
  let sum: u32 = 0
  for (let i = 0; i < count; i++) {
    sum += <u32>load<u8>(lines + (<usize>(key ^ load<u32>(masks + ((<usize>i) << 2)))) * LINE)
  }
  touched = sum
}

// @ts-ignore: decorator
@inline
function withoutLowest(bits: v128): v128 {
  return v128.and(bits, i16x8.add(bits, i16x8.splat(-1)))
}

/** Zero where at most `both` bits differ, and at most `own` of those of the chunk itself. */
// @ts-ignore: decorator
@inline
function tooFar(bits: v128, both: i32, own: i32, restMask: v128): v128 {
  let rest = v128.and(bits, restMask)
  if (own >= 1) rest = withoutLowest(rest)
  if (own >= 2) rest = withoutLowest(rest)
  bits = withoutLowest(withoutLowest(bits))
  if (both >= 3) bits = withoutLowest(bits)
  if (both >= 4) bits = withoutLowest(bits)
  if (both >= 5) bits = withoutLowest(bits)
  return v128.or(bits, rest)
}

function scanLine(
  table: usize,
  line: usize,
  signature: u32,
  both: i32,
  own: i32,
  restMask: v128,
  out: usize,
  last: usize,
): usize {
  const query = i16x8.splat(<i16>signature)
  const a = tooFar(v128.xor(v128.load(line), query), both, own, restMask)
  const b = tooFar(v128.xor(v128.load(line, 16), query), both, own, restMask)
  const c = tooFar(v128.xor(v128.load(line, 32), query), both, own, restMask)
  const d = tooFar(v128.xor(v128.load(line, 48), query), both, own, restMask)
  const head = load<u32>(line)
  const held = <i32>(head >> 27)
  const base = head & BASE
  const here = held == FULL ? HELD_BEFORE_OVERFLOW : held
  if (!i16x8.all_true(i16x8.min_u(i16x8.min_u(a, b), i16x8.min_u(c, d)))) {
    // the two lanes of the head are no signatures
    out = emit(a, -2, here, base, line + 4, signature, both, out)
    out = emit(b, 6, here, base, line + 4, signature, both, out)
    out = emit(c, 14, here, base, line + 4, signature, both, out)
    out = emit(d, 22, here, base, line + 4, signature, both, out)
  }
  if (out > last) return 0
  if (held != FULL) return out
  const beyond = <i32>((load<u32>(line, LINE) & BASE) - base) - HELD_BEFORE_OVERFLOW
  const from = <usize>load<u32>(table, OVERFLOW) + ((<usize>load<u32>(line, OVERFLOW_AT)) << 1)
  for (let at = 0; at < beyond; at += 8) {
    const lanes = tooFar(v128.xor(v128.load(from + ((<usize>at) << 1)), query), both, own, restMask)
    if (i16x8.all_true(lanes)) continue
    out = emit(lanes, at, beyond, base + HELD_BEFORE_OVERFLOW, from, signature, both, out)
    if (out > last) return 0
  }
  return out
}

// @ts-ignore: decorator
@inline
function emit(
  lanes: v128,
  first: i32,
  held: i32,
  base: u32,
  signatures: usize,
  signature: u32,
  both: i32,
  out: usize,
): usize {
  let hits = <u32>i16x8.bitmask(i16x8.eq(lanes, i16x8.splat(0)))
  while (hits != 0) {
    const at = first + <i32>ctz<u32>(hits)
    hits &= hits - 1
    if (at < 0 || at >= held) continue
    const bits = popcnt<u32>(signature ^ <u32>load<u16>(signatures + ((<usize>at) << 1)))
    store<u32>(out, base + <u32>at)
    store<i32>(out, both - <i32>bits, 4)
    out += 8
  }
  return out
}

/** Keeps of numbers those whose hashes are within `radius` of a query, each once: number and distance. */
export function settleNumbers(
  hashes: usize,
  query: usize,
  numbers: usize,
  count: i32,
  radius: i32,
  out: usize,
): i32 {
  let end = out
  for (let i = 0; i < count; i++) {
    const number = load<u32>(numbers + ((<usize>i) << 2))
    const bits = distance(hashes + (<usize>number) * HASH_BYTES, query)
    if (bits > radius) continue
    store<u32>(end, number)
    store<i32>(end, bits, 4)
    end += 8
  }
  return <i32>((end - out) >> 3)
}
