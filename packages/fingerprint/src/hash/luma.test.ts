import { describe, expect, it } from 'vitest'
import { digest } from './digests.ts'
import { lumaFromRgb } from './luma.ts'

describe('lumaFromRgb', () => {
  it('weighs the primaries by Rec. 601 on the stored values', () => {
    const primaries = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255)
    expect([...lumaFromRgb(primaries)].map(Math.round)).toEqual([76, 150, 29])
  })

  it('ignores alpha', () => {
    expect(lumaFromRgb(Uint8Array.of(9, 80, 7, 0), 4)).toEqual(lumaFromRgb(Uint8Array.of(9, 80, 7)))
  })

  it('takes grey as it is', () => {
    expect([...lumaFromRgb(Uint8Array.of(7, 0, 9, 255), 2)]).toEqual([7, 9])
  })

  it('rejects a broken pixel', () => {
    expect(() => lumaFromRgb(new Uint8Array(4))).toThrow(RangeError)
  })
})

describe('digest', () => {
  it('gives the known values of a known text', () => {
    expect(digest(Buffer.from('abc'))).toEqual({
      md5: '900150983cd24fb0d6963f7d28e17f72',
      sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      size: 3,
    })
  })
})
