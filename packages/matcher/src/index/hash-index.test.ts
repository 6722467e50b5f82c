import { describe, expect, it } from 'vitest'
import { drawAbsent, drawHashes, drawNumbers, flipBits, type HashFamily } from './drawn-hashes.ts'
import { HashIndex } from './hash-index.ts'
import { linearScan } from './linear-scan.ts'

const FAMILIES: readonly HashFamily[] = ['uniform', 'clustered']
const at = (hashes: Uint8Array, id: number): Uint8Array => hashes.slice(id * 32, (id + 1) * 32)

function built(hashes: Uint8Array): HashIndex {
  const index = new HashIndex(hashes.length / 32)
  index.addMany(hashes)
  return index.finish()
}

/** Absent queries, entries with bits turned over up to the distance, and right at its edge. */
function queriesOf(family: HashFamily, hashes: Uint8Array, count: number, distance: number) {
  const numbers = drawNumbers(distance + 7)
  const absent = drawAbsent(family, count, distance + 1)
  return Array.from({ length: count }, (_, which) => {
    if (which % 3 === 0) return at(absent, which)
    const entry = at(hashes, numbers.below(hashes.length / 32))
    const bits = which % 3 === 1 ? numbers.below(distance + 1) : distance + (which % 2)
    return flipBits(entry, Math.min(256, bits), numbers)
  })
}

describe('HashIndex', () => {
  it.each(
    FAMILIES.flatMap((family) =>
      [
        { size: 0, each: 1 },
        { size: 1, each: 3 },
        { size: 3_000, each: 20 },
        { size: 20_000, each: 66 },
      ].map((one) => ({ family, ...one })),
    ),
  )('equals a linear scan at every distance to 64: $size $family', ({ family, size, each }) => {
    const hashes = drawHashes(family, size, 3)
    const index = built(hashes)
    for (let distance = 0; distance <= 64; distance++) {
      const queries = size > 0 ? queriesOf(family, hashes, each, distance) : [new Uint8Array(32)]
      for (const query of queries) {
        expect(index.search(query, distance)).toEqual(linearScan(hashes, query, distance))
      }
    }
  })

  it.each(FAMILIES)('equals a linear scan where wide searches use tables: %s', (family) => {
    const hashes = drawHashes(family, 850_000, 4)
    const index = built(hashes)
    for (const distance of [15, 31, 39, 45, 47, 48, 59, 63, 64, 100]) {
      for (const query of queriesOf(family, hashes, 6, distance)) {
        expect(index.search(query, distance)).toEqual(linearScan(hashes, query, distance))
      }
    }
  })

  it.each(FAMILIES)('answers many at once as each by itself: %s', (family) => {
    const hashes = drawHashes(family, 30_000, 5)
    const index = built(hashes)
    const queries = queriesOf(family, hashes, 900, 31)
    const alone = queries.map((query) => index.search(query, 31))
    expect(index.searchMany(queries, 31)).toEqual(alone)
    expect(alone.flat().length).toBeGreaterThan(300)
    expect(index.searchMany(queries, 12)).toEqual(queries.map((query) => index.search(query, 12)))
  })

  it('is exact where all hashes crowd into few buckets', () => {
    const numbers = drawNumbers(6)
    const centre = at(drawHashes('uniform', 1, 6), 0)
    const hashes = new Uint8Array(40_000 * 32)
    for (let id = 0; id < 40_000; id++) hashes.set(flipBits(centre, id % 40, numbers), id * 32)
    const index = built(hashes)
    for (const bits of [0, 5, 20, 31, 45]) {
      const query = flipBits(centre, bits, numbers)
      expect(index.search(query, 31)).toEqual(linearScan(hashes, query, 31))
    }
    const queries = Array.from({ length: 300 }, () => flipBits(centre, 30, numbers))
    const [first] = index.searchMany(queries, 31)
    expect(first).toEqual(linearScan(hashes, queries[0]!, 31))
  })

  it('keeps hashes that are the same apart', () => {
    const [hash] = [at(drawHashes('uniform', 1, 7), 0)]
    const index = new HashIndex()
    for (let id = 0; id < 5_000; id++) expect(index.add(hash)).toBe(id)
    index.finish()
    expect(index.search(hash, 0).map(({ id }) => id)).toEqual(
      Array.from({ length: 5_000 }, (_, id) => id),
    )
  })

  it('stops at a limit', () => {
    const hash = at(drawHashes('uniform', 1, 7), 0)
    const index = new HashIndex(1)
    for (let id = 0; id < 20_000; id++) index.add(hash)
    expect(index.finish().search(hash, 31, { limit: 64 }).length).toBeGreaterThanOrEqual(64)
    expect(index.search(hash, 31, { limit: 64 }).length).toBeLessThan(20_000)
  })

  it('finds a hash exactly at the distance and not one bit beyond', () => {
    const hash = at(drawHashes('uniform', 1, 8), 0)
    const numbers = drawNumbers(8)
    const index = built(hash)
    expect(index.search(flipBits(hash, 31, numbers), 31)).toEqual([{ id: 0, distance: 31 }])
    expect(index.search(flipBits(hash, 32, numbers), 31)).toEqual([])
  })

  it('searches from several threads over the same memory', () => {
    const hashes = drawHashes('uniform', 20_000, 9)
    const index = new HashIndex(20_000, { threads: 2 })
    index.addMany(hashes)
    const other = HashIndex.attach(structuredClone(index.finish().share()), 1)
    expect(other.search(at(hashes, 77), 31)).toEqual(index.search(at(hashes, 77), 31))
  })

  it('finds the same however often a thread is replaced, one by one and at once', () => {
    const numbers = drawNumbers(16)
    const hashes = drawHashes('uniform', 60_000, 16)
    // a crowd of candidates, so that those decided before are remembered
    for (let id = 0; id < 400; id++) {
      hashes.set(flipBits(at(hashes, 0), id < 60 ? 20 : 33, numbers), id * 32)
    }
    const index = new HashIndex(60_000, { threads: 2 })
    index.addMany(hashes)
    index.finish()
    const query = at(hashes, 0)
    const expected = linearScan(hashes, query, 31)
    const queries = Array.from({ length: 300 }, () => query)
    for (let time = 0; time < 4; time++) {
      const thread = HashIndex.attach(index.share(), 1)
      expect(thread.search(query, 31)).toEqual(expected)
      expect(thread.searchMany(queries, 31)[299]).toEqual(expected)
      expect(thread.search(query, 31)).toEqual(expected)
    }
  })

  it('forgets what it decided when its counter of searches has gone round', () => {
    const numbers = drawNumbers(17)
    const hashes = drawHashes('uniform', 20_000, 17)
    for (let id = 0; id < 400; id++) hashes.set(flipBits(at(hashes, 0), 20, numbers), id * 32)
    const index = built(hashes)
    const query = at(hashes, 0)
    const queries = Array.from({ length: 300 }, () => query)
    const [expected] = index.searchMany(queries, 31)
    const other = at(hashes, 10_000)
    for (let time = 0; time < 65_540; time++) index.search(other, 0)
    expect(index.searchMany(queries, 31)[299]).toEqual(expected)
  })

  it('refuses wrong use at once', () => {
    const index = new HashIndex()
    expect(() => index.search(new Uint8Array(32), 31)).toThrow(TypeError)
    expect(() => index.add(new Uint8Array(31))).toThrow(RangeError)
    index.finish()
    expect(() => index.add(new Uint8Array(32))).toThrow(TypeError)
    expect(() => index.search(new Uint8Array(32), 257)).toThrow(RangeError)
    expect(() => index.search(new Uint8Array(31), 31)).toThrow(RangeError)
    expect(() => index.searchMany([new Uint8Array(33)], 31)).toThrow(RangeError)
  })
})

