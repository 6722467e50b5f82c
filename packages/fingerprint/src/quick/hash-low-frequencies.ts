import { bitsOfBands } from '../hash/blockhash.ts'
import { hex } from '../hash/hex.ts'
import { axisTable } from '../kernels/axis-tables.ts'
import { kernelBytes } from '../kernels/kernels.ts'
import type { PictureHashes } from '../outcome.ts'
import { jpegKernels, type LowFrequencies, type Plane } from './jpeg-kernel.ts'
import { meanAxis, tentAxis } from './projected-axis.ts'

const SAMPLED_SIDE = 512
const BLOCKS = 16
const BLOCK_PIXELS = 8
const ROW = 64
const HASH_BYTES = 32
/** What red, green and blue sum to: of luma, and of blue- and red-difference from the middle. */
const LUMA_SHARE = 3
const CHROMA_SHARES = [1.427864, 0.687864]
const MIDDLE = 128
/** Usual error of a cosine term, where blocks have several terms and where only means. */
const UNSURE = { withTerms: 2, meansOnly: 3 }
/** Most of the 256 terms that may lie so near to the median. */
const MOST_UNSURE = 36

/**
 * PDQ in both flavours and blockhash of a picture's low frequencies.
 *
 * `isFragile`: so many cosine terms lie at the median that what was left out could turn more bits
 * than the two-stage rule allows for; so it is with drawings of regular patterns.
 */
export function hashLowFrequencies(
  picture: LowFrequencies,
): PictureHashes & { pdqSampled: string[]; isFragile: boolean } {
  const { width, height } = picture
  const full = hashTents(picture, width, height)
  const isSampled = Math.max(width, height) > SAMPLED_SIDE
  const sampled = isSampled ? hashTents(picture, SAMPLED_SIDE, SAMPLED_SIDE) : full
  return {
    pdq: full.hashes[0]!,
    pdqQuality: full.quality,
    pdqOrientations: full.hashes,
    pdqSampled: sampled.hashes,
    blockhash: hex(bitsOfBands(blockSums(picture), (width * height) / BLOCKS ** 2)),
    isFragile: full.isFragile || sampled.isFragile,
  }
}

function hashTents(
  { width, height, terms, luma }: LowFrequencies,
  columnsRun: number,
  rowsRun: number,
): { quality: number; hashes: string[]; isFragile: boolean } {
  const columns = tentTable(width, columnsRun, terms)
  const rows = tentTable(height, rowsRun, terms)
  const jpeg = jpegKernels()
  const quality = jpeg.hashPlane(luma.address, luma.stride, columns, rows)
  const unsure = jpeg.countNearMedian(UNSURE[terms > 1 ? 'withTerms' : 'meansOnly'])
  return { quality, hashes: hexOfOrientations(), isFragile: unsure > MOST_UNSURE }
}

function hexOfOrientations(): string[] {
  const jpeg = jpegKernels()
  jpeg.orient()
  const hashes = Buffer.from(kernelBytes().buffer, jpeg.hashesAddress(), 8 * HASH_BYTES)
  const digits = hashes.toString('hex')
  return Array.from({ length: 8 }, (_, i) => {
    return digits.slice(i * 2 * HASH_BYTES, (i + 1) * 2 * HASH_BYTES)
  })
}

function tentTable(length: number, run: number, terms: number): number {
  const make = () => tentAxis(length, run, terms)
  return axisTable(`quick tent ${length} ${run} ${terms}`, 'float', make).address
}

/** Sums of red, green and blue over 16x16 blocks; colours that no screen shows are not cut off. */
function blockSums(picture: LowFrequencies): Float64Array {
  const { width, height, terms, luma, chroma, chromaBlock } = picture
  const pixels = (width * height) / BLOCKS ** 2
  const sums = new Float64Array(BLOCKS ** 2)
  const columns = meanTable(width, BLOCK_PIXELS, terms)
  const rows = meanTable(height, BLOCK_PIXELS, terms)
  addMeans(sums, blockMeans(luma, columns, rows), LUMA_SHARE * pixels, 0)
  for (const [which, plane] of chroma.entries()) {
    const chromaColumns = meanTable(width, chromaBlock.width, 1)
    const chromaRows = meanTable(height, chromaBlock.height, 1)
    const means = blockMeans(plane, chromaColumns, chromaRows)
    addMeans(sums, means, CHROMA_SHARES[which]! * pixels, MIDDLE)
  }
  return sums
}

/** Adds the shares of 16 rows of means, each in a row of 64 values. */
function addMeans(sums: Float64Array, means: Float32Array, share: number, middle: number): void {
  for (let at = 0; at < sums.length; at++) {
    sums[at]! += share * (means[(at >> 4) * ROW + (at & 15)]! - middle)
  }
}

function meanTable(length: number, block: number, terms: number): number {
  const make = () => meanAxis(length, block, terms)
  return axisTable(`quick means ${length} ${block} ${terms}`, 'float', make).address
}

/** Means of 16x16 parts of a plane, valid until the next samples are made. */
function blockMeans({ address, stride }: Plane, columns: number, rows: number): Float32Array {
  const jpeg = jpegKernels()
  jpeg.sampleFloats(1, address, stride, columns, rows, 0, BLOCKS, 0, BLOCKS)
  return new Float32Array(kernelBytes().buffer, jpeg.jpegSamples(1), BLOCKS * ROW)
}
