// Low frequencies of a JPEG without decoding it: the way into the other jpeg files.

import { segmentEnd } from './jpeg-bytes'
import { checkRest, components, frameHeight, frameWidth, readHeaders } from './jpeg-headers'
import { chromaRows, chromaStride, lumaStride } from './jpeg-layout'
import { readFirstScan } from './jpeg-scan'

export {
  chromaPlane as jpegChromaPlane,
  lumaPlane as jpegLumaPlane,
  lumaTerms as jpegLumaTerms,
} from './jpeg-layout'
export { samplesAddress as jpegSamples } from './pdq-samples'

/**
 * Reads the first scan of the file at `from`.
 *
 * Takes time linear in its bytes and blocks, and keeps planes of its size until a larger one.
 *
 * @returns 0, or a negative reason for leaving the file to the full decoder, see `jpeg-headers`;
 *          only after 0 do the planes hold the picture
 */
export function jpegRead(from: usize, length: i32, maxPixels: f64): i32 {
  const end = from + length
  const refusal = readHeaders(from, end, maxPixels)
  if (refusal) return refusal
  const scanRefusal = readFirstScan(end)
  return scanRefusal ? scanRefusal : checkRest(segmentEnd(), end)
}

export function jpegWidth(): i32 {
  return frameWidth
}
export function jpegHeight(): i32 {
  return frameHeight
}
export function jpegComponents(): i32 {
  return components
}
export function jpegLumaStride(): i32 {
  return lumaStride
}
export function jpegChromaStride(): i32 {
  return chromaStride
}
export function jpegChromaRows(): i32 {
  return chromaRows
}
