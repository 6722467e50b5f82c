// Digests of 16, 20 or 32 bytes by equality. A line of 64 bytes is found by the leading bits of a digest:
// 27 bits say where its digests begin, 5 bits how many there are (31: more than 30), then come tags of
// 16 bits, bytes 4 and 5 of each. The digests themselves stand in the order of the lines. So a digest that is absent costs one visit to memory.

const LINE: usize = 64
const TAGS: i32 = 30
const MANY: u32 = 31
const BASE: u32 = 0x7ffffff
export const ABSENT: u32 = 0xffffffff
const GROUP: i32 = 32

let touched: u32 = 0

/** The line of a digest among 2^`bits`. */
// @ts-ignore: decorator
@inline
function digestLine(digest: usize, bits: i32): u32 {
  return bswap<u32>(load<u32>(digest)) >> (32 - bits)
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
function find(query: usize, width: i32, bits: i32, lines: usize, digests: usize): u32 {
  const head = lines + (<usize>digestLine(query, bits)) * LINE
  const tag = i16x8.splat(load<i16>(query, 4))
  const packed = load<u32>(head)
  const held = packed >> 27
  const base = packed & BASE
  let hits =
    <u32>i16x8.bitmask(i16x8.eq(v128.load(head), tag)) |
    (<u32>i16x8.bitmask(i16x8.eq(v128.load(head, 16), tag)) << 8) |
    (<u32>i16x8.bitmask(i16x8.eq(v128.load(head, 32), tag)) << 16) |
    (<u32>i16x8.bitmask(i16x8.eq(v128.load(head, 48), tag)) << 24)
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
  lines: usize,
  digests: usize,
): u32 {
  return find(query, width, bits, lines, digests)
}

/** Many digests: the place of each, or `ABSENT`; lines are touched in groups so that waits overlap. */
export function findDigests(
  queries: usize,
  count: i32,
  width: i32,
  bits: i32,
  lines: usize,
  digests: usize,
  out: usize,
): i32 {
  let found = 0
  let sum: u32 = 0
  for (let from = 0; from < count; from += GROUP) {
    const end = min(count, from + GROUP)
    for (let i = from; i < end; i++) {
      const line = digestLine(queries + (<usize>i) * (<usize>width), bits)
      sum += <u32>load<u8>(lines + (<usize>line) * LINE)
    }
    for (let i = from; i < end; i++) {
      const place = find(queries + (<usize>i) * (<usize>width), width, bits, lines, digests)
      store<u32>(out + ((<usize>i) << 2), place)
      found += i32(place != ABSENT)
    }
  }
  touched = sum
  return found
}
