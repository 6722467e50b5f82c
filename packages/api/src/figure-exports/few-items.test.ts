import { describe, expect, it } from 'vitest'
import { translator } from '../console/texts.ts'
import type { ContentOf } from './export-content.ts'
import { figureRows } from './figure-rows.ts'
import { letterPdf } from './letter-pdf.ts'

const HOUR_MS = 3_600_000
const words = { t: translator('en'), language: 'en' } as const

/** A letter of twelve items, so many of which were still there at the notice; by the rules of before, with times of one. */
const letterOf = (n: number): ContentOf<'provider'> => ({
  type: 'nightlight/figures',
  version: 1,
  kind: 'provider',
  period: { name: '2026-09', from: '2026-09-01T00:00:00.000Z', until: '2026-10-01T00:00:00.000Z' },
  asOf: '2026-10-02T00:00:00.000Z',
  organisation: 'Meldpunt Noord',
  log: null,
  providers: { one: { name: 'Quick Hosting', language: 'en' } },
  providerId: 'one',
  figures: {
    items: 12,
    notices: 12,
    bounced: 0,
    removed: 12,
    open: 0,
    resurfaced: 0,
    removal: {
      n,
      ended: n,
      open: 0,
      closed: 0,
      before: 12 - n,
      medianMs: 7 * HOUR_MS,
      p90Ms: 9 * HOUR_MS,
      within: [
        { hours: 24, ended: n, share: 1 },
        { hours: 72, ended: n, share: 1 },
      ],
    },
    curve: [{ ms: 7 * HOUR_MS, open: 0, low: 0, high: 0 }],
    others: null,
  },
})
const timesOf = (content: ContentOf<'provider'>) =>
  figureRows(content).filter(({ field }) => /^letter-(median|p90|within)$/.test(field))
const pdfOf = async (content: ContentOf<'provider'>) =>
  (await letterPdf(content, '0'.repeat(64), words)).toString('latin1')

describe('a letter of twelve items', () => {
  it.each([1, 9])('of which %i were there at the notice tells no time of them', async (n) => {
    const content = letterOf(n)
    expect(timesOf(content)).toHaveLength(4)
    for (const one of timesOf(content))
      expect(one).toMatchObject({ value: null, missing: 'too-few' })
    expect(await pdfOf(content)).not.toContain('/Figure')
  })

  it('of which ten were there has their times and the curve', async () => {
    const content = letterOf(10)
    expect(timesOf(content).map(({ value }) => value)).toEqual([7, 9, 1, 1])
    expect(await pdfOf(content)).toContain('/Figure')
  })
})
