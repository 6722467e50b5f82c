import { ANSWERS, type Answer } from '@nightlight/contract'
import type { OpenPage } from '@nightlight/notices'
import { describe, expect, it } from 'vitest'
import { stepsAfter } from './next-steps.ts'

const noticeOf = (...states: OpenPage['notice']['parts'][number]['status'][]) =>
  ({
    parts: states.map((status, n) => ({ takedownId: `t${n}`, status, references: [] })),
  }) as unknown as OpenPage['notice']
const saidOf = (answer: Answer, takedownId: string | null = null) => ({ answer, takedownId })

describe('stepsAfter', () => {
  it.each([
    ['actioned', ['gone']],
    ['already-gone', ['gone']],
    ['acknowledged', ['open']],
    ['forwarded', ['open']],
    ['not-theirs', ['elsewhere']],
    ['origin-disclosed', ['elsewhere']],
    ['needs-information', ['read', 'open']],
    ['disputed', ['disputed']],
    ['refused', ['read', 'open']],
    ['impossible', ['read', 'open']],
  ] as const)('says what comes of an answer: %s', (answer, steps) => {
    expect(stepsAfter(noticeOf('acknowledged'), [saidOf(answer)])).toEqual(steps)
  })

  it('has something to say of every answer', () => {
    for (const answer of ANSWERS) {
      expect(stepsAfter(noticeOf('notified'), [saidOf(answer)])).not.toEqual([])
    }
  })

  it('says each once, of answers to several items', () => {
    const said = [saidOf('refused', 't0'), saidOf('actioned', 't1'), saidOf('forwarded', 't2')]
    const notice = noticeOf('notified', 'notified', 'notified')
    expect(stepsAfter(notice, said)).toEqual(['gone', 'read', 'open'])
  })

  it('asks for nothing more of an item that is over', () => {
    const notice = noticeOf('removed', 'notified')
    expect(stepsAfter(notice, [saidOf('acknowledged', 't0')])).toEqual([])
    expect(stepsAfter(notice, [saidOf('acknowledged', 't1')])).toEqual(['open'])
    expect(stepsAfter(notice, [saidOf('acknowledged')])).toEqual(['open'])
  })

  it.each(['removed', 'watching', 'closed'] as const)(
    'promises no look at an item that is over, and says what comes of its dispute: %s',
    (state) => {
      for (const answer of ['actioned', 'already-gone'] as const) {
        expect(stepsAfter(noticeOf(state), [saidOf(answer)])).toEqual([])
        expect(stepsAfter(noticeOf(state, 'notified'), [saidOf(answer, 't0')])).toEqual([])
        expect(stepsAfter(noticeOf(state, 'notified'), [saidOf(answer)])).toEqual(['gone'])
      }
      expect(stepsAfter(noticeOf(state), [saidOf('disputed')])).toEqual(['disputed'])
    },
  )
})
