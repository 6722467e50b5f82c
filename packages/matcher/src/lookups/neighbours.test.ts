import { describe, expect, it } from 'vitest'
import { drawNumbers } from '../index/drawn-hashes.ts'
import { digestOf, flipped, hash256 } from '../fixtures/synthetic.ts'
import { createNeighbours } from './neighbours.ts'

const of = (hex: string) => Buffer.from(hex, 'hex')
const DAY_MS = 86_400_000

describe('createNeighbours', () => {
  const versions = (n: number) => of(flipped(hash256(1), 3 + n))
  /** One of many versions of another picture, all within 31 bits of it. */
  const ofCanary = (n: number) => {
    const hash = of(hash256(2))
    for (let bit = 0; bit < 13; bit++) if ((n >> bit) & 1) hash[bit * 2]! ^= 1
    return hash
  }
  /** So many different bits of 256. */
  const drawn = (numbers: ReturnType<typeof drawNumbers>, count: number): Set<number> => {
    const bits = new Set<number>()
    while (bits.size < count) bits.add(numbers.below(256))
    return bits
  }

  it('tells many versions of one picture, of which some are known and some are not', () => {
    const { note } = createNeighbours()
    const told = Array.from({ length: 14 }, (_, n) => note('a', versions(n), n < 7))
    expect(told.indexOf(true)).toBe(11)
  })

  it('leaves alone what many people pass on, known or not, and the same one again and again', () => {
    const { note } = createNeighbours()
    for (let n = 0; n < 30; n++) expect(note('known', versions(n), true)).toBe(false)
    for (let n = 0; n < 30; n++) expect(note('unknown', versions(n), false)).toBe(false)
    for (let n = 0; n < 30; n++) expect(note('same', versions(n % 2), n % 2 === 0)).toBe(false)
  })

  it('remembers a walk for its day, whatever else is asked for meanwhile', () => {
    const { note } = createNeighbours()
    for (let n = 0; n < 11; n++) expect(note('a', versions(n), n % 2 === 0)).toBe(false)
    // more than are remembered of what is not known, and as many versions of a picture that is
    for (let n = 0; n < 8_400; n++) note('a', of(digestOf('sha256', n)), false)
    for (let n = 0; n < 4_200; n++) note('a', ofCanary(n), true)
    expect(note('a', versions(11), false)).toBe(true)
  })

  it('tells points at the edge of an entry that are far from each other', () => {
    const { note } = createNeighbours()
    const numbers = drawNumbers(5)
    const told = Array.from({ length: 100 }, (_, n) => {
      const hash = of(hash256(1))
      for (const bit of drawn(numbers, 31 + (n % 2))) hash[bit >> 3]! ^= 128 >> (bit & 7)
      return note('a', hash, n % 2 === 0)
    })
    expect(told.indexOf(true)).toBeLessThan(20)
    expect(told.slice(20)).toEqual(told.slice(20).map(() => true))
  })

  it('leaves alone a day of unlike pictures, some of them known', () => {
    const { note } = createNeighbours()
    for (let n = 0; n < 6_000; n++) {
      expect(note('a', of(digestOf('sha256', n)), n % 20 === 0)).toBe(false)
    }
  })

  it('keeps those who ask apart, and forgets after a day', () => {
    let now = 0
    const { note } = createNeighbours(() => now)
    for (let n = 0; n < 11; n++) note('a', versions(n), n < 5)
    expect(note('b', versions(11), false)).toBe(false)
    now = DAY_MS + 1
    expect(note('a', versions(11), false)).toBe(false)
  })
})
