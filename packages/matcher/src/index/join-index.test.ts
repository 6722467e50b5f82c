import { describe, expect, it } from 'vitest'
import { drawHashes, drawNumbers, flipBits } from './drawn-hashes.ts'
import { HashIndex } from './hash-index.ts'
import { JoinIndex } from './join-index.ts'

/** Queries of which some are near hashes of the list, at every distance around the radius. */
function queriesNear(hashes: Uint8Array, count: number, seed: number): Uint8Array {
  const queries = drawHashes('uniform', count, seed)
  const numbers = drawNumbers(seed)
  for (let at = 0; at < count; at += 2) {
    const number = (at * 7919) % (hashes.length / 32)
    const near = flipBits(hashes.subarray(number * 32, (number + 1) * 32), at % 48, numbers)
    queries.set(near, at * 32)
  }
  return queries
}

describe('JoinIndex', () => {
  it.each([
    ['uniform', 31],
    ['uniform', 24],
    ['uniform', 8],
    ['uniform', 0],
    ['clustered', 31],
    ['clustered', 24],
  ] as const)('finds in %s hashes within %i bits what a search finds', (kind, radius) => {
    const hashes = drawHashes(kind, 20_000, 5)
    const index = new HashIndex(20_000)
    index.addMany(hashes)
    index.finish()
    const queries = queriesNear(hashes, 4_000, 9)
    const expected = new Uint8Array(4_000)
    index.searchPacked(queries, radius, (query) => void (expected[query] = 1))
    expect(expected.includes(1)).toBe(true)
    expect(JoinIndex.of(hashes).hits(queries, radius)).toEqual(expected)
  })

  it.each([0, 1, 7, 8, 9])('knows a list of %i hashes', (count) => {
    const hashes = drawHashes('uniform', count, 3)
    const index = JoinIndex.of(hashes, 2)
    const other = JoinIndex.attach(index.shared, 1)
    const queries = drawHashes('uniform', 10, 4)
    queries.set(hashes.subarray(0, 320))
    const expected = Array.from({ length: 10 }, (_, at) => (at < count ? 1 : 0))
    expect([...other.hits(queries, 31)]).toEqual(expected)
    expect([...index.hits(queries, 31)]).toEqual(expected)
  })

  it('knows a list of one hash again and again', () => {
    const one = drawHashes('uniform', 1, 3)
    const hashes = Buffer.concat(Array.from({ length: 5_000 }, () => one))
    expect([...JoinIndex.of(hashes).hits(one, 31)]).toEqual([1])
  })

  it('refuses half a hash and a radius that it does not know', () => {
    expect(() => JoinIndex.of(new Uint8Array(33))).toThrow(RangeError)
    const index = JoinIndex.of(new Uint8Array(32))
    expect(() => index.hits(new Uint8Array(31), 31)).toThrow(RangeError)
    expect(() => index.hits(new Uint8Array(32), 32)).toThrow(RangeError)
  })
})
