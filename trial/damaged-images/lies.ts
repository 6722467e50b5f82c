import type { Random } from '../../packages/cli/src/demo/drawing/random.ts'
import { readField, writeField, type Field, type File } from './file.ts'
import { bmpFields } from './formats/bmp.ts'
import { boxFields } from './formats/boxes.ts'
import { gifFields } from './formats/gif.ts'
import { jpegFields } from './formats/jpeg.ts'
import { pngFields, repairPng } from './formats/png.ts'
import { tiffFields } from './formats/tiff.ts'
import { webpFields } from './formats/webp.ts'

const BOUNDARIES: Readonly<Record<Field['bytes'], readonly number[]>> = {
  1: [0, 1, 2, 3, 4, 8, 12, 16, 0x11, 0x44, 0x7f, 0x80, 0xfe, 0xff],
  2: [0, 1, 2, 3, 255, 256, 512, 7000, 16_383, 0x7fff, 0x8000, 0xfffe, 0xffff],
  3: [0, 1, 0x7fff, 0xffff, 0x10000, 0x7fffff, 0x800000, 0xffffff],
  4: [0, 1, 2, 7000, 0xffff, 0x10000, 0x7ffffffe, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff],
}

/** Numbers of a good file that a reader goes by: sizes, lengths, counts, offsets and kinds. */
export function fieldsOf({ format, bytes }: File): Field[] {
  switch (format) {
    case 'jpeg':
      return jpegFields(bytes)
    case 'png':
      return pngFields(bytes)
    case 'gif':
      return gifFields(bytes)
    case 'webp':
      return webpFields(bytes)
    case 'avif':
    case 'heic':
      return boxFields(bytes)
    case 'tiff':
      return tiffFields(bytes)
    case 'bmp':
      return bmpFields()
    case 'svg':
    case 'random':
      return []
  }
}

/**
 * Writes up to three wrong numbers into a good file: extremes, or the true one a little changed.
 *
 * Checksums of a PNG are made right again, so that the lie is what the reader sees.
 */
export function lie(original: File, random: Random): File {
  const fields = fieldsOf(original)
  if (fields.length === 0) throw new RangeError(`write wrong number: ${original.format} has none`)
  const bytes = Buffer.from(original.bytes)
  const said: string[] = []
  for (let left = random.pick([1, 1, 2, 3]); left > 0; left--) {
    const field = random.pick(fields)
    const truth = readField(bytes, field)
    const near = [truth + 1, Math.max(0, truth - 1), truth * 2, Math.floor(truth / 2)]
    const value = random.pick([...BOUNDARIES[field.bytes], ...near])
    writeField(bytes, field, value)
    said.push(`${value} at ${field.at}`)
  }
  if (original.format === 'png' && random.whole(1, 8) > 1) repairPng(bytes)
  return { name: `${original.name}: ${said.join(', ')}`, format: original.format, bytes }
}
