import type { Found } from './hash-index.ts'

const WORDS = 8

/**
 * Compares a query with every hash, in plain JavaScript: what an index is held against.
 *
 * @param hashes 32 bytes each, on a multiple of four bytes
 * @returns ascending by distance, then id
 */
export function linearScan(hashes: Uint8Array, query: Uint8Array, maxDistance: number): Found[] {
  const words = new Uint32Array(hashes.buffer, hashes.byteOffset, hashes.byteLength / 4)
  const wanted = new Uint32Array(Uint8Array.from(query).buffer)
  const found: Found[] = []
  for (let id = 0, at = 0; at < words.length; id++, at += WORDS) {
    let distance = 0
    for (let word = 0; word < WORDS && distance <= maxDistance; word++) {
      distance += bitsSet(words[at + word]! ^ wanted[word]!)
    }
    if (distance <= maxDistance) found.push({ id, distance })
  }
  return found.sort((a, b) => a.distance - b.distance || a.id - b.id)
}

function bitsSet(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
