// Eight signatures at a time: which of them differ from the query's in few bits. A vector of sixteen-bit
// differences goes in; a lane comes out zero where at most so many bits are set.

// @ts-ignore: decorator
@inline
function withoutLowest(bits: v128): v128 {
  return v128.and(bits, i16x8.add(bits, i16x8.splat(-1)))
}

/** `most` must be known when compiled. */
// @ts-ignore: decorator
@inline
export function zeroWithin(bits: v128, most: i32): v128 {
  if (most >= 1) bits = withoutLowest(bits)
  if (most >= 2) bits = withoutLowest(bits)
  if (most >= 3) bits = withoutLowest(bits)
  return bits
}

/** For any `most`, in as many steps as the three of `zeroWithin`. */
// @ts-ignore: decorator
@inline
export function zeroWithinAny(bits: v128, most: v128): v128 {
  return i16x8.gt_u(i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(bits)), most)
}
