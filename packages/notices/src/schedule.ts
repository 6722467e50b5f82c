import { questionsOf } from './attention.ts'
import type { Deadlines } from './deadline.ts'
import { nextStepAt, rungsOf } from './ladder.ts'
import { wantsHandOver, wantsNotice } from './wants-notice.ts'
import { isHostNext } from './next-step.ts'
import type { Takedown, TakedownEvent } from './takedown.ts'

/** When a takedown wants attention next; null where nothing will happen by itself. */
export type Schedule = { nextCheckAt: Date | null; dueAt: Date | null }

/**
 * The times that a stored takedown is looked up by.
 *
 * Every time lies after `now`, so a row that is due is never due again at once. What the policy that the
 * takedown was routed by says of its clocks goes before the table.
 *
 * @param notifyAt when the notice that waits is to go out
 * @param stretch  of the waits between looks, see `stretchOf`
 */
export function scheduleOf(
  takedown: Takedown,
  now: Date,
  deadlines: Deadlines,
  notifyAt: Date | null = null,
  stretch = 1,
): Schedule {
  if (takedown.status === 'closed') return { nextCheckAt: null, dueAt: null }
  const own = deadlines.under(takedown.terms)
  return {
    nextCheckAt: nextCheckAt(takedown, now, own, stretch),
    dueAt: dueAt(takedown, now, own, notifyAt),
  }
}

function nextCheckAt(takedown: Takedown, now: Date, deadlines: Deadlines, stretch: number): Date {
  const { lastVerdict, negatives } = takedown
  const since = sinceOf(takedown)
  const planned = deadlines.nextCheck(since, now, stretch)
  const alike = lastVerdict === 'unknown' ? (takedown.unknownAlike?.count ?? 1) - 1 : 0
  const retry = deadlines.retryUnknown(now, alike)
  if (lastVerdict === 'unknown' && now < deadlines.remindAt(since)) return earliest(planned, retry)
  const pending = takedown.status !== 'removed' && takedown.status !== 'watching'
  if (pending && negatives?.count === 0) {
    // Where gone and unclear take turns for ever, the looks become rarer too.
    return deadlines.retryUnknown(now, Math.max(alike, (negatives.breaks ?? 0) - 1))
  }
  if (pending && negatives) {
    // Never earlier than six hours: a shorter distance proves nothing.
    const verify = deadlines.verifyAt(negatives.first, Math.max(stretch, 2 - stretch))
    if (verify > now) return verify
    // Enough looks found it gone, and not from enough places: one more of the same tells little.
    return lastVerdict === 'unknown'
      ? retry
      : deadlines.retryUnknown(now, Math.max(0, negatives.count - 2))
  }
  return lastVerdict === 'unknown' ? latest(planned, retry) : planned
}

/** The moment that the check cadence counts from: who answers a notice is likely to have acted. */
function sinceOf(takedown: Takedown): Date {
  if (takedown.status === 'removed' || takedown.status === 'watching') return takedown.verifiedAt
  const { answeredAt, progressAt } = takedown
  return answeredAt ? latest(answeredAt, progressAt) : progressAt
}

function dueAt(
  takedown: Takedown,
  now: Date,
  deadlines: Deadlines,
  notifyAt: Date | null,
): Date | null {
  const times = questionsOf(takedown, deadlines, notifyAt).map((question) => question.dueAt)
  // Without a route: the registry or the policy is asked again.
  if (takedown.status === 'opened') times.push(deadlines.retryUnknown(now))
  if (isHostNext(takedown)) times.push(after(takedown.progressAt, deadlines.groupWindowMs))
  if (takedown.status === 'held') times.push(takedown.until)
  if (takedown.status === 'watching') times.push(deadlines.watchUntil(takedown.verifiedAt))
  if (takedown.status === 'notified' || takedown.status === 'acknowledged') {
    const { lastNoticeAt, noticesSent } = takedown
    if (lastNoticeAt) times.push(deadlines.remindAt(lastNoticeAt, noticesSent))
    const escalation = nextStepAt(takedown, deadlines)
    if (escalation) times.push(escalation)
    for (const { notBefore, state } of rungsOf(takedown)) {
      if (state === 'due') times.push(deadlines.notBlocked(latest(now, notBefore ?? now)))
    }
  }
  const ahead = times.filter((time) => time > now)
  return ahead.length === 0 ? null : ahead.reduce(earliest)
}

const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms)
const earliest = (a: Date, b: Date): Date => (a < b ? a : b)
const latest = (a: Date, b: Date): Date => (a > b ? a : b)

/**
 * What events mean for the notice that may be waiting: a time to send it, none, or no change.
 *
 * A reminder falls due by the clock and goes at once; a first notice waits for others to the same
 * provider, and none goes to a provider on a day that its policy blocks.
 */
export function notifyChange(
  takedown: Takedown,
  events: readonly TakedownEvent[],
  deadlines: Deadlines,
): { notifyAt: Date | null } | undefined {
  const wanting = events.findLast(
    ({ type }) =>
      type === 'authorised' ||
      type === 'resurfaced' ||
      type === 'reminder-due' ||
      // That was not so: the notice that it stopped is due again.
      (type === 'step-withdrawn' && wantsNotice(takedown)) ||
      // A hold withdrew the notice that was waiting, unless police had theirs before or it went all the same.
      (type === 'released' && (takedown.status === 'authorised' || wantsHandOver(takedown))),
  )
  // A person has done in its place what the notice was for.
  const isDone = events.some(({ type, ...event }) => type === 'step-entered' && 'upToSeq' in event)
  const stopped =
    isDone ||
    takedown.status === 'opened' ||
    takedown.status === 'removed' ||
    takedown.status === 'watching' ||
    takedown.status === 'closed' ||
    takedown.status === 'held' ||
    takedown.status === 'disputed'
  if (stopped) return { notifyAt: null }
  if (!wanting) return undefined
  const own = deadlines.under(takedown.terms)
  const at = after(wanting.at, wanting.type === 'authorised' ? own.groupWindowMs : 0)
  // What nobody has authorised is a hand-over to police, who work on every day.
  return { notifyAt: takedown.clocks.t5 === null ? at : own.notBlocked(at) }
}
