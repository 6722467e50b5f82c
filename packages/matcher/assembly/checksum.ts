const PRIME_A: u64 = 0x9e3779b185ebca87
const PRIME_B: u64 = 0xc2b2ae3d27d4eb4f

// @ts-ignore: decorator
@inline
function mix(sum: u64, value: u64): u64 {
  return rotl<u64>(sum + value * PRIME_B, 31) * PRIME_A
}

/**
 * A sum that damage does not leave as it is: for files that were cut or altered by accident, not by
 * someone who means to.
 *
 * @param bytes  a multiple of 32
 * @param sum    of what came before, 0 at first
 */
export function checksum(from: usize, bytes: usize, sum: u64): u64 {
  let a = sum + PRIME_A
  let b = sum + PRIME_B
  let c = sum
  let d = sum - PRIME_A
  const end = from + bytes
  for (let at = from; at < end; at += 32) {
    a = mix(a, load<u64>(at))
    b = mix(b, load<u64>(at, 8))
    c = mix(c, load<u64>(at, 16))
    d = mix(d, load<u64>(at, 24))
  }
  let all = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18)
  all = mix(mix(mix(mix(all, a), b), c), d) + <u64>bytes
  all = (all ^ (all >> 33)) * PRIME_B
  return all ^ (all >> 29)
}
