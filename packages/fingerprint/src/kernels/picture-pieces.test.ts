import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawPattern } from '../drawn-picture.ts'
import { lumaFromRgb } from '../hash/luma.ts'
import { blockSums } from './blockhash-kernel.ts'
import { kernels } from './kernels.ts'
import { lastTerms, pdqAxes, samplePicture } from './pdq-kernel.ts'
import type { Axes, Values } from './picture-pieces.ts'

const WIDTH = 700
const HEIGHT = 333
const SIZE = { width: WIDTH, height: HEIGHT }
const RUN = { width: 512, height: 512 }

const rgb = drawPattern(3, WIDTH, HEIGHT, 37)
const pictures: Record<string, Values> = {
  colour: { data: rgb, ...SIZE, channels: 3 },
  bytes: { data: rgb.filter((_, at) => at % 3 === 0), ...SIZE, channels: 1 },
  plane: { data: lumaFromRgb(rgb), ...SIZE, channels: 1 },
}
const pieceBytes = fc.integer({ min: 1, max: 200_000 })

describe.each(Object.keys(pictures))('a picture of %s in pieces', (kind) => {
  const picture = pictures[kind]!

  it('has the terms of the whole one, whatever the size of the pieces', () => {
    const ways = [pdqAxes(SIZE, SIZE, SIZE), pdqAxes(SIZE, RUN, SIZE)]
    const whole = termsOf(picture, ways, Infinity)
    const property = fc.property(pieceBytes, (bytes) => {
      expect(termsOf(picture, ways, bytes)).toEqual(whole)
    })
    fc.assert(property, { seed: 11, numRuns: 25 })
  })
})

describe('the blocks of a picture in pieces', () => {
  it('have the sums of the whole one, whatever the size of the pieces', () => {
    const whole = blockSums(pictures['colour']!, Infinity)
    const property = fc.property(pieceBytes, (bytes) => {
      expect(blockSums(pictures['colour']!, bytes)).toEqual(whole)
    })
    fc.assert(property, { seed: 12, numRuns: 25 })
  })
})

describe('the memory of the kernels', () => {
  it('stays below 8 MiB for a picture of 32 million pixels', () => {
    const picture = { data: new Uint8Array(8000 * 4000), width: 8000, height: 4000, channels: 1 }
    samplePicture(picture, [pdqAxes(picture, picture, picture)])
    expect(kernels().memory.buffer.byteLength).toBeLessThan(8 * 2 ** 20)
  })

  it('stays below 24 MiB over a thousand sizes of pictures', () => {
    for (let side = 1000; side < 2000; side++) {
      const size = { width: side * 8, height: side * 6 }
      pdqAxes(size, size, size)
    }
    expect(kernels().memory.buffer.byteLength).toBeLessThan(24 * 2 ** 20)
  })
})

function termsOf(picture: Values, ways: readonly Axes[], bytes: number): Float32Array[] {
  samplePicture(picture, ways, bytes)
  return ways.map((_, slot) => {
    kernels().finishPdq(slot)
    return lastTerms()
  })
}
