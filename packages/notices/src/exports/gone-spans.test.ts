import { describe, expect, it } from 'vitest'
import type { TakedownEvent } from '../takedown-event.ts'
import { goneSince, goneSpans, wasGone } from './gone-spans.ts'

const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour))
const spansOf = (...events: [TakedownEvent['type'], number][]) =>
  goneSpans(events.map(([type, hour]) => ({ type, at: at(hour) }) as TakedownEvent))

describe('goneSpans', () => {
  it('keeps each going and coming back', () => {
    const spans = spansOf(
      ['seen-gone', 1],
      ['gone-before-notice', 3],
      ['resurfaced', 5],
      ['notified', 6],
      ['seen-gone', 8],
      ['removal-verified', 9],
    )
    expect(spans).toEqual([
      { from: at(1), until: at(5) },
      { from: at(8), until: null },
    ])
    expect([2, 5, 6, 10].map((hour) => goneSince(spans, at(hour)))).toEqual(
      [1, 8, 8, 8].map((hour) => at(hour)),
    )
    expect([0, 1, 2, 5, 6, 10].map((hour) => wasGone(spans, at(hour)))).toEqual([
      false,
      false,
      true,
      false,
      false,
      true,
    ])
  })

  it('begins with the look that began the row which was verified', () => {
    expect(spansOf(['seen-gone', 1], ['seen-gone', 4], ['removal-verified', 6])).toEqual([
      { from: at(4), until: null },
    ])
    expect(spansOf(['seen-gone', 1])).toEqual([])
    expect(spansOf(['removal-verified', 6])).toEqual([{ from: at(6), until: null }])
  })

  it('ends where the takedown is opened anew, which it is for content that was seen', () => {
    const spans = spansOf(['seen-gone', 1], ['removal-verified', 2], ['closed', 3], ['reopened', 7])
    expect(spans).toEqual([{ from: at(1), until: at(7) }])
    expect(goneSince(spans, at(7))).toBe(null)
  })
})
