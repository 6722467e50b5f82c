import type { BmpHeader } from './bmp-header.ts'

const END_OF_LINE = 0
const END_OF_PICTURE = 1
const MOVE = 2

/**
 * Palette indices of a run-length coded BMP, one byte a pixel, first stored row first.
 *
 * Pixels that no run reaches have index 0; what lies beyond a row or the picture is dropped, so the
 * time is bounded by the length of the data whatever it says.
 */
export function decodeRunLengths(
  data: Uint8Array,
  { width, height, compression }: Pick<BmpHeader, 'width' | 'height' | 'compression'>,
): Uint8Array {
  const indices = new Uint8Array(width * height)
  const isNibbles = compression === 'rle4'
  let [x, y, at] = [0, 0, 0]
  const put = (index: number) => {
    if (x < width) indices[y * width + x] = index
    x++
  }
  const nibble = (byte: number, i: number) => (i % 2 === 0 ? byte >> 4 : byte & 15)
  while (at + 1 < data.length && y < height) {
    const [count = 0, value = 0] = [data[at], data[at + 1]]
    at += 2
    if (count > 0) {
      for (let i = 0; i < count; i++) put(isNibbles ? nibble(value, i) : value)
    } else if (value === END_OF_LINE) {
      x = 0
      y++
    } else if (value === END_OF_PICTURE) {
      break
    } else if (value === MOVE) {
      x += data[at] ?? 0
      y += data[at + 1] ?? 0
      at += 2
    } else {
      const bytes = isNibbles ? Math.ceil(value / 2) : value
      const literal = data.subarray(at, at + bytes)
      const length = Math.min(value, literal.length * (isNibbles ? 2 : 1))
      for (let i = 0; i < length; i++) put(isNibbles ? nibble(literal[i >> 1]!, i) : literal[i]!)
      at += bytes + (bytes % 2)
    }
  }
  return indices
}
