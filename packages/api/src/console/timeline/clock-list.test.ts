import { describe, expect, it } from 'vitest'
import { CLOCKS, type ClockTimes } from '../../takedown-state.ts'
import { render } from '../html.ts'
import { translator } from '../texts.ts'
import type { View } from '../view.ts'
import { clockList } from './clock-list.ts'

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
const namesIn = (set: Partial<ClockTimes>): string[] =>
  [...render(clockList(view, clocks(set))).matchAll(/(T\d+) ·/g)].map(([, name = '']) => name)

describe('clockList', () => {
  it('stands in the order of time, with what is ahead', () => {
    const names = namesIn({ t0: at(2), t1: at(1), t3: at(3) })
    expect(names).toEqual(['T1', 'T0', 'T3', 'T6', 'T9', 'T10'])
  })

  it('says how long after the one before each came', () => {
    const list = render(clockList(view, clocks({ t0: at(0), t1: at(1), t3: at(12) })))
    expect(list.match(/\+[\w ,]+/g)).toEqual(['+1 hr', '+11 hrs'])
  })

  it('shows no step ahead once the removal is verified', () => {
    const names = namesIn({ t0: at(0), t6: at(1), t9: at(2), t10: at(3) })
    expect(names).toEqual(['T0', 'T6', 'T9', 'T10'])
  })

  it('is of a takedown of which nothing is known', () => {
    expect(namesIn({})).toEqual(['T6', 'T9', 'T10'])
  })
})
