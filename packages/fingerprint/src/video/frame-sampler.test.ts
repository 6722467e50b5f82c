import { describe, expect, it } from 'vitest'
import { createSampler, mergeSamples } from './frame-sampler.ts'

const at = (second: number) => ({ second })
const secondsOf = (samples: readonly { second: number }[]) => samples.map(({ second }) => second)
const sample = (count: number, most: number, step = 1): number[] => {
  const sampler = createSampler(most)
  for (let second = 0; second < count; second += step) sampler.offer(at(second))
  return secondsOf(sampler.kept)
}

describe('createSampler', () => {
  it('keeps everything of a short video', () => {
    expect(sample(5, 8)).toEqual([0, 1, 2, 3, 4])
  })

  it.each([9, 31, 32, 33, 100, 3600, 7001])('spreads 32 at most over %i seconds', (count) => {
    const seconds = sample(count, 32)
    expect(seconds.length).toBeLessThanOrEqual(32)
    expect(seconds.length).toBeGreaterThanOrEqual(Math.min(count, 16))
    expect(seconds[0]).toBe(0)
    const gaps = new Set(seconds.slice(1).map((second, i) => second - seconds[i]!))
    expect(gaps.size).toBe(1)
    expect(count - seconds.at(-1)!).toBeLessThanOrEqual([...gaps][0]!)
  })

  it('keeps one of each second', () => {
    const sampler = createSampler(8)
    for (const second of [0, 0, 1, 1, 1, 5, 4]) sampler.offer(at(second))
    expect(secondsOf(sampler.kept)).toEqual([0, 1, 5])
  })
})

describe('mergeSamples', () => {
  it('is in order, one for each second, with the first among them', () => {
    expect(secondsOf(mergeSamples([at(0), at(4), at(9)], [at(0), at(1), at(4)], 8))).toEqual([
      0, 1, 4, 9,
    ])
    expect(secondsOf(mergeSamples([1, 2, 3].map(at), [0, 4, 5, 6, 7].map(at), 4))).toEqual([
      0, 2, 4, 6,
    ])
  })
})
