import type { TakedownTimes } from '@nightlight/notices'
import { describe, expect, it } from 'vitest'
import { html, render } from '../html.ts'
import { survivalPicture } from '../survival-picture.ts'
import { translator } from '../texts.ts'
import type { View } from '../view.ts'
import { curveTable } from './curve-table.ts'

const HOUR_MS = 3_600_000
const view = { t: translator('en'), language: 'en' } as View
/** Sixty of a hundred went within a day; the others are open for so long. */
const watched = (hours: number) =>
  ({
    n: 100,
    watchedMs: hours * HOUR_MS,
    curve: [{ ms: 20 * HOUR_MS, open: 0.4, low: 0.3, high: 0.5 }],
  }) as unknown as TakedownTimes
const rowsOf = (shown: TakedownTimes): string[] =>
  [...render(html`${curveTable(view, shown)}`).matchAll(/<tr>(.*?)<\/tr>/gs)]
    .slice(1)
    .map(([, row]) =>
      row!
        .replaceAll(/<[^>]+>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )

describe('the curve and its table', () => {
  it('go on, level, up to where nothing was watched for longer', () => {
    const shown = watched(300 * 24)
    const rows = rowsOf(shown)
    expect(rows).toHaveLength(7)
    expect(rows.slice(2).every((row) => row.includes('40.0% 30.0% – 50.0%'))).toBe(true)
    const picture = render(survivalPicture(view, 'title', shown))
    const corners = /class="line" d="M([^"]+)"/.exec(picture)![1]!.split('L')
    const [before, , last] = corners.slice(-3).map((corner) => corner.split(' ').map(Number))
    // from the last fall on as high, and far to the right
    expect(last![1]).toBe(before![1])
    expect(last![0]).toBeGreaterThan(before![0]! + 300)
  })

  it('have no row beyond what was watched', () => {
    expect(rowsOf(watched(100))).toHaveLength(4)
  })

  it('end with the last one where all have ended', () => {
    const curve = [{ ms: 20 * HOUR_MS, open: 0, low: 0, high: 0 }]
    expect(rowsOf({ ...watched(20), curve })).toHaveLength(3)
  })
})
