import { describe, expect, it } from 'vitest'
import { afterPage, OVERLAP_MS, readCheckpoint, type PageMarks } from './checkpoint.ts'
import type { Checkpoint } from './exchange-client.ts'

const START = new Date('2026-05-01T00:00:00Z')
const before = (ms: number) => new Date(START.getTime() - ms)
const HOUR = 3_600_000

const page = (over: Partial<PageMarks> = {}): PageMarks => ({
  next: null,
  highest: null,
  answeredAt: START,
  ...over,
})

const SINCE: Checkpoint = { safeFrom: before(100 * HOUR).toISOString() }

describe('afterPage', () => {
  it('keeps safeFrom until the last page, then takes the latest change of all less the overlap', () => {
    const one = afterPage(SINCE, page({ next: 'b', highest: before(5 * HOUR) }), START)
    expect(one.safeFrom).toBe(SINCE.safeFrom)
    const two = afterPage(one, page({ next: 'c', highest: before(9 * HOUR) }), START)
    expect(two).toEqual({
      safeFrom: SINCE.safeFrom,
      run: {
        position: 'c',
        ceiling: START.toISOString(),
        highest: before(5 * HOUR).toISOString(),
        pages: 2,
      },
    })
    const three = afterPage(two, page({ highest: null }), START)
    expect(three).toEqual({ safeFrom: before(5 * HOUR + OVERLAP_MS).toISOString() })
  })

  it('goes no further than where the run began, whatever is seen later', () => {
    const one = afterPage(SINCE, page({ next: 'b' }), START)
    const two = afterPage(one, page({ highest: before(-50 * HOUR) }), before(-60 * HOUR))
    expect(two.safeFrom).toBe(before(OVERLAP_MS).toISOString())
  })

  it('trusts the slower of both clocks', () => {
    const highest = before(-HOUR)
    const theirs = afterPage(SINCE, page({ highest, answeredAt: before(3 * HOUR) }), START)
    expect(theirs.safeFrom).toBe(before(3 * HOUR + OVERLAP_MS).toISOString())
    const ours = afterPage(SINCE, page({ highest, answeredAt: before(-3 * HOUR) }), START)
    expect(ours.safeFrom).toBe(before(OVERLAP_MS).toISOString())
  })

  it('never goes back', () => {
    const near: Checkpoint = { safeFrom: before(HOUR / 2).toISOString() }
    expect(afterPage(near, page({ highest: START }), START)).toEqual(near)
    expect(afterPage(near, page(), START)).toEqual(near)
  })

  it('is held back by an advised time, unless that lies before the run itself', () => {
    const marks = page({ highest: START, advised: before(8 * HOUR) })
    expect(afterPage(SINCE, marks, START).safeFrom).toBe(before(9 * HOUR).toISOString())
    const useless = page({ highest: START, advised: new Date(0) })
    expect(afterPage(SINCE, useless, START).safeFrom).toBe(before(HOUR).toISOString())
  })
})

describe('readCheckpoint', () => {
  it('begins at the beginning when nothing was kept', () => {
    expect(readCheckpoint(null)).toEqual({ safeFrom: '1970-01-01T00:00:00.000Z' })
  })

  it.each([
    {},
    { safeFrom: 'yesterday' },
    { safeFrom: START.toISOString(), run: {} },
    { safeFrom: START.toISOString(), run: { position: 1, ceiling: START.toISOString() } },
  ])('refuses %j', (kept) => {
    expect(() => readCheckpoint(kept as unknown as Checkpoint)).toThrow(
      expect.objectContaining({ code: 'exchange-checkpoint-unreadable' }) as Error,
    )
  })
})
