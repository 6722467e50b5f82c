import { little, littleEndian, type Field } from '../file.ts'

const EXTENSION = 0x21
const DESCRIPTOR = 0x2c

/** Bytes of a colour table announced in `flags`. */
const tableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)

/** Screen, extensions, descriptors, code sizes and the lengths of data blocks. */
export function gifFields(bytes: Buffer): Field[] {
  const fields = [6, 8, 6, 8].map((at) => little(at, 2))
  fields.push(little(10, 1), little(12, 1))
  let at = 13 + tableBytes(bytes[10] ?? 0)
  while (at + 10 < bytes.length && fields.length < 200) {
    const kind = bytes[at]
    if (kind !== EXTENSION && kind !== DESCRIPTOR) break
    fields.push(little(at, 1))
    if (kind === EXTENSION) {
      fields.push(little(at + 1, 1))
      at += 2
    } else {
      fields.push(...[1, 3, 5, 7, 5, 7].map((from) => little(at + from, 2)), little(at + 9, 1))
      at += 10 + tableBytes(bytes[at + 9] ?? 0)
      fields.push(little(at, 1))
      at += 1
    }
    for (let length = bytes[at]; length !== 0 && length !== undefined; length = bytes[at]) {
      fields.push(little(at, 1))
      at += length + 1
    }
    at += 1
  }
  return fields
}

export type GifScreen = { width: number; height: number }

/** A GIF of black and white from frames already made; ends properly. */
export function gifFile({ width, height }: GifScreen, frames: readonly Buffer[]): Buffer {
  const table = Buffer.from('000000ffffff', 'hex')
  const head = [Buffer.from('GIF89a'), littleEndian(2, width, height), Buffer.from([0x80, 0, 0])]
  return Buffer.concat([...head, table, ...frames, Buffer.from([0x3b])])
}

/** One frame whose data are `codes`, cut into blocks. */
export function gifFrame(
  place: { left?: number; top?: number } & GifScreen,
  codes: Uint8Array,
  codeSize = 2,
): Buffer {
  const { left = 0, top = 0, width, height } = place
  const head = [Buffer.from([DESCRIPTOR]), littleEndian(2, left, top, width, height)]
  const blocks: Buffer[] = []
  for (let at = 0; at < codes.length; at += 255) {
    const block = codes.subarray(at, at + 255)
    blocks.push(Buffer.from([block.length]), Buffer.from(block))
  }
  return Buffer.concat([...head, Buffer.from([0, codeSize]), ...blocks, Buffer.from([0])])
}