describe('a snapshot', () => {
  const hashes = drawHashes('clustered', 6_000, 10)

  it('answers the same', () => {
    const index = built(hashes)
    const copy = HashIndex.from(index.toBuffer())
    const queries = queriesOf('clustered', hashes, 60, 31)
    expect(copy.size).toBe(6_000)
    expect(copy.searchMany(queries, 31)).toEqual(index.searchMany(queries, 31))
    expect(HashIndex.from(copy.toBuffer()).search(queries[1]!, 60)).toEqual(
      index.search(queries[1]!, 60),
    )
  })

  it('of an empty index is one', () => {
    expect(
      HashIndex.from(new HashIndex().finish().toBuffer()).search(new Uint8Array(32), 256),
    ).toEqual([])
  })

  it.each<[string, (buffer: ArrayBuffer) => ArrayBuffer]>([
    ['cut short', (buffer) => buffer.slice(0, -32)],
    ['cut to nothing', () => new ArrayBuffer(0)],
    ['longer', (buffer) => buffer.transfer(buffer.byteLength + 32)],
    ['foreign', () => new ArrayBuffer(4096)],
    ['of another version', (buffer) => withByte(buffer, 4, 9)],
    ['of more hashes than it has', (buffer) => withByte(buffer, 15, 1)],
    ['of another order of bits', (buffer) => withByte(buffer, 17, 1)],
    ['with a hash altered', (buffer) => withByte(buffer, 64 + 32 * 100, 0xaa)],
    ['with a table altered', (buffer) => withByte(buffer, buffer.byteLength - 1000, 0xaa)],
  ])('that is %s is refused', (_, change) => {
    expect(() => HashIndex.from(change(built(hashes).toBuffer()))).toThrow(RangeError)
  })
})

function withByte(buffer: ArrayBuffer, place: number, value: number): ArrayBuffer {
  new Uint8Array(buffer)[place]! ^= value
  return buffer
}
