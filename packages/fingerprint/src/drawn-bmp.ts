/** Forms of BMP files; `headerBytes` 12 is OS/2 1, 40 Windows 3, 108 and 124 Windows 4 and 5. */
export type BmpForm = {
  width: number
  height: number
  bits: number
  headerBytes?: 12 | 40 | 52 | 56 | 64 | 108 | 124
  compression?: number
  isTopDown?: boolean
  /** RGB triples. */
  palette?: readonly (readonly number[])[]
  /** Red, green, blue and perhaps alpha. */
  masks?: readonly number[]
}

/** A BMP file around pixels that are stored already, as they are; for tests. */
export function bmpFile(form: BmpForm, stored: Uint8Array): Buffer {
  const { headerBytes = 40, palette = [], masks = [] } = form
  const information = headerBytes === 12 ? coreHeader(form) : infoHeader(form, headerBytes)
  const colours = Buffer.from(
    palette.flatMap(([red = 0, green = 0, blue = 0]) =>
      headerBytes === 12 ? [blue, green, red] : [blue, green, red, 0],
    ),
  )
  const extra = headerBytes === 40 ? Buffer.concat(masks.map(number32)) : Buffer.alloc(0)
  const start = 14 + headerBytes + extra.length + colours.length
  const sizes = Buffer.concat([number32(start + stored.length), number32(0), number32(start)])
  return Buffer.concat([Buffer.from('BM'), sizes, information, extra, colours, stored])
}

/** Stores rows of whole numbers of `bits` each as BMP does: low byte first, padded to four bytes. */
export function bmpRows(width: number, bits: number, values: ArrayLike<number>): Buffer {
  const stride = Math.ceil((width * bits) / 32) * 4
  const height = values.length / width
  const rows = Buffer.alloc(stride * height)
  for (let i = 0; i < values.length; i++) {
    const x = i % width
    const at = Math.floor(i / width) * stride + Math.floor((x * bits) / 8)
    if (bits < 8) rows[at]! |= values[i]! << (8 - bits - ((x * bits) % 8))
    else rows.writeUIntLE(values[i]!, at, bits / 8)
  }
  return rows
}

function coreHeader({ width, height, bits }: BmpForm): Buffer {
  const header = Buffer.alloc(12)
  header.writeUInt32LE(12, 0)
  header.writeUInt16LE(width, 4)
  header.writeUInt16LE(height, 6)
  header.writeUInt16LE(1, 8)
  header.writeUInt16LE(bits, 10)
  return header
}

function infoHeader(form: BmpForm, headerBytes: number): Buffer {
  const { width, height, bits, compression = 0, isTopDown = false, palette = [] } = form
  const header = Buffer.alloc(headerBytes)
  header.writeUInt32LE(headerBytes, 0)
  header.writeInt32LE(width, 4)
  header.writeInt32LE(isTopDown ? -height : height, 8)
  header.writeUInt16LE(1, 12)
  header.writeUInt16LE(bits, 14)
  header.writeUInt32LE(compression, 16)
  header.writeUInt32LE(palette.length, 32)
  if (headerBytes > 40) {
    form.masks?.forEach((mask, i) => header.writeUInt32LE(mask, 40 + i * 4))
  }
  return header
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
