import { CASE_AGES } from '@nightlight/notices'
import { newId } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { supervisorView } from '../../fixtures/supervisor-view.ts'
import { render } from '../html.ts'
import { openSection } from './open-section.ts'

const NOW = new Date('2026-11-27T12:00:00.123Z')
const view = supervisorView(NOW)
const bands = { open: 60, untold: 10, ages: CASE_AGES.map((_, n) => ({ hours: n, count: 10 })) }
const providersOf = (n: number) => ({
  ...bands,
  asOf: NOW,
  upAgain: 0,
  providers: Array.from({ length: n }, (_, at) => ({ ...bands, id: newId(), name: `Host ${at}` })),
  others: null,
  concentration: { provider: { top: [] }, host: { top: [] } },
})
const section = (n: number, whole: string | null): string =>
  render(openSection(view, providersOf(n), '/x.csv', whole))

describe('openSection', () => {
  it('has a row for each of the first providers, and leads to the others', () => {
    const page = section(10, '/console/supervision?whole=open#open')
    expect(page).toContain('Host 5<')
    expect(page).not.toContain('Host 6<')
    expect(page).toMatch(/whole=open#open"\s*>Show all 10 providers/)
  })

  it('has a row for each where all are asked for, or no more are there', () => {
    expect(section(10, null)).toContain('Host 9<')
    for (const page of [section(10, null), section(6, '/x')]) expect(page).not.toContain('Show all')
  })
})
