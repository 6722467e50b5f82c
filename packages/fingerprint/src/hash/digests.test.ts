import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDigester, digest } from './digests.ts'

describe('digest', () => {
  it('gives the published digests of abc', () => {
    expect(digest(Buffer.from('abc'))).toEqual({
      md5: '900150983cd24fb0d6963f7d28e17f72',
      sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      size: 3,
    })
  })
})

describe('createDigester', () => {
  it('gives the digests of the whole, however the file is cut', () => {
    const property = fc.property(fc.array(fc.uint8Array({ maxLength: 70 })), (chunks) => {
      const digester = createDigester()
      for (const chunk of chunks) digester.update(chunk)
      expect(digester.finish()).toEqual(digest(Buffer.concat(chunks)))
    })
    fc.assert(property, { seed: 11 })
  })
})
