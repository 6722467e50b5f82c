import { tentWeights } from '../hash/tent-weights.ts'
import type { Axis } from '../kernels/axis-tables.ts'

/** Weights of one sample over pixels, the first of them at `first`. */
type Weights = { first: number; weight: Float64Array }

const BLOCKS = 16

/**
 * PDQ's 64 samples of an axis as weights of cosine terms instead of pixels.
 *
 * PDQ's blur and decimation are linear, and so is the cosine transform of a JPEG: what a block adds to
 * a sample is the sum of its terms, each times the weights' projection on that cosine.
 *
 * @param length  pixels of the axis
 * @param run     pixels PDQ runs on: `length`, or 512 for nearest-neighbour sampling before it
 * @param terms   terms of a block in the plane, lowest first
 */
export function tentAxis(length: number, run: number, terms: number): Axis {
  const { start, length: lengths, weight, stride } = tentWeights(length, run, length)
  const samples = Array.from(start, (first, i) => ({
    first,
    weight: weight.subarray(i * stride, i * stride + lengths[i]!),
  }))
  return project(samples, 8, terms)
}

/**
 * The means of 16 equal parts of an axis as weights of cosine terms.
 *
 * @param block  pixels that a block of the plane covers
 */
export function meanAxis(length: number, block: number, terms: number): Axis {
  const size = length / BLOCKS
  const samples = Array.from({ length: BLOCKS }, (_, i) => {
    const from = i * size
    const to = Math.min(length, from + size)
    const first = Math.floor(from)
    const weight = Float64Array.from({ length: Math.ceil(to) - first }, (_unused, at) => {
      return (Math.min(to, first + at + 1) - Math.max(from, first + at)) / size
    })
    return { first, weight }
  })
  return project(samples, block, terms)
}

function project(samples: readonly Weights[], block: number, terms: number): Axis {
  const rows = samples.map((sample) => projectOne(sample, block, terms))
  const stride = Math.max(...rows.map(({ weight }) => weight.length))
  const weight = new Float64Array(rows.length * stride)
  rows.forEach((row, i) => weight.set(row.weight, i * stride))
  return {
    start: Int32Array.from(rows, (row) => row.first),
    length: Int32Array.from(rows, (row) => row.weight.length),
    weight,
    stride,
  }
}

function projectOne({ first, weight }: Weights, block: number, terms: number): Weights {
  const firstBlock = Math.floor(first / block)
  const lastBlock = Math.floor((first + weight.length - 1) / block)
  const projected = new Float64Array((lastBlock - firstBlock + 1) * terms)
  weight.forEach((share, i) => {
    const blockOf = Math.floor((first + i) / block)
    const angle = ((2 * (first + i - blockOf * block) + 1) * Math.PI) / (2 * block)
    for (let term = 0; term < terms; term++) {
      projected[(blockOf - firstBlock) * terms + term]! += share * Math.cos(term * angle)
    }
  })
  return { first: firstBlock * terms, weight: projected }
}
