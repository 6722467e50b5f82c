import { createDeadlines } from '../../packages/notices/src/deadline.ts'
import { decide } from '../../packages/notices/src/decide.ts'
import type { Command } from '../../packages/notices/src/takedown-command.ts'
import { evolve, type Takedown, type TakedownEvent } from '../../packages/notices/src/takedown.ts'
import { newId } from '../../packages/runtime/src/index.ts'

const HOUR_MS = 3_600_000
/** Looks until something is proved gone, and days until what is watched is closed: more than any rule asks for. */
const MOST_STEPS = 1_000

export type History = { state: Takedown; events: TakedownEvent[] }

/** How far a takedown got, by the rules of the service itself. */
export function historiesFrom(
  opened: Date,
): Record<'authorised' | 'notified' | 'removed' | 'closed', History> {
  const deadlines = createDeadlines(1)
  const actor = 'bench'
  const after = (hours: number): Date => new Date(opened.getTime() + hours * HOUR_MS)
  const step = (history: History | null, command: Command): History => {
    let state: Takedown | null = history?.state ?? null
    const events = decide(state, command, deadlines)
    for (const event of events) state = evolve(state, event)
    return { state: state!, events: [...(history?.events ?? []), ...events] }
  }
  const until = (
    status: Takedown['status'],
    from: History,
    commandAt: (n: number) => Command,
  ): History => {
    let history = from
    for (let n = 0; history.state.status !== status; n++) {
      if (n === MOST_STEPS)
        throw new Error(`Making a history: it is ${history.state.status}, never ${status}`)
      history = step(history, commandAt(n))
    }
    return history
  }
  const look = { type: 'check', actor, moved: false, codes: [], unreached: false } as const
  const plan = ['provider-notice', 'upstream-escalation', 'registrar-escalation'] as const
  const facts = {
    legalClass: 'csam',
    tier: 'exact',
    reportedAt: opened,
    crawledAt: opened,
    decidedAt: opened,
  } as const
  let authorised = step(null, { type: 'open', at: opened, actor, ...facts })
  authorised = step(authorised, {
    type: 'route',
    at: opened,
    actor,
    policy: 'direct-notice',
    country: 'NL',
    plan,
  })
  authorised = step(authorised, { type: 'authorise', at: opened, actor })
  let notified = step(authorised, {
    type: 'notify',
    at: after(1),
    actor,
    noticeId: newId(),
    seq: 1,
  })
  for (const hours of [4, 8]) {
    notified = step(notified, {
      ...look,
      at: after(hours),
      verdict: 'present',
      from: 'bench',
      checkId: newId(),
    })
  }
  const removed = until('removed', notified, (n) => ({
    ...look,
    at: after(12 + 4 * n),
    verdict: 'gone',
    from: n % 2 === 0 ? 'bench' : 'bench-2',
    checkId: newId(),
  }))
  const watching = step(removed, {
    ...look,
    at: after(100),
    verdict: 'gone',
    from: 'bench',
    checkId: newId(),
  })
  const closed = until('closed', watching, (n) => ({
    type: 'tick',
    actor,
    at: after(24 * (n + 5)),
  }))
  return { authorised, notified, removed, closed }
}
