import { describe, expect, it } from 'vitest'
import { flipped, hash256 } from '../fixtures/synthetic.ts'
import { createNeighbours } from './neighbours.ts'

const of = (hex: string) => Buffer.from(hex, 'hex')
const DAY_MS = 86_400_000

describe('createNeighbours', () => {
  const versions = (n: number) => of(flipped(hash256(1), 3 + n))

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

  it('keeps those who ask apart, and forgets after a day', () => {
    let now = 0
    const { note } = createNeighbours(() => now)
    for (let n = 0; n < 11; n++) note('a', versions(n), n < 5)
    expect(note('b', versions(11), false)).toBe(false)
    now = DAY_MS + 1
    expect(note('a', versions(11), false)).toBe(false)
  })
})
