import { HASH_BYTES } from './words'

const VALUES = 256

/**
 * Puts the bits of hashes into another order.
 *
 * `lookup` says for each of the 32 bytes and each of its 256 values which bits of the result are set,
 * 32 bytes each. `from` and `to` may be the same.
 */
export function permute(from: usize, to: usize, count: i32, lookup: usize): void {
  for (let i = 0; i < count; i++) {
    let low = i8x16.splat(0)
    let high = low
    for (let byte: usize = 0; byte < HASH_BYTES; byte++) {
      const value = <usize>load<u8>(from + byte)
      const row = lookup + (byte * VALUES + value) * HASH_BYTES
      low = v128.or(low, v128.load(row))
      high = v128.or(high, v128.load(row, 16))
    }
    v128.store(to, low)
    v128.store(to, high, 16)
    from += HASH_BYTES
    to += HASH_BYTES
  }
}
