import { fingerprint } from '@nightlight/fingerprint'
import { describe, expect, it } from 'vitest'
import { picture } from '../testing-crawl.ts'
import { sizeOfPicture } from './picture-size.ts'
import { standInFor } from './stand-in.ts'

/** Headers without a picture: the size stands where each format has it. */
const HEADERS: readonly (readonly [kind: string, ...hex: string[]])[] = [
  ['PNG', '89504e470d0a1a0a', '0000000d49484452', '000001410000007b', '08020000'],
  ['GIF', '474946383961', '41017b00', 'f00000'],
  ['BMP', '424d', '000000000000000036000000', '28000000', '410100007b000000'],
  ['BMP from the top', '424d', '000000000000000036000000', '28000000', '4101000085ffffff'],
  ['WebP', '524946460000000057454250', '5650382000000000', '0000009d012a', '41017b00'],
  ['lossless WebP', '524946460000000057454250', '5650384c00000000', '2f', '40811e00'],
  ['extended WebP', '524946460000000057454250', '5650385800000000', '00000000', '4001007a0000'],
]

describe('sizeOfPicture', () => {
  it.each(HEADERS)('reads the header of a %s', (_, ...hex) => {
    const bytes = Buffer.concat([Buffer.from(hex.join(''), 'hex'), Buffer.alloc(32)])
    expect(sizeOfPicture(bytes)).toEqual({ width: 321, height: 123 })
  })

  it('finds what the decoder finds in a JPEG', async () => {
    const bytes = picture('scene-1')
    const { width, height } = await decoded(bytes)
    expect(sizeOfPicture(bytes)).toEqual({ width, height })
  })

  it('has an answer for whatever it cannot read', () => {
    const jpeg = picture('scene-1')
    const sizes = Array.from({ length: 2000 }, (_, length) =>
      sizeOfPicture(jpeg.subarray(0, length)),
    )
    expect(new Set(sizes.map(({ width, height }) => `${width}x${height}`))).toEqual(
      new Set(['640x480', '668x900']),
    )
    const endless = Buffer.from(`\xff\xd8${'\xff\xe0\0\0'.repeat(20)}`, 'latin1')
    expect(sizeOfPicture(endless)).toEqual({ width: 640, height: 480 })
  })
})

describe('standInFor', () => {
  it('is a GIF of the same size that shows nothing', async () => {
    const found = await decoded(standInFor(picture('scene-1')))
    expect(found).toMatchObject({ mime: 'image/gif', width: 668, height: 900, pdqQuality: 0 })
  })

  it('keeps the proportions of what is too large', () => {
    const [, ...png] = HEADERS[0] ?? []
    const large = Buffer.concat([Buffer.from(png.join(''), 'hex'), Buffer.alloc(32)])
    large.writeUInt32BE(40_000, 16)
    large.writeUInt32BE(10_000, 20)
    expect(sizeOfPicture(standInFor(large))).toEqual({ width: 2048, height: 512 })
  })
})

async function decoded(bytes: Uint8Array) {
  const outcome = await fingerprint(bytes)
  if (outcome.status !== 'fingerprinted') throw new Error(`decode picture: ${outcome.code}`)
  return outcome.fingerprint
}
