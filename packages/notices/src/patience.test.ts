import { describe, expect, it } from 'vitest'
import { createPatience } from './patience.ts'

const MINUTE_MS = 60_000

describe('createPatience', () => {
  it('makes pauses that grow from a minute to four hours', () => {
    const { retryInMs } = createPatience(1)
    const pauses = [1, 2, 3, 8, 9, 100].map((attempt) => retryInMs(attempt) / MINUTE_MS)
    expect(pauses).toEqual([1, 2, 4, 128, 240, 240])
  })

  it('scales with the pace, down to half a second between two attempts', () => {
    const { retryInMs, unsentMs } = createPatience(1 / 3600)
    expect(unsentMs).toBe(6_000)
    expect([retryInMs(1), retryInMs(100)]).toEqual([500, 4_000])
  })
})
