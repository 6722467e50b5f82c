// Entries of a bucket whose signature is near the query's become candidates: eight bytes each, the
// address of its number, and a tag: query (16 bits), table (8), bits that the next byte may differ in.

import { zeroWithin, zeroWithinAny } from './near-words'

export const CANDIDATE: usize = 8

/** Adds those entries of eight whose lane is zero and that lie between `start` and `end`. */
// @ts-ignore: decorator
@inline
function emit(
  lanes: v128,
  first: u32,
  start: u32,
  end: u32,
  signatures: usize,
  numbers: usize,
  signature: u32,
  rest: u32,
  tag: u32,
  out: usize,
): usize {
  let hits = <u32>i16x8.bitmask(i16x8.eq(lanes, i16x8.splat(0)))
  while (hits != 0) {
    const at = first + ctz<u32>(hits)
    hits &= hits - 1
    if (at - start >= end - start) continue
    const bits = popcnt<u32>(signature ^ <u32>load<u16>(signatures + ((<usize>at) << 1)))
    store<u32>(out, <u32>(numbers + ((<usize>at) << 2)))
    store<u32>(out, tag | (rest - bits), 4)
    out += CANDIDATE
  }
  return out
}

/** Entries of short buckets, eight at a time. */
// @ts-ignore: decorator
@inline
function scanShort(
  signatures: usize,
  start: u32,
  end: u32,
  signature: u32,
  most: i32,
  numbers: usize,
  rest: u32,
  tag: u32,
  out: usize,
): usize {
  const query = i16x8.splat(<i16>signature)
  for (let at = start & ~7; at < end; at += 8) {
    const lanes = zeroWithin(v128.xor(v128.load(signatures + ((<usize>at) << 1)), query), most)
    if (i16x8.all_true(lanes)) continue
    out = emit(lanes, at, start, end, signatures, numbers, signature, rest, tag, out)
  }
  return out
}

/** Entries of long buckets, a line of 32 at a time. */
// @ts-ignore: decorator
@inline
function scanLong(
  signatures: usize,
  start: u32,
  end: u32,
  signature: u32,
  most: i32,
  numbers: usize,
  rest: u32,
  tag: u32,
  out: usize,
): usize {
  const query = i16x8.splat(<i16>signature)
  for (let at = start & ~31; at < end; at += 32) {
    const from = signatures + ((<usize>at) << 1)
    const a = zeroWithin(v128.xor(v128.load(from), query), most)
    const b = zeroWithin(v128.xor(v128.load(from, 16), query), most)
    const c = zeroWithin(v128.xor(v128.load(from, 32), query), most)
    const d = zeroWithin(v128.xor(v128.load(from, 48), query), most)
    if (i16x8.all_true(i16x8.min_u(i16x8.min_u(a, b), i16x8.min_u(c, d)))) continue
    out = emit(a, at, start, end, signatures, numbers, signature, rest, tag, out)
    out = emit(b, at + 8, start, end, signatures, numbers, signature, rest, tag, out)
    out = emit(c, at + 16, start, end, signatures, numbers, signature, rest, tag, out)
    out = emit(d, at + 24, start, end, signatures, numbers, signature, rest, tag, out)
  }
  return out
}

/** As `scanShort` for a wide search, in which signatures may differ in four bits and more. */
export function scanWide(
  signatures: usize,
  start: u32,
  end: u32,
  signature: u32,
  most: i32,
  numbers: usize,
  rest: u32,
  tag: u32,
  out: usize,
): usize {
  const query = i16x8.splat(<i16>signature)
  const limit = i16x8.splat(<i16>most)
  for (let at = start & ~7; at < end; at += 8) {
    const bits = v128.xor(v128.load(signatures + ((<usize>at) << 1)), query)
    const lanes = zeroWithinAny(bits, limit)
    if (i16x8.all_true(lanes)) continue
    out = emit(lanes, at, start, end, signatures, numbers, signature, rest, tag, out)
  }
  return out
}

/** Entries whose signature differs in at most `most` bits, as is fastest for buckets of their length. */
// @ts-ignore: decorator
@inline
export function scanNear(
  signatures: usize,
  start: u32,
  end: u32,
  signature: u32,
  most: i32,
  isShort: bool,
  numbers: usize,
  rest: u32,
  tag: u32,
  out: usize,
): usize {
  // each call has its own copy, for the constant
  if (most == 2) {
    return isShort
      ? scanShort(signatures, start, end, signature, 2, numbers, rest, tag, out)
      : scanLong(signatures, start, end, signature, 2, numbers, rest, tag, out)
  }
  if (most == 3) return scanShort(signatures, start, end, signature, 3, numbers, rest, tag, out)
  if (most == 1) return scanShort(signatures, start, end, signature, 1, numbers, rest, tag, out)
  return scanShort(signatures, start, end, signature, 0, numbers, rest, tag, out)
}
