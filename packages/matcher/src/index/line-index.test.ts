import { describe, expect, it } from 'vitest'
import { drawAbsent, drawHashes, drawNumbers, flipBits, type HashFamily } from './drawn-hashes.ts'
import type { Found } from './hash-index.ts'
import { LineIndex } from './line-index.ts'
import { linearScan } from './linear-scan.ts'

const at = (hashes: Uint8Array, id: number): Uint8Array => hashes.slice(id * 32, (id + 1) * 32)

function built(hashes: Uint8Array): LineIndex {
  const index = new LineIndex(hashes.length / 32, 3)
  index.append(hashes)
  expect(index.build()).toBe(true)
  return index
}
function search(index: LineIndex, query: Uint8Array, radius: number): Found[] {
  const found: Found[] = []
  index.search(query, radius, Infinity, (id, distance) => found.push({ id, distance }))
  return found.sort((a, b) => a.distance - b.distance || a.id - b.id)
}

describe('LineIndex', () => {
  it.each<[HashFamily, number]>([
    ['uniform', 60_000],
    ['clustered', 60_000],
    ['uniform', 300],
  ])('equals a linear scan at every distance to 31, and beyond: %s, %i', (family, size) => {
    const hashes = drawHashes(family, size, 41)
    const index = built(hashes)
    const numbers = drawNumbers(42)
    const absent = drawAbsent(family, 40, 43)
    for (const radius of [...Array.from({ length: 32 }, (_, bits) => bits), 40, 64]) {
      for (let which = 0; which < 24; which++) {
        const near = flipBits(at(hashes, numbers.below(size)), numbers.below(radius + 2), numbers)
        const edge = flipBits(at(hashes, numbers.below(size)), Math.min(31, radius), numbers)
        const query = which % 3 === 0 ? at(absent, which) : which % 3 === 1 ? near : edge
        expect(search(index, query, radius)).toEqual(linearScan(hashes, query, radius))
      }
    }
  })

  it('is exact where hashes crowd into few lines', () => {
    const hashes = drawHashes('uniform', 30_000, 44)
    const numbers = drawNumbers(44)
    for (let id = 0; id < 3_000; id++)
      hashes.set(flipBits(at(hashes, 0), id % 36, numbers), id * 32)
    const index = built(hashes)
    for (const bits of [0, 7, 20]) {
      const query = flipBits(at(hashes, 0), bits, numbers)
      expect(search(index, query, 31)).toEqual(linearScan(hashes, query, 31))
    }
  })

  it('says so when nearly all hashes crowd', () => {
    const numbers = drawNumbers(45)
    const centre = at(drawHashes('uniform', 1, 45), 0)
    const index = new LineIndex(20_000, 3)
    for (let id = 0; id < 20_000; id++) index.append(flipBits(centre, id % 20, numbers))
    expect(index.build()).toBe(false)
  })

  it('refuses more than it has room for', () => {
    expect(() => new LineIndex(200_000_000, 1)).toThrow(RangeError)
    const index = new LineIndex(2, 1)
    expect(() => index.append(new Uint8Array(96))).toThrow(RangeError)
  })
})
