import { big, type Field } from '../file.ts'

const FRAME_MARKERS = [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb]

export type Segment = { marker: number; at: number; end: number }

/** Segments up to and with the first scan header; `at` is where the length stands. */
export function jpegSegments(bytes: Buffer): Segment[] {
  const segments: Segment[] = []
  for (let at = 4; at + 2 <= bytes.length;) {
    const marker = bytes.readUInt8(at - 1)
    const end = at + bytes.readUInt16BE(at)
    segments.push({ marker, at, end })
    if (marker === 0xda) break
    at = end + 2
  }
  return segments
}

/** The first segment with a marker. */
export function jpegSegment(bytes: Buffer, ...markers: number[]): Segment {
  const found = jpegSegments(bytes).find(({ marker }) => markers.includes(marker))
  if (found === undefined) throw new RangeError(`find segment: no marker ${markers.join()}`)
  return found
}

/** The frame header, whatever its kind. */
export function jpegFrame(bytes: Buffer): Segment {
  return jpegSegment(bytes, ...FRAME_MARKERS)
}

/** A segment with a right length. */
export function jpegOf(marker: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}

/** Markers, lengths, and the numbers of frame, scan and table headers. */
export function jpegFields(bytes: Buffer): Field[] {
  return jpegSegments(bytes).flatMap(({ marker, at, end }) => {
    const head = [big(at - 1, 1), big(at, 2)]
    const ones = (from: number, to: number) =>
      Array.from({ length: Math.max(0, to - from) }, (_, i) => big(from + i, 1))
    if (FRAME_MARKERS.includes(marker)) {
      const sides = [big(at + 3, 2), big(at + 5, 2)]
      return [...head, ...sides, ...sides, ...sides, big(at + 2, 1), ...ones(at + 7, end)]
    }
    if (marker === 0xda) return [...head, ...ones(at + 2, end), ...ones(at + 2, end)]
    if (marker === 0xdd) return [...head, big(at + 2, 2)]
    return marker === 0xc4 || marker === 0xdb ? [...head, ...ones(at + 2, at + 19)] : head
  })
}
