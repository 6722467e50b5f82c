import { describe, expect, it } from 'vitest'
import { duration, instant } from './times.ts'

const HOUR_MS = 3_600_000

describe('duration', () => {
  it.each([
    [0, '0 secs'],
    [400, '0 secs'],
    [45_000, '45 secs'],
    [90_000, '1 min, 30 secs'],
    [HOUR_MS, '1 hr'],
    [76 * HOUR_MS, '3 days, 4 hrs'],
    [-5_000, '0 secs'],
  ])('writes %d ms by its two greatest units', (ms, expected) => {
    expect(duration(ms, 'en')).toBe(expected)
  })

  it('leaves out a second unit that is nought', () => {
    expect(duration(48 * HOUR_MS + 20_000, 'en')).toBe('2 days')
  })
})

describe('instant', () => {
  it('is in UTC, whatever the language', () => {
    const at = new Date('2026-03-01T23:30:00Z')
    for (const language of ['en', 'fr', 'nl', 'de'] as const) {
      expect(instant(at, language)).toMatch(/23[:.]30.*UTC$/)
    }
  })
})
