/**
 * Counts the one bits of a byte string.
 *
 * @param bytes  any length
 * @returns 0 to 8 times the length
 */
export function popcount(bytes: Uint8Array): number {
  let ones = 0
  for (const byte of bytes) ones += onesOfByte(byte)
  return ones
}

/**
 * Counts the bits in which two hashes differ.
 *
 * @param a  bytes of one hash
 * @param b  bytes of another hash of the same length
 * @returns 0 (equal) to 8 times the length
 * @throws {RangeError} lengths differ
 */
export function hammingDistance(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length)
    throw new RangeError(`compare hashes: ${a.length} and ${b.length} bytes`)
  let bits = 0
  for (let i = 0; i < a.length; i++) bits += onesOfByte(a[i]! ^ b[i]!)
  return bits
}

function onesOfByte(byte: number): number {
  const pairs = byte - ((byte >> 1) & 0x55)
  const nibbles = (pairs & 0x33) + ((pairs >> 2) & 0x33)
  return (nibbles + (nibbles >> 4)) & 0x0f
}
