// A hash is 32 bytes in the order of the index's own permutation, read as sixteen 16-bit words in a
// ring: word 16 is word 0 again.

export const HASH_BYTES: usize = 32
export const WORDS: i32 = 16

// @ts-ignore: decorator
@inline
export function word(hash: usize, at: i32): u32 {
  return <u32>load<u16>(hash + ((<usize>(at & 15)) << 1))
}

/** Bits in which two hashes differ. */
// @ts-ignore: decorator
@inline
export function distance(a: usize, b: usize): i32 {
  return <i32>(
    (popcnt<u64>(load<u64>(a) ^ load<u64>(b)) +
      popcnt<u64>(load<u64>(a, 8) ^ load<u64>(b, 8)) +
      popcnt<u64>(load<u64>(a, 16) ^ load<u64>(b, 16)) +
      popcnt<u64>(load<u64>(a, 24) ^ load<u64>(b, 24)))
  )
}

/**
 * Most bits that the first `words` words behind some start may differ in, when all sixteen differ in
 * `radius` bits: were more at every start, the sum around the ring would be more than `radius`.
 */
// @ts-ignore: decorator
@inline
export function quota(radius: i32, words: i32): i32 {
  return (words * (radius + 1) + 15) / 16 - 1
}
