import { describe, expect, it } from 'vitest'
import { ageBar, ageTone } from './age-bar.ts'
import { render } from './html.ts'
import { translator } from './texts.ts'
import type { View } from './view.ts'

const HOUR_MS = 3_600_000
const view: View = {
  t: translator('en'),
  language: 'en',
  principal: null,
  form: '',
  now: new Date('2026-03-01T00:00:00Z'),
  path: null,
}

describe('ageTone', () => {
  it('goes by the bounds that figures count by', () => {
    expect([1, 24, 25, 72, 73, 168, 169, 672, 673, null].map((hours) => ageTone(hours))).toEqual([
      'good',
      'good',
      'wait',
      'wait',
      'bad week',
      'bad week',
      'bad month',
      'bad month',
      'bad',
      'bad',
    ])
  })
})

describe('ageBar', () => {
  it('is grey once its clock has stopped, and says in words what it shows', () => {
    expect(render(ageBar(view, 80 * HOUR_MS, true))).toContain('class="age bad week"')
    const stopped = render(ageBar(view, 80 * HOUR_MS, false))
    expect(stopped).toContain('class="age plain"')
    expect(stopped).toContain('3 days')
  })
})
