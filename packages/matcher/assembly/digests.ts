// Digests of 16, 20 or 32 bytes by equality. A line of 64 bytes is found by a keyed sum of the whole digest,
// so that no list can crowd one line: 27 bits say where its digests begin, 5 bits how many there are (31: more
// than 30), then come tags of 16 bits, other bits of the sum. The digests themselves stand in the order of the
// lines. So a digest that is absent costs one visit to memory.

const LINE: usize = 64
const TAGS: i32 = 30
const MANY: u32 = 31
const BASE: u32 = 0x7ffffff
export const ABSENT: u32 = 0xffffffff
const GROUP: i32 = 64

let touched: u32 = 0

/**
 * A sum that nobody can predict who does not know the key: four odd 64-bit factors and one summand.
 *
 * @see Dietzfelbinger: multiply-shift hashing of vectors
 */
// @ts-ignore: decorator
@inline
function sumOf(digest: usize, width: i32, key: usize): u64 {
  let sum = load<u64>(key, 32)
  sum += load<u64>(digest) * load<u64>(key)
  sum = (sum ^ (sum >> 29)) + load<u64>(digest, 8) * load<u64>(key, 8)
  if (width == 20) sum = (sum ^ (sum >> 29)) + <u64>load<u32>(digest, 16) * load<u64>(key, 16)
  if (width == 32) {
    sum = (sum ^ (sum >> 29)) + load<u64>(digest, 16) * load<u64>(key, 16)
    sum = (sum ^ (sum >> 29)) + load<u64>(digest, 24) * load<u64>(key, 24)
  }
  return (sum ^ (sum >> 32)) * load<u64>(key, 8)
}

// @ts-ignore: decorator
@inline
function lineOf(sum: u64, bits: i32): usize {
  return <usize>(sum >> (<u64>(64 - bits)))
}

// @ts-ignore: decorator
@inline
function tagOf(sum: u64): i16 {
  return <i16>(sum >> 16)
}

/** Writes the line and the tag of each of many digests, four bytes each. */
export function placeDigests(
  digests: usize,
  count: i32,
  width: i32,
  bits: i32,
  key: usize,
  out: usize,
): void {
  for (let i = 0; i < count; i++) {
    const sum = sumOf(digests + (<usize>i) * (<usize>width), width, key)
    store<u32>(out + ((<usize>i) << 3), <u32>lineOf(sum, bits))
    store<u32>(out + ((<usize>i) << 3), <u32>tagOf(sum) & 0xffff, 4)
  }
}

// @ts-ignore: decorator
@inline
function isSame(a: usize, b: usize, width: i32): bool {
  if (load<u64>(a) != load<u64>(b) || load<u64>(a, 8) != load<u64>(b, 8)) return false
  if (width == 16) return true
  if (width == 20) return load<u32>(a, 16) == load<u32>(b, 16)
  return load<u64>(a, 16) == load<u64>(b, 16) && load<u64>(a, 24) == load<u64>(b, 24)
}

/** The place of the first digest that equals the query, in the order of the lines, or `ABSENT`. */
// @ts-ignore: decorator
@inline
function findIn(head: usize, tag: i16, query: usize, width: i32, digests: usize): u32 {
  const wanted = i16x8.splat(tag)
  const packed = load<u32>(head)
  const held = packed >> 27
  const base = packed & BASE
  let hits =
    <u32>i16x8.bitmask(i16x8.eq(v128.load(head), wanted)) |
    (<u32>i16x8.bitmask(i16x8.eq(v128.load(head, 16), wanted)) << 8) |
    (<u32>i16x8.bitmask(i16x8.eq(v128.load(head, 32), wanted)) << 16) |
    (<u32>i16x8.bitmask(i16x8.eq(v128.load(head, 48), wanted)) << 24)
  hits = (hits >> 2) & ((<u32>1 << min(held, <u32>TAGS)) - 1)
  while (hits != 0) {
    const place = base + ctz<u32>(hits)
    hits &= hits - 1
    if (isSame(digests + (<usize>place) * (<usize>width), query, width)) return place
  }
  if (held < MANY) return ABSENT
  const end = load<u32>(head, <usize>LINE) & BASE
  for (let place = base + <u32>TAGS; place < end; place++) {
    if (isSame(digests + (<usize>place) * (<usize>width), query, width)) return place
  }
  return ABSENT
}

/** One digest: its place, or `ABSENT`. */
export function findDigest(
  query: usize,
  width: i32,
  bits: i32,
  key: usize,
  lines: usize,
  digests: usize,
): u32 {
  const sum = sumOf(query, width, key)
  return findIn(lines + lineOf(sum, bits) * LINE, tagOf(sum), query, width, digests)
}

/**
 * Many digests: the place of each, or `ABSENT`; lines are touched in groups so that waits overlap.
 *
 * @param out  four bytes for each place, in eight times as many as there are digests
 */
export function findDigests(
  queries: usize,
  count: i32,
  width: i32,
  bits: i32,
  key: usize,
  lines: usize,
  digests: usize,
  out: usize,
): i32 {
  let found = 0
  let seen: u32 = 0
  for (let from = 0; from < count; from += GROUP) {
    const end = min(count, from + GROUP)
    for (let i = from; i < end; i++) {
      const sum = sumOf(queries + (<usize>i) * (<usize>width), width, key)
      const head = lines + lineOf(sum, bits) * LINE
      seen += <u32>load<u8>(head)
      // places are written behind what is still to be read
      store<u32>(out + ((<usize>i) << 3), <u32>head)
      store<u32>(out + ((<usize>i) << 3), <u32>tagOf(sum), 4)
    }
    for (let i = from; i < end; i++) {
      const at = out + ((<usize>i) << 3)
      const query = queries + (<usize>i) * (<usize>width)
      const place = findIn(<usize>load<u32>(at), <i16>load<u32>(at, 4), query, width, digests)
      store<u32>(out + ((<usize>i) << 2), place)
      found += i32(place != ABSENT)
    }
  }
  touched = seen
  return found
}
