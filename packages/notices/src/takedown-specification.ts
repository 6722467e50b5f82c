import { expect } from 'vitest'
import { createDeadlines } from './deadline.ts'
import { decide } from './decide.ts'
import type { Command } from './takedown-command.ts'
import { evolve, type Bare, type Takedown, type TakedownEvent } from './takedown.ts'

type BareCommand = Bare<Command>
type BareEvent = Bare<TakedownEvent>

const START = Date.UTC(2026, 0, 5, 8)
/** A moment, in hours since the takedown was opened. */
export const hour = (hours: number): Date => new Date(START + hours * 3_600_000)
export const deadlines = createDeadlines(1)
const actor = 'test'

const timed = <Value extends object>(at: number, value: Value) => ({
  ...value,
  at: hour(at),
  actor,
})

/** An event at an hour. */
export const event = (at: number, bare: BareEvent): TakedownEvent => timed(at, bare)

/** given events, when a command comes at an hour, then these events, in this order. */
export function given(events: readonly TakedownEvent[]) {
  let takedown: Takedown | null = null
  for (const past of events) takedown = evolve(takedown, past)
  return {
    takedown,
    when(at: number, bare: BareCommand) {
      const run = (): TakedownEvent[] => decide(takedown, timed(at, bare), deadlines)
      return {
        then: (...expected: BareEvent[]) => {
          expect(run()).toEqual(expected.map((bareEvent) => timed(at, bareEvent)))
        },
        thenNothingHappens: () => {
          expect(run()).toEqual([])
        },
        thenImpossible: (code: string) => {
          expect(run).toThrow(expect.objectContaining({ kind: 'conflict', code }))
        },
      }
    },
  }
}

export const opened = event(0, {
  type: 'opened',
  legalClass: 'csam',
  tier: 'exact',
  reportedAt: hour(-2),
  crawledAt: hour(-1),
  decidedAt: hour(-1),
})
export const routed = event(0, {
  type: 'routed',
  policy: 'direct-notice',
  country: 'FR',
  plan: ['provider-notice', 'upstream-escalation'],
})
export const authorised = event(0, { type: 'authorised' })
export const notified = (at: number, seq = 1): TakedownEvent =>
  event(at, { type: 'notified', noticeId: `notice-${seq}`, seq })
type Verdict = 'present' | 'gone' | 'unknown'

/** What has been looked at came from one vantage point, what is being looked at comes from another. */
export const checked = (at: number, verdict: Verdict, from = 'north'): TakedownEvent =>
  event(at, { type: 'checked', checkId: `check-${at}`, verdict, codes: [], from })
/** A look that could not tell because no host could be reached. */
export const unreached = (at: number, from = 'north'): TakedownEvent =>
  event(at, {
    type: 'checked',
    checkId: `check-${at}`,
    verdict: 'unknown',
    codes: ['host-down'],
    from,
    unreached: true,
  })
export const check = (
  id: string,
  verdict: Verdict,
  { moved = false, from = 'south' } = {},
): BareCommand => ({ type: 'check', checkId: id, verdict, moved, codes: [], from })
