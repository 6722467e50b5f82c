import type { Resurfacing } from '@nightlight/notices'
import { newId } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { supervisorView } from '../../fixtures/supervisor-view.ts'
import { render } from '../html.ts'
import { resurfacingSection } from './resurfacing-section.ts'

const NOW = new Date('2026-11-27T12:00:00.123Z')
const view = supervisorView(NOW)
const within = [7, 30, 90].map((days) => ({ days, share: 0.25, low: 0.2, high: 0.3 }))
const figures = { n: 1200, again: 300, watched: 800, closed: 100, within }
const shown = {
  ...figures,
  asOf: NOW,
  since: new Date('2025-12-01T00:00:00Z'),
  until: NOW,
  providers: Array.from({ length: 20 }, (_, n) => ({ ...figures, id: newId(), name: `Host ${n}` })),
  others: null,
} as unknown as Resurfacing

const section = (whole: string | null): string =>
  render(resurfacingSection(view, shown, '/x.csv', { where: 'same', whole }))
const rows = (page: string): number => page.split('<tr>').length - 2

describe('resurfacingSection', () => {
  it('has a row for all and for the first providers, and leads to the others', () => {
    const page = section('/console/supervision?whole=resurfacing#resurfacing')
    expect(rows(page)).toBe(6)
    expect(page).toContain('Host 4<')
    expect(page).not.toContain('Host 5<')
    expect(page).toMatch(/whole=resurfacing#resurfacing"\s*>Show all 20 providers/)
  })

  it('has a row for each provider where all are asked for', () => {
    const page = section(null)
    expect(rows(page)).toBe(21)
    expect(page).not.toContain('Show all')
  })

  it('names instants of links as short as they can be', () => {
    expect(section(null)).toContain('from=2025-12-01T00:00:00Z&amp;')
    expect(section(null)).toContain('at=2026-11-27T12:00:00.123Z')
  })
})
