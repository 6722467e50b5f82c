import { tentWeights } from '../hash/tent-weights.ts'
import { axisTable } from './axis-tables.ts'
import { kernelBytes, kernels } from './kernels.ts'
import { visitPieces, type Axes, type Values, type Visit } from './picture-pieces.ts'

/** Pixels along two sides. */
export type Sides = { width: number; height: number }

const SAMPLES = 64
const TERMS = 256
const HASH_BYTES = 32

/**
 * The axes of a picture of the size `original` which PDQ sees at the size `run`.
 *
 * @param decoded  size of the pixels at hand
 */
export function pdqAxes(original: Sides, run: Sides, decoded: Sides): Axes {
  return {
    columns: tentTable(original.width, run.width, decoded.width),
    rows: tentTable(original.height, run.height, decoded.height),
  }
}

/**
 * Makes the 64x64 samples of a picture, in one or two ways, for `finishPdq(slot)`.
 *
 * @param ways        axes for slot 0, and for slot 1
 * @param pieceBytes  as of `visitPieces`; decides nothing about the samples
 */
export function samplePicture(values: Values, ways: readonly Axes[], pieceBytes?: number): void {
  const { sampleBytes, sampleFloats } = kernels()
  const { data, channels } = values
  const isPlane = data instanceof Float32Array
  const visit: Visit = (way, address, rowBytes, piece) => {
    const slot = ways.indexOf(way)
    const { rowFrom, rowTo, columnFrom, columnTo } = piece
    const columns = way.columns.address
    const rows = way.rows.address
    const ends = [rowFrom, rowTo, columnFrom, columnTo] as const
    if (isPlane) sampleFloats(slot, address, rowBytes / 4, columns, rows, ...ends)
    else sampleBytes(slot, address, rowBytes, channels, columns, rows, ...ends)
  }
  visitPieces(values, ways, SAMPLES, visit, pieceBytes)
}

/** The hash that `finishPdq` made last. */
export function lastHash(): Uint8Array {
  const at = kernels().hashesAddress()
  return kernelBytes().slice(at, at + HASH_BYTES)
}

/** The 256 cosine terms that `finishPdq` made last. */
export function lastTerms(): Float32Array {
  return new Float32Array(kernelBytes().buffer, kernels().termsAddress(), TERMS).slice()
}

/** Hashes of the eight orientations of the terms that `finishPdq` made last. */
export function lastOrientations(): Uint8Array[] {
  kernels().orient()
  const at = kernels().hashesAddress()
  const hashes = kernelBytes().slice(at, at + 8 * HASH_BYTES)
  return Array.from({ length: 8 }, (_, i) => hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES))
}

/** Hashes of the eight orientations of terms kept from earlier. */
export function orientationsOf(terms: Float32Array): Uint8Array[] {
  new Float32Array(kernelBytes().buffer, kernels().termsAddress(), TERMS).set(terms)
  return lastOrientations()
}

function tentTable(original: number, run: number, decoded: number) {
  const make = () => tentWeights(original, run, decoded)
  return axisTable(`tent ${original} ${run} ${decoded}`, 'float', make)
}
