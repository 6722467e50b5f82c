import { describe, expect, it } from 'vitest'
import { HashIndex } from './hash-index.ts'

/** A small seeded generator (mulberry32), so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
const hashes = (count: number, seed: number): Uint8Array[] => {
  const next = seeded(seed)
  return Array.from({ length: count }, () => Uint8Array.from({ length: 32 }, () => next() * 256))
}
const flip = (hash: Uint8Array, bits: number): Uint8Array => {
  const copy = Uint8Array.from(hash)
  for (let bit = 0; bit < bits; bit++) copy[bit >> 3]! ^= 128 >> (bit & 7)
  return copy
}
const distanceBitByBit = (a: Uint8Array, b: Uint8Array): number => {
  let distance = 0
  for (let bit = 0; bit < 256; bit++) {
    const mask = 128 >> (bit & 7)
    if ((a[bit >> 3]! & mask) !== (b[bit >> 3]! & mask)) distance++
  }
  return distance
}
const built = (all: Uint8Array[]): HashIndex => {
  const index = new HashIndex(2)
  for (const hash of all) index.add(hash)
  return index.finish()
}

describe('HashIndex', () => {
  it('equals a bit by bit scan at every distance to 64', () => {
    const base = hashes(40, 1)
    const all = base.flatMap((hash, n) => [hash, flip(hash, n), flip(hash, n + 25)])
    const index = built(all)
    for (let maxDistance = 0; maxDistance <= 64; maxDistance++) {
      const query = base[maxDistance % base.length]!
      const expected = all
        .map((hash, id) => ({ id, distance: distanceBitByBit(hash, query) }))
        .filter(({ distance }) => distance <= maxDistance)
        .sort((a, b) => a.distance - b.distance || a.id - b.id)
      expect(index.search(query, maxDistance)).toEqual(expected)
    }
  })

  it('finds a hash exactly at the distance and not one bit beyond', () => {
    const [hash] = hashes(1, 2)
    const index = built([hash!])
    expect(index.search(flip(hash!, 31), 31)).toEqual([{ id: 0, distance: 31 }])
    expect(index.search(flip(hash!, 32), 31)).toEqual([])
  })

  it('answers the same from a snapshot', () => {
    const all = hashes(100, 3)
    const index = built(all)
    const copy = HashIndex.from(index.toBuffer())
    expect(copy.searchMany(all.slice(0, 5), 120)).toEqual(index.searchMany(all.slice(0, 5), 120))
  })

  it('refuses a snapshot that is cut short or foreign', () => {
    const buffer = built(hashes(3, 4)).toBuffer()
    expect(() => HashIndex.from(buffer.slice(0, -32))).toThrow(RangeError)
    expect(() => HashIndex.from(new ArrayBuffer(64))).toThrow(RangeError)
  })

  it('refuses wrong use at once', () => {
    const index = new HashIndex()
    expect(() => index.search(new Uint8Array(32), 31)).toThrow(TypeError)
    expect(() => index.add(new Uint8Array(31))).toThrow(RangeError)
    index.finish()
    expect(() => index.add(new Uint8Array(32))).toThrow(TypeError)
    expect(() => index.search(new Uint8Array(32), 257)).toThrow(RangeError)
  })
})
