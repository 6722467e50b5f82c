import { describe, expect, it } from 'vitest'
import { CLOCKS, type ClockTimes } from '../takedown-state.ts'
import { render } from './html.ts'
import { translator } from './texts.ts'
import { timelineSvg } from './timeline.ts'
import type { View } from './view.ts'

const view: View = {
  t: translator('en'),
  language: 'en',
  principal: null,
  form: '',
  now: new Date('2026-03-02T00:00:00Z'),
  path: '/console',
}

const at = (hour: number): Date => new Date(Date.UTC(2026, 2, 1, hour))
const clocks = (set: Partial<ClockTimes>): ClockTimes =>
  Object.assign(Object.fromEntries(CLOCKS.map((name) => [name, null])), set) as ClockTimes

/** Names of the marks from the top down, with their heights. */
const marksOf = (svg: string): [string, number][] =>
  [...svg.matchAll(/cy="(\d+)"[^]*?>(T\d+) ·/g)].map(([, y, name]) => [name ?? '', Number(y)])

describe('timelineSvg', () => {
  it('puts marks in the order of time', () => {
    const svg = render(timelineSvg(view, clocks({ t0: at(2), t1: at(1), t3: at(3) })))
    expect(marksOf(svg).map(([name]) => name)).toEqual(['T1', 'T0', 'T3', 'T6', 'T9', 'T10'])
  })

  it('draws a longer time as a longer gap', () => {
    const svg = render(timelineSvg(view, clocks({ t0: at(0), t1: at(1), t3: at(12) })))
    const [t0, t1, t3] = marksOf(svg).map(([, y]) => y)
    expect(t3! - t1!).toBeGreaterThan(t1! - t0!)
  })

  it('shows no step ahead once the removal is verified', () => {
    const svg = render(timelineSvg(view, clocks({ t0: at(0), t6: at(1), t9: at(2), t10: at(3) })))
    expect(svg).not.toContain('class="ahead"><circle')
    expect(marksOf(svg).map(([name]) => name)).toEqual(['T0', 'T6', 'T9', 'T10'])
  })

  it('draws a takedown of which nothing is known', () => {
    expect(marksOf(render(timelineSvg(view, clocks({}))))).toHaveLength(3)
  })
})
