import { describe, expect, it } from 'vitest'
import { DigestTable, type DigestWidth } from './digest-table.ts'
import { drawNumbers } from './drawn-hashes.ts'

const WIDTHS: readonly DigestWidth[] = [16, 20, 32]

function draw(width: number, count: number, seed: number): Uint8Array {
  const { word } = drawNumbers(seed)
  return Uint8Array.from({ length: width * count }, () => word())
}
const at = (digests: Uint8Array, width: number, id: number) =>
  digests.subarray(id * width, (id + 1) * width)

describe('DigestTable', () => {
  it.each(WIDTHS)('finds each of 50,000 digests of %i bytes, and no other', (width) => {
    const digests = draw(width, 50_000, 1)
    const table = new DigestTable(width, digests)
    expect([...table.findMany(digests)].every((id, place) => id === place)).toBe(true)
    expect(table.find(at(digests, width, 777))).toBe(777)
    const absent = draw(width, 50_000, 2)
    expect(table.findMany(absent).every((id) => id === -1)).toBe(true)
    expect(table.find(at(absent, width, 5))).toBeUndefined()
  })

  it.each(WIDTHS)('tells digests of %i bytes apart that differ in one bit at the end', (width) => {
    const digests = draw(width, 1_000, 3)
    const table = new DigestTable(width, digests)
    const other = Uint8Array.from(at(digests, width, 9))
    other[width - 1]! ^= 1
    expect(table.find(other)).toBeUndefined()
  })

  it.each(WIDTHS)('finds all of a crowd of %i bytes that is alike but for its end', (width) => {
    const digests = draw(width, 40_000, 4)
    const start = Array.from({ length: width - 3 }, (_, byte) => byte)
    for (let id = 0; id < 40_000; id++) digests.set([...start, id >> 8, id & 255, 7], id * width)
    const table = new DigestTable(width, digests)
    expect([...table.findMany(digests)].every((id, place) => id === place)).toBe(true)
    const other = Uint8Array.from(at(digests, width, 100))
    other[width - 1]! ^= 0xff
    expect(table.find(other)).toBeUndefined()
  })

  it('answers for equal digests with one of them', () => {
    const digests = new Uint8Array(32).fill(7)
    expect([0, 1]).toContain(new DigestTable(16, digests).find(digests.subarray(0, 16)))
  })

  it('of nothing finds nothing', () => {
    const table = new DigestTable(20, new Uint8Array(0))
    expect(table.find(new Uint8Array(20))).toBeUndefined()
    expect(table.findMany(new Uint8Array(40))).toEqual(Int32Array.of(-1, -1))
  })

  it('refuses another length', () => {
    expect(() => new DigestTable(16, new Uint8Array(31))).toThrow(RangeError)
    const table = new DigestTable(16, new Uint8Array(32))
    expect(() => table.find(new Uint8Array(20))).toThrow(RangeError)
    expect(() => table.findMany(new Uint8Array(17))).toThrow(RangeError)
  })
})
