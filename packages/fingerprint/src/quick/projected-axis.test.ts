import { describe, expect, it } from 'vitest'
import { tentWeights } from '../hash/tent-weights.ts'
import type { Axis } from '../kernels/axis-tables.ts'
import { meanAxis, tentAxis } from './projected-axis.ts'
import { seeded } from './quick-pictures.ts'

/** Cosine terms of every block of an axis, and the pixels that they make. */
function line(length: number, block: number, terms: number) {
  const random = seeded(length)
  const blocks = Math.ceil(length / block)
  const amplitudes = Float64Array.from({ length: blocks * terms }, () => random() * 200 - 100)
  const pixels = Float64Array.from({ length }, (_, x) => {
    const first = Math.floor(x / block) * terms
    const angle = ((2 * (x % block) + 1) * Math.PI) / (2 * block)
    let sum = 0
    for (let term = 0; term < terms; term++)
      sum += amplitudes[first + term]! * Math.cos(term * angle)
    return sum
  })
  return { amplitudes, pixels }
}

function samplesOf({ start, length, weight, stride }: Axis, values: Float64Array): number[] {
  return Array.from(start, (first, i) => {
    let sum = 0
    for (let k = 0; k < length[i]!; k++) sum += weight[i * stride + k]! * values[first + k]!
    return sum
  })
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length)
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6))
}

describe('tentAxis', () => {
  it.each([
    [512, 512, 1],
    [613, 613, 3],
    [1301, 512, 2],
    [4000, 4000, 1],
    [4003, 512, 2],
  ])('samples terms as PDQ samples pixels: %i run at %i, %i terms', (length, run, terms) => {
    const { amplitudes, pixels } = line(length, 8, terms)
    const fromPixels = samplesOf(tentWeights(length, run, length), pixels)
    expectClose(samplesOf(tentAxis(length, run, terms), amplitudes), fromPixels)
  })
})

describe('meanAxis', () => {
  it.each([
    [512, 8, 1],
    [613, 8, 3],
    [1001, 16, 1],
  ])('gives the means of 16 parts: %i pixels, blocks of %i, %i terms', (length, block, terms) => {
    const { amplitudes, pixels } = line(length, block, terms)
    const size = length / 16
    const means = Array.from({ length: 16 }, (_, i) => {
      const covered = (x: number) => Math.min((i + 1) * size, x + 1) - Math.max(i * size, x)
      return pixels.reduce((sum, pixel, x) => sum + (Math.max(0, covered(x)) * pixel) / size, 0)
    })
    expectClose(samplesOf(meanAxis(length, block, terms), amplitudes), means)
  })
})
