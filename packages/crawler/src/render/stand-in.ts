import { sizeOfPicture } from './picture-size.ts'

/** Longest side; larger pictures keep their proportions. Bounds the memory of whoever paints it. */
const MAX_SIDE = 2048

/**
 * What the browser gets in the place of a picture: a GIF as large, one transparent pixel in it.
 *
 * A page lays itself out, and its scripts see the picture arrive, as if it were the real one.
 *
 * @see GIF89a specification, sections 18 to 25
 */
export function standInFor(picture: Uint8Array): Buffer {
  const size = sizeOfPicture(picture)
  const scale = Math.min(1, MAX_SIDE / Math.max(size.width, size.height))
  const [width, height] = [size.width, size.height].map((side) =>
    Math.max(1, Math.round(side * scale)),
  ) as [number, number]
  const head = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1')
  head.writeUInt16LE(width, 6)
  head.writeUInt16LE(height, 8)
  const transparency = Buffer.from('\x21\xf9\x04\x01\0\0\0\0', 'latin1')
  const pixel = Buffer.from('\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b', 'latin1')
  return Buffer.concat([head, transparency, pixel])
}
