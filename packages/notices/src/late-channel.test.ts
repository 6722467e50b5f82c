import { describe, expect, it } from 'vitest'
import { endBeforeHandOver, endInDoubt, pauseWithin } from './late-channel.ts'

const at = new Date(0)
const answer = { code: 503, response: 'HTTP 503' }

describe('endBeforeHandOver', () => {
  it.each([
    [{ status: 'accepted', at }, false, 'recovered'],
    [{ status: 'accepted', at }, true, 'recovered'],
    [{ status: 'unknown', later: true }, false, 'deferred'],
    [{ status: 'unknown', later: true }, true, 'doubtful'],
    [{ status: 'unknown', later: false }, false, 'doubtful'],
    [{ status: 'not', isCertain: true }, false, undefined],
    [{ status: 'not', isCertain: true }, true, 'fallen-back'],
    [{ status: 'not', isCertain: false }, true, undefined],
  ] as const)('of %j, late: %j, is %j', (doubt, isLate, status) => {
    expect(endBeforeHandOver(doubt, isLate)?.status).toBe(status)
  })
})

describe('endInDoubt', () => {
  it('never goes on by mail, and shuts what is to be shut', () => {
    const turnedAway = { status: 'turned-away', code: 410, response: 'HTTP 410' } as const
    expect(endInDoubt({ ...turnedAway, closes: true }, false)).toEqual({
      status: 'doubtful',
      shut: 410,
    })
    expect(endInDoubt({ ...turnedAway, closes: false }, false)).toEqual({ status: 'doubtful' })
  })

  it('is tried again as long as it is not late', () => {
    const deferred = { status: 'deferred', ...answer } as const
    expect(endInDoubt(deferred, false)).toBe(deferred)
    expect(endInDoubt(deferred, true)).toEqual({ status: 'doubtful' })
    const accepted = { status: 'accepted', code: 204, response: 'HTTP 204' } as const
    expect(endInDoubt(accepted, true)).toBe(accepted)
  })
})

describe('pauseWithin', () => {
  it.each([
    ['the usual one', {}, 1_000, 60_000, 1_000],
    ['what it asks for', { retryInMs: 5_000 }, 1_000, 60_000, 5_000],
    ['never none', { retryInMs: 0 }, 1_000, 60_000, 30],
    ['never beyond the time', { retryInMs: 90_000 }, 1_000, 60_000, 60_000],
    ['none when the time is over', {}, 1_000, -5, 0],
  ])('is %s', (_, asked, usualMs, leftMs, expected) => {
    const ended = { status: 'deferred', ...answer, ...asked } as const
    expect(pauseWithin(ended, { usualMs, leastMs: 30, leftMs })).toMatchObject({
      retryInMs: expected,
    })
  })
})
