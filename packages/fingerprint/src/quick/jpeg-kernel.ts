import { createScratch, kernelBytes, kernels, type KernelExports } from '../kernels/kernels.ts'
import type { Size } from '../hash/pdq.ts'

/** A plane of f32 values in the kernels' memory. */
export type Plane = { address: number; stride: number; rows: number }

/**
 * The low frequencies of a JPEG, in the kernels' memory until the next one is read.
 *
 * `luma` holds `terms` by `terms` amplitudes of every 8x8 block, in pixels: its mean, then those of
 * the lowest cosines across and down. `chroma` holds means only, of blocks that cover
 * `chromaBlock` pixels; none in a grey picture.
 */
export type LowFrequencies = Size & {
  terms: number
  luma: Plane
  chroma: readonly Plane[]
  chromaBlock: Size
}

type JpegExports = KernelExports & {
  jpegRead(from: number, length: number, maxPixels: number): number
  jpegWidth(): number
  jpegHeight(): number
  jpegComponents(): number
  jpegLumaTerms(): number
  jpegLumaStride(): number
  jpegLumaPlane(): number
  jpegChromaStride(): number
  jpegChromaRows(): number
  jpegChromaPlane(component: number): number
  jpegSamples(slot: number): number
  countNearMedian(distance: number): number
}

const BLOCK = 8
const file = createScratch()

/** The kernels, with those that read a JPEG. */
export function jpegKernels(): JpegExports {
  return kernels() as JpegExports
}

/**
 * Reads the low frequencies of a JPEG without decoding it.
 *
 * Safe for any bytes: time is bounded by their number and the blocks of the picture, memory by both.
 *
 * @param maxPixels  width times height of the header
 * @returns undefined when the picture is too small, or the file in any way unusual or damaged
 */
export function readLowFrequencies(
  bytes: Uint8Array,
  maxPixels: number,
): LowFrequencies | undefined {
  const jpeg = jpegKernels()
  const address = file.atLeast(bytes.length)
  kernelBytes().set(bytes, address)
  if (jpeg.jpegRead(address, bytes.length, maxPixels) !== 0) return undefined
  const terms = jpeg.jpegLumaTerms()
  const stride = jpeg.jpegLumaStride()
  const luma = { address: jpeg.jpegLumaPlane(), stride, rows: 0 }
  const size = { width: jpeg.jpegWidth(), height: jpeg.jpegHeight() }
  const chromaStride = jpeg.jpegChromaStride()
  const chromaRows = jpeg.jpegChromaRows()
  const components = jpeg.jpegComponents() === 3 ? [1, 2] : []
  const chroma = components.map((component) => ({
    address: jpeg.jpegChromaPlane(component),
    stride: chromaStride,
    rows: chromaRows,
  }))
  luma.rows = (jpeg.jpegChromaPlane(1) - luma.address) / 4 / stride
  const chromaBlock = {
    width: ((stride / terms) * BLOCK) / Math.max(1, chromaStride),
    height: ((luma.rows / terms) * BLOCK) / Math.max(1, chromaRows),
  }
  return { ...size, terms, luma, chroma, chromaBlock }
}

/** The values of a plane where they are; valid until the kernels reserve memory. */
export function planeView({ address, stride, rows }: Plane): Float32Array {
  return new Float32Array(kernelBytes().buffer, address, stride * rows)
}
