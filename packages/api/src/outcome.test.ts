import { describe, expect, it } from 'vitest'
import { takedownOutcome, type OutcomeFacts } from './outcome.ts'

const NOTICE = new Date('2026-03-01T12:00:00Z')
const BEFORE = new Date('2026-03-01T11:00:00Z')
const AFTER = new Date('2026-03-01T13:00:00Z')

const notified: OutcomeFacts = {
  status: 'notified',
  lastVerdict: null,
  resurfacings: 0,
  firstNoticeAt: NOTICE,
  lastPresentAt: null,
}

describe('takedownOutcome', () => {
  it('awaits while nothing was seen after the notice', () => {
    expect(takedownOutcome(notified)).toBe('awaiting')
  })

  it('awaits when the content was last seen before the notice', () => {
    const facts = { ...notified, lastVerdict: 'present', lastPresentAt: BEFORE } as const
    expect(takedownOutcome(facts)).toBe('awaiting')
  })

  it('awaits before any notice, however often the content was seen', () => {
    const facts = { ...notified, firstNoticeAt: null, lastVerdict: 'present' } as const
    expect(takedownOutcome({ ...facts, lastPresentAt: AFTER })).toBe('awaiting')
  })

  it('is seen gone while a disappearance is not verified', () => {
    expect(takedownOutcome({ ...notified, lastVerdict: 'gone' })).toBe('seen-gone')
  })

  it('is still present when a check after the notice saw it', () => {
    const facts = { ...notified, lastVerdict: 'present', lastPresentAt: AFTER } as const
    expect(takedownOutcome(facts)).toBe('still-present')
  })

  it('is unknown when the last check could not tell', () => {
    const facts = { ...notified, lastVerdict: 'unknown', lastPresentAt: AFTER } as const
    expect(takedownOutcome(facts)).toBe('unknown')
  })

  it.each(['removed', 'watching'])('is removed while %s, even after a resurfacing', (status) => {
    expect(takedownOutcome({ ...notified, status, resurfacings: 1 })).toBe('removed')
  })

  it('is removed while watching although a later check could not tell', () => {
    const facts = { ...notified, status: 'watching', lastVerdict: 'unknown' } as const
    expect(takedownOutcome(facts)).toBe('removed')
  })

  it.each(['resurfaced', 'notified', 'acknowledged'])(
    'is resurfaced while %s after it came back',
    (status) => {
      expect(takedownOutcome({ ...notified, status, resurfacings: 1 })).toBe('resurfaced')
    },
  )

  it('is closed whatever was seen', () => {
    const facts = {
      ...notified,
      status: 'closed',
      lastVerdict: 'present',
      resurfacings: 2,
    } as const
    expect(takedownOutcome({ ...facts, lastPresentAt: AFTER })).toBe('closed')
  })
})
