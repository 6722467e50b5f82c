import { hashTerms, termsAddress } from './pdq-bits'
import { sampleFloats, samplesAddress } from './pdq-samples'
import { gradientQuality, lowTerms } from './pdq-terms'

/** Makes terms and hash from the samples in a slot; returns the quality, 0–100. */
export function finishPdq(slot: i32): i32 {
  const samples = samplesAddress(slot)
  lowTerms(samples, termsAddress())
  hashTerms()
  return gradientQuality(samples)
}

/** Hashes a whole plane of f32 values, `stride` of them a row; returns the quality, 0–100. */
export function hashPlane(plane: usize, stride: i32, columns: usize, rows: usize): i32 {
  const first = plane + ((load<i32>(rows) * stride + load<i32>(columns)) << 2)
  sampleFloats(0, first, stride, columns, rows, 0, 64, 0, 64)
  return finishPdq(0)
}
