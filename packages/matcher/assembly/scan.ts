import { HASH_BYTES } from './words'

/**
 * Finds by looking at every hash: 32 bytes each, at the speed of memory.
 *
 * @param count  at most as many results as this are written: eight bytes each, number and distance
 * @returns results
 */
export function scan(hashes: usize, count: i32, query: usize, radius: i32, out: usize): i32 {
  const first = out
  const a = load<u64>(query)
  const b = load<u64>(query, 8)
  const c = load<u64>(query, 16)
  const d = load<u64>(query, 24)
  const end = hashes + (<usize>count) * HASH_BYTES
  // half of the hash decides for nearly all, unless the radius is wide: then it is a guess
  const half = radius <= 40 ? radius : 256
  for (let at = hashes; at < end; at += HASH_BYTES) {
    let bits = <i32>(popcnt<u64>(load<u64>(at) ^ a) + popcnt<u64>(load<u64>(at, 8) ^ b))
    if (bits > half) continue
    bits += <i32>(popcnt<u64>(load<u64>(at, 16) ^ c) + popcnt<u64>(load<u64>(at, 24) ^ d))
    if (bits > radius) continue
    store<u32>(out, <u32>((at - hashes) / HASH_BYTES))
    store<i32>(out, bits, 4)
    out += 8
  }
  return <i32>((out - first) >> 3)
}
