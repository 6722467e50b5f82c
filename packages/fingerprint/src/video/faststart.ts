type Box = { type: string; start: number; size: number }

const FOLDERS = ['trak', 'mdia', 'minf', 'stbl']

/**
 * An MP4 or QuickTime file in the order in which it can be read from a pipe: the index (`moov`) before
 * the data that it points to (`mdat`).
 *
 * Nothing but the index is copied; the places in it are moved by its own length. A file that is in order,
 * or that is not built as it should be, comes back as it is.
 *
 * @returns the pieces of the file, in order
 * @see ISO/IEC 14496-12, section 4.2 (boxes), 8.7.5 (chunk offsets)
 */
export function faststart(file: Buffer): Buffer[] {
  const boxes = boxesOf(file)
  const data = boxes.find(({ type }) => type === 'mdat')
  const index = boxes.find(({ type }) => type === 'moov')
  if (data === undefined || index === undefined || index.start < data.start) return [file]
  const moved = Buffer.from(pieceOf(file, index))
  shiftOffsets(moved, 8, moved.length, moved.length)
  const before = file.subarray(0, data.start)
  return [
    before,
    moved,
    file.subarray(data.start, index.start),
    file.subarray(index.start + index.size),
  ]
}

const pieceOf = (file: Buffer, { start, size }: Box): Buffer => file.subarray(start, start + size)

/** The boxes of the outermost level, up to one that does not fit. */
function boxesOf(file: Buffer): Box[] {
  const boxes: Box[] = []
  for (let start = 0; start + 8 <= file.length;) {
    const type = file.toString('latin1', start + 4, start + 8)
    const size = sizeOf(file, start)
    if (size < 8 || start + size > file.length) break
    boxes.push({ type, start, size })
    start += size
  }
  return boxes
}

/** 1 announces a size of 8 bytes, 0 the rest of the file. */
function sizeOf(file: Buffer, start: number): number {
  const size = file.readUInt32BE(start)
  if (size === 0) return file.length - start
  if (size > 1) return size
  return start + 16 <= file.length ? Number(file.readBigUInt64BE(start + 8)) : 0
}

function shiftOffsets(index: Buffer, from: number, to: number, by: number): void {
  for (let at = from; at + 8 <= to;) {
    const size = index.readUInt32BE(at)
    const type = index.toString('latin1', at + 4, at + 8)
    if (size < 8 || at + size > to) return
    if (FOLDERS.includes(type)) shiftOffsets(index, at + 8, at + size, by)
    else if (type === 'stco') shiftTable(index, at, size, by, 4)
    else if (type === 'co64') shiftTable(index, at, size, by, 8)
    at += size
  }
}

/** A table of places: its header of 12 bytes, their number, then they themselves. */
function shiftTable(index: Buffer, at: number, size: number, by: number, width: 4 | 8): void {
  if (size < 16) return
  const count = Math.min(index.readUInt32BE(at + 12), Math.floor((size - 16) / width))
  for (let i = 0; i < count; i++) {
    const place = at + 16 + i * width
    if (width === 8) {
      index.writeBigUInt64BE(BigInt.asUintN(64, index.readBigUInt64BE(place) + BigInt(by)), place)
    } else index.writeUInt32BE((index.readUInt32BE(place) + by) >>> 0, place)
  }
}
