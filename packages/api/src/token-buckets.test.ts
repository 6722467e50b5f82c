import { describe, expect, it } from 'vitest'
import { createBuckets } from './token-buckets.ts'

describe('take', () => {
  it('gives so many at once, then as many as a minute has filled up', () => {
    let ms = 0
    const buckets = createBuckets(60, () => new Date(ms))
    for (let n = 0; n < 60; n++) expect(buckets.take('a').isTaken).toBe(true)
    expect(buckets.take('a')).toEqual({
      isTaken: false,
      left: 0,
      fullInSeconds: 60,
      nextInSeconds: 1,
    })
    ms += 1_000
    expect(buckets.take('a')).toMatchObject({ isTaken: true, left: 0 })
    expect(buckets.take('a').isTaken).toBe(false)
    ms += 3_600_000
    expect(buckets.take('a')).toEqual({
      isTaken: true,
      left: 59,
      fullInSeconds: 1,
      nextInSeconds: 0,
    })
  })

  it('counts each by itself, and a clock that goes back for nothing', () => {
    let ms = 1_000
    const buckets = createBuckets(1, () => new Date(ms))
    expect(buckets.take('a').isTaken).toBe(true)
    expect(buckets.take('b').isTaken).toBe(true)
    ms = 0
    expect(buckets.take('a').isTaken).toBe(false)
  })

  it('forgets whoever came longest ago when there are too many', () => {
    const buckets = createBuckets(1, () => new Date(0))
    for (let n = 0; n <= 20_000; n++) buckets.take(String(n))
    expect(buckets.take('20000').isTaken).toBe(false)
    expect(buckets.take('0').isTaken).toBe(true)
  })
})
