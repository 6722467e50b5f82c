import { describe, expect, it } from 'vitest'
import {
  authorised,
  check,
  checked,
  event,
  given,
  hour,
  notified,
  opened,
  routed,
} from './takedown-specification.ts'

const told = [opened, routed, authorised, notified(1)]
const answered = (at: number, answer: 'acknowledged' | 'disputed' | 'actioned', replyId = 'r1') =>
  event(at, { type: 'answered', replyId, answer })
const disputed = [
  ...told,
  answered(2, 'disputed'),
  event(2, { type: 'acknowledged' }),
  event(2, { type: 'disputed' }),
]

describe('decide an answer', () => {
  it('acknowledges what was told and starts the clock of the first answer', () => {
    const answer = { type: 'answer', replyId: 'r1', answer: 'acknowledged' } as const
    given(told)
      .when(2, answer)
      .then({ type: 'answered', replyId: 'r1', answer: 'acknowledged' }, { type: 'acknowledged' })
    const after = given([...told, answered(2, 'acknowledged'), event(2, { type: 'acknowledged' })])
    expect(after.takedown).toMatchObject({ status: 'acknowledged', answeredAt: hour(2) })
    expect(after.takedown?.clocks.t8).toEqual(hour(2))
    after.when(3, answer).thenNothingHappens()
  })

  it('closes nothing on a claim of removal', () => {
    const claimed = [...told, answered(2, 'actioned'), event(2, { type: 'acknowledged' })]
    expect(given(claimed).takedown?.status).toBe('acknowledged')
    given([...claimed, checked(3, 'gone'), event(3, { type: 'seen-gone', checkId: 'check-3' })])
      .when(10, check('b', 'gone'))
      .then(
        { type: 'checked', checkId: 'b', verdict: 'gone', codes: [], from: 'south' },
        { type: 'removal-verified', checkId: 'b' },
      )
  })

  it('stops the reminders of what is disputed, and a check closes it all the same', () => {
    const said = given(told).when(2, { type: 'answer', replyId: 'r1', answer: 'disputed' })
    const events = [
      { type: 'answered', replyId: 'r1', answer: 'disputed' },
      { type: 'acknowledged' },
      { type: 'disputed' },
    ] as const
    said.then(...events)
    given([...disputed, checked(30, 'present')])
      .when(31, { type: 'tick' })
      .thenNothingHappens()
    given([...disputed, checked(30, 'gone'), event(30, { type: 'seen-gone', checkId: 'check-30' })])
      .when(40, check('b', 'gone'))
      .then(
        { type: 'checked', checkId: 'b', verdict: 'gone', codes: [], from: 'south' },
        { type: 'removal-verified', checkId: 'b' },
      )
  })

  it('counts a dispute once somebody was told, and never before', () => {
    const again = event(5, { type: 'notice-refused', noticeId: 'n', smtpCode: 550 })
    given([...told, again])
      .when(6, { type: 'answer', replyId: 'r1', answer: 'disputed' })
      .then({ type: 'answered', replyId: 'r1', answer: 'disputed' }, { type: 'disputed' })
    given([opened, routed, authorised])
      .when(6, { type: 'answer', replyId: 'r1', answer: 'disputed' })
      .then({ type: 'answered', replyId: 'r1', answer: 'disputed' })
  })

  it('says nothing of what is closed', () => {
    given([...told, event(3, { type: 'closed', reason: 'ground-withdrawn' })])
      .when(4, { type: 'answer', replyId: 'r1', answer: 'actioned' })
      .thenNothingHappens()
  })
})

describe('decide the end of a dispute', () => {
  it('goes on with reminders when it is rejected', () => {
    given(disputed)
      .when(40, { type: 'end-dispute', outcome: 'reject' })
      .then({ type: 'dispute-ended', outcome: 'reject' })
    const over = [
      ...disputed,
      checked(30, 'present'),
      event(40, { type: 'dispute-ended', outcome: 'reject' }),
    ]
    expect(given(over).takedown?.status).toBe('acknowledged')
    given(over).when(41, { type: 'tick' }).then({ type: 'reminder-due', seq: 2 })
    given(over).when(42, { type: 'end-dispute', outcome: 'reject' }).thenNothingHappens()
  })

  it('sends nothing more when it is upheld', () => {
    const over = [
      ...disputed,
      checked(30, 'present'),
      event(40, { type: 'dispute-ended', outcome: 'uphold' }),
    ]
    expect(given(over).takedown?.status).toBe('disputed')
    given(over).when(90, { type: 'tick' }).thenNothingHappens()
  })
})
