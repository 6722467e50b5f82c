import { describe, it, expect } from 'vitest'
import { event, given, hour, opened } from './takedown-specification.ts'

describe('decide', () => {
  it('lets the police who have it say that the host is told, and nobody before', () => {
    const planned = event(0, {
      type: 'routed',
      policy: 'p',
      country: 'BE',
      plan: ['police-hand-over'],
    })
    given([opened, planned])
      .when(1, { type: 'allow-notice' })
      .thenImpossible('takedown-allow-notice-impossible')
    const handed = event(1, { type: 'handed-over', noticeId: 'n' })
    given([opened, planned, handed])
      .when(2, { type: 'allow-notice' })
      .then({ type: 'notice-allowed' })
    const allowed = event(2, { type: 'notice-allowed' })
    const after = given([opened, planned, handed, allowed])
    expect(after.takedown).toMatchObject({ plan: ['police-hand-over', 'provider-notice'], step: 1 })
    after.when(3, { type: 'allow-notice' }).thenNothingHappens()
    const held = event(2, { type: 'held', reason: 'investigation', until: hour(48) })
    given([opened, planned, handed, held])
      .when(3, { type: 'allow-notice' })
      .thenImpossible('takedown-allow-notice-impossible')
  })
})
