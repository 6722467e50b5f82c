import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hammingDistance, popcount } from './hamming.ts'

describe('hammingDistance', () => {
  it('counts differing bits', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
    const property = fc.property(bytes, bytes, (a, b) => {
      const differing = Array.from(a, (byte, at) => (byte ^ b[at]!).toString(2))
      expect(hammingDistance(a, b)).toBe(differing.join('').replaceAll('0', '').length)
    })
    fc.assert(property, { seed: 1 })
  })

  it('rejects hashes of different lengths', () => {
    expect(() => hammingDistance(new Uint8Array(32), new Uint8Array(31))).toThrow(RangeError)
  })
})

describe('popcount', () => {
  it('counts one bits', () => {
    expect(popcount(Uint8Array.of(0, 1, 0x80, 0xff))).toBe(10)
  })
})
