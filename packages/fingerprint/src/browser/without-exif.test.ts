import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { drawPicture } from '../drawn-picture.ts'
import { withoutExif } from './without-exif.ts'

const KINDS = ['jpeg', 'png', 'webp'] as const

describe.each(KINDS)('withoutExif of a file of the kind %s', (kind) => {
  it('takes the orientation away and leaves the pixels', async () => {
    const bytes = await tagged(kind)
    const plain = withoutExif(bytes)
    expect((await sharp(bytes).metadata()).orientation).toBe(6)
    expect((await sharp(plain).metadata()).orientation).toBeUndefined()
    expect(await sharp(plain).raw().toBuffer()).toEqual(await sharp(bytes).raw().toBuffer())
  })

  it('leaves the bytes that it was given alone', async () => {
    const bytes = await tagged(kind)
    const before = bytes.slice()
    withoutExif(bytes)
    expect(bytes).toEqual(before)
  })

  it('takes a file cut off anywhere', async () => {
    const bytes = await tagged(kind)
    for (let length = 0; length < Math.min(bytes.length, 700); length++) {
      expect(withoutExif(bytes.slice(0, length)).length).toBeLessThanOrEqual(length)
    }
  })
})

it('gives back what is of another kind', () => {
  const bytes = Uint8Array.from(Buffer.from('GIF89a'))
  expect(withoutExif(bytes)).toBe(bytes)
})

async function tagged(kind: (typeof KINDS)[number]): Promise<Uint8Array<ArrayBuffer>> {
  const picture = (await drawPicture(7, 64, 40)).withMetadata({ orientation: 6 })
  return Uint8Array.from(await picture[kind]().toBuffer())
}
