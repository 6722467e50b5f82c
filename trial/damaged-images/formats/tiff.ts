import { readField, writeField, type Field } from '../file.ts'

const HEADER_BYTES = 8
const ENTRY_BYTES = 12
const SHORT = 3
const LONG = 4

export type TiffTag = { tag: number; type: number; count: number; value: number }

/** A writer of numbers in one byte order. */
type Numbers = (bytes: 2 | 4, ...values: number[]) => Buffer

const numbers = (isLittle: boolean): Numbers => {
  return (bytes, ...values) => {
    const out = Buffer.alloc(bytes * values.length)
    values.forEach((value, i) => writeField(out, { at: i * bytes, bytes, isLittle }, value))
    return out
  }
}

/** A classic TIFF from its tags and what lies behind the one directory. `next` is its successor. */
export function tiffOfTags(
  isLittle: boolean,
  tags: readonly TiffTag[],
  body: Uint8Array,
  next = 0,
): Buffer {
  const write = numbers(isLittle)
  const entries = tags.map(({ tag, type, count, value }) => {
    // A short stands in the first half of its place.
    const inline = type === SHORT && count === 1 ? write(2, value, 0) : write(4, value)
    return Buffer.concat([write(2, tag, type), write(4, count), inline])
  })
  return Buffer.concat([
    Buffer.from(isLittle ? 'II' : 'MM'),
    write(2, 42),
    write(4, HEADER_BYTES),
    write(2, tags.length),
    ...entries,
    write(4, next),
    body,
  ])
}

/** The tags of an uncompressed grey picture whose pixels follow the directory. */
export function greyTags(width: number, height: number, compression = 1): TiffTag[] {
  const short = (tag: number, value: number) => ({ tag, type: SHORT, count: 1, value })
  const long = (tag: number, value: number) => ({ tag, type: LONG, count: 1, value })
  const start = HEADER_BYTES + 2 + 9 * ENTRY_BYTES + 4
  return [
    long(256, width),
    long(257, height),
    short(258, 8),
    short(259, compression),
    short(262, 1),
    long(273, start),
    short(277, 1),
    long(278, height),
    long(279, width * height),
  ]
}

/** Header, counts, all of every entry, and the next directory. Classic files only. */
export function tiffFields(bytes: Buffer): Field[] {
  const isLittle = bytes.toString('latin1', 0, 2) === 'II'
  const field = (at: number, size: Field['bytes']): Field => ({ at, bytes: size, isLittle })
  if (readField(bytes, field(2, 2)) !== 42) return bigTiffFields(field)
  const start = readField(bytes, field(4, 4))
  const count = readField(bytes, field(start, 2))
  const entries = Array.from({ length: count }, (_, i) => {
    const at = start + 2 + i * ENTRY_BYTES
    return [field(at, 2), field(at + 2, 2), field(at + 4, 4), field(at + 8, 4), field(at + 8, 2)]
  })
  const last = start + 2 + count * ENTRY_BYTES
  return [field(2, 2), field(4, 4), field(start, 2), ...entries.flat(), field(last, 4)]
}

/** The header alone; the directory of a BigTIFF is left to blind damage. */
function bigTiffFields(field: (at: number, size: Field['bytes']) => Field): Field[] {
  return [field(2, 2), field(4, 2), field(6, 2), field(8, 4), field(12, 4)]
}
