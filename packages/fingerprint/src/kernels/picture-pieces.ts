import type { AxisTable } from './axis-tables.ts'
import { createScratch, kernelBytes } from './kernels.ts'

/** Values of a picture, row-major, interleaved. */
export type Values = {
  data: Uint8Array | Float32Array
  width: number
  height: number
  channels: number
}

/** Both axes of one way to sample a picture. */
export type Axes = { columns: AxisTable; rows: AxisTable }

/** Samples of both axes; ends are exclusive. */
export type Piece = { rowFrom: number; rowTo: number; columnFrom: number; columnTo: number }

/** A piece in the kernels' memory: `address` is that of its first value for the way given. */
export type Visit = (axes: Axes, address: number, rowBytes: number, piece: Piece) => void

const PIECE_BYTES = 2 ** 20
// Cutting rows as short as these takes longer than copying all of them.
const SHORT_ROW_BYTES = 1024

const input = createScratch()

/**
 * Brings a picture into the kernels' memory piece by piece, each with all the pixels that its samples
 * need, so that a picture of any size takes no more than about a mebibyte there.
 *
 * @param ways        ways to sample the picture that share the copy; all of the same number of samples
 * @param samples     samples of an axis
 * @param pieceBytes  most bytes of a piece, unless a single sample or short rows need more
 */
export function visitPieces(
  values: Values,
  ways: readonly Axes[],
  samples: number,
  visit: Visit,
  pieceBytes: number = PIECE_BYTES,
): void {
  const pixelBytes = bytesOfPixel(values)
  const rowBytes = values.width * pixelBytes
  const columns = ways.map((way) => way.columns)
  const rows = ways.map((way) => way.rows)
  for (let rowFrom = 0, rowTo = 0; rowFrom < samples; rowFrom = rowTo) {
    rowTo = groupEnd(rows, rowFrom, samples, pieceBytes / rowBytes)
    const rowSpan = spanOf(rows, rowFrom, rowTo)
    const columnBytes = rowSpan.length * pixelBytes
    if (rowBytes <= SHORT_ROW_BYTES || columnBytes * values.width <= pieceBytes) {
      const columnSpan = { first: 0, length: values.width }
      const piece = { rowFrom, rowTo, columnFrom: 0, columnTo: samples }
      visitPiece(values, ways, { ...piece, rowSpan, columnSpan }, visit)
      continue
    }
    for (let columnFrom = 0, columnTo = 0; columnFrom < samples; columnFrom = columnTo) {
      columnTo = groupEnd(columns, columnFrom, samples, pieceBytes / columnBytes)
      const columnSpan = spanOf(columns, columnFrom, columnTo)
      const piece = { rowFrom, rowTo, columnFrom, columnTo }
      visitPiece(values, ways, { ...piece, rowSpan, columnSpan }, visit)
    }
  }
}

function visitPiece(
  values: Values,
  ways: readonly Axes[],
  { rowSpan, columnSpan, ...piece }: Piece & { rowSpan: Span; columnSpan: Span },
  visit: Visit,
): void {
  const pixelBytes = bytesOfPixel(values)
  const rowBytes = columnSpan.length * pixelBytes
  const address = copyIn(values, rowSpan, columnSpan)
  for (const way of ways) {
    const skippedRows = way.rows.start[piece.rowFrom]! - rowSpan.first
    const skippedColumns = way.columns.start[piece.columnFrom]! - columnSpan.first
    visit(way, address + skippedRows * rowBytes + skippedColumns * pixelBytes, rowBytes, piece)
  }
}

type Span = { first: number; length: number }

function copyIn({ data, width, channels }: Values, rows: Span, columns: Span): number {
  const count = columns.length * channels
  const address = input.atLeast(rows.length * count * data.BYTES_PER_ELEMENT)
  const memory = kernelBytes()
  const target = data instanceof Float32Array ? new Float32Array(memory.buffer) : memory
  const to = address / data.BYTES_PER_ELEMENT
  const from = (rows.first * width + columns.first) * channels
  if (columns.length === width) {
    target.set(data.subarray(from, from + rows.length * count), to)
    return address
  }
  for (let row = 0; row < rows.length; row++) {
    const at = from + row * width * channels
    target.set(data.subarray(at, at + count), to + row * count)
  }
  return address
}

/** One behind the last sample that still fits when so many pixels do; at least one is taken. */
function groupEnd(
  axes: readonly AxisTable[],
  from: number,
  samples: number,
  pixels: number,
): number {
  let to = from + 1
  while (to < samples && spanOf(axes, from, to + 1).length <= pixels) to++
  return to
}

/** The pixels that the samples need along an axis, for all the ways together. */
function spanOf(axes: readonly AxisTable[], from: number, to: number): Span {
  const first = Math.min(...axes.map(({ start }) => start[from]!))
  return { first, length: Math.max(...axes.map(({ end }) => end[to - 1]!)) - first }
}

function bytesOfPixel({ data, channels }: Values): number {
  return data.BYTES_PER_ELEMENT * channels
}
