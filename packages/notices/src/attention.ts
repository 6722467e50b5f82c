import { isIccamNext } from './decide-step.ts'
import type { Deadlines } from './deadline.ts'
import { rungOf, rungsOf } from './ladder.ts'
import { isHandedOver, isHostNext } from './next-step.ts'
import { LADDER_STEPS } from './policies/terms.ts'
import type { AttentionReason, Takedown, TakedownEvent } from './takedown.ts'

type Question = { reason: AttentionReason; since: Date; dueAt: Date }

/**
 * What a person is to be asked about a takedown that nothing else moves, the gravest first.
 *
 * @param notifyAt when the notice that waits is to go out: till then it stands not still
 * @returns each with the moment from which it holds, and when to ask, or to ask again
 */
export function questionsOf(
  takedown: Takedown,
  deadlines: Deadlines,
  notifyAt: Date | null,
): Question[] {
  const { asked, progressAt } = takedown
  const moved = notifyAt !== null && notifyAt > progressAt ? notifyAt : progressAt
  const ask = (reason: AttentionReason, since: Date | null): Question[] => {
    if (!since) return []
    const isAgain = asked?.reason === reason
    return [{ reason, since, dueAt: isAgain ? deadlines.askAgainAt(asked.at) : since }]
  }
  return [
    ...ask('cannot-be-checked', blindSince(takedown, deadlines)),
    ...ask('hand-over-unanswered', unansweredSince(takedown, deadlines)),
    ...ask('stuck', isWaiting(takedown) ? deadlines.stuckAt(moved) : null),
    ...ask(
      'hold-ends-soon',
      takedown.status === 'held' ? deadlines.holdReminderAt(takedown.until) : null,
    ),
  ]
}

/** What to ask now: the gravest question that holds, unless it was asked a short while ago. */
export function questionNow(
  takedown: Takedown,
  now: Date,
  deadlines: Deadlines,
  notifyAt: Date | null,
): AttentionReason | null {
  const question = questionsOf(takedown, deadlines, notifyAt).find(({ since }) => since <= now)
  return question && question.dueAt <= now ? question.reason : null
}

/** No look could tell for too long since somebody was told, or since it seemed to go. */
function blindSince(takedown: Takedown, deadlines: Deadlines): Date | null {
  const { clocks, lastNoticeAt, lastVerdict, negatives, progressAt, status, unknownSince } =
    takedown
  if (status === 'held' || status === 'watching' || status === 'closed') return null
  if (lastNoticeAt === null && clocks.t4 === null && negatives === null) return null
  const first = lastVerdict === null ? progressAt : unknownSince
  if (first !== null) return deadlines.cannotBeCheckedAt(first > progressAt ? first : progressAt)
  // Some vantage points say it is gone and those whose word is missing cannot tell.
  return status !== 'removed' && negatives !== null
    ? deadlines.provenAt(negatives.since ?? negatives.first)
    : null
}

/** Police or a partner have it, nobody has authorised a notice, and it is still there. */
const unansweredSince = (takedown: Takedown, deadlines: Deadlines): Date | null =>
  isHandedOver(takedown) && takedown.lastVerdict === 'present'
    ? deadlines.handOverAnswerAt(takedown.progressAt)
    : null

/** The next step is ours: a route, a notice, or a step that a person takes. */
const isWaiting = (takedown: Takedown): boolean =>
  takedown.status === 'opened' ||
  takedown.status === 'authorised' ||
  takedown.status === 'resurfaced' ||
  (takedown.status === 'routed' && !isHandedOver(takedown)) ||
  isHostNext(takedown) ||
  (takedown.status === 'notified' && takedown.noticeDue)

/** Codes that say less than what a takedown lacks; those that name it stay until it is found. */
export const GENERAL = [
  'escalation-due',
  'authority-next',
  'escalation-unreachable',
  'hand-over-unanswered',
  'cannot-be-checked',
  'stuck',
  'hold-ends-soon',
]

/** Codes that are gone when the notice is out. */
export const UNSENT = ['notice-waiting', 'notice-not-accepted']

/** A code for a person, or none; with `over` only in the place of one of these. */
export type AttentionChange = { code: string | null; over?: readonly (string | null)[] }

/**
 * What events mean for the code that tells a person what to do.
 *
 * @param takedown after the events
 * @returns undefined when nothing bears on it
 */
export function attentionChange(
  takedown: Takedown,
  events: readonly TakedownEvent[],
): AttentionChange | undefined {
  let change: AttentionChange | undefined
  for (const event of events) change = changeBy(takedown, event) ?? change
  return change
}

function changeBy(takedown: Takedown, event: TakedownEvent): AttentionChange | undefined {
  // What a closed takedown still asks for is that somebody is told what no mail could tell them.
  if (takedown.status === 'closed' && event.type !== 'closed') return undefined
  switch (event.type) {
    case 'authorised':
    case 'notified':
    case 'handed-over':
    case 'notice-allowed':
    case 'removal-verified':
    case 'gone-before-notice':
    case 'closed':
    case 'reopened':
    case 'route-withdrawn':
      return { code: standing(takedown) }
    case 'step-entered':
      return afterStep(takedown, event.step)
    case 'step-withdrawn':
      return { code: undone(takedown) ?? standing(takedown) }
    case 'released':
      // What was handed over meanwhile is followed by what a person does.
      return { code: standing(takedown), over: [null, ...GENERAL] }
    case 'resurfaced':
      return { code: standing(takedown), over: GENERAL }
    case 'hand-over-returned':
      return { code: standing(takedown), over: ['hand-over-unanswered'] }
    case 'held':
      return { code: standing(takedown), over: ['hold-ends-soon'] }
    case 'ground-changed':
      return { code: standing(takedown), over: ['dispute-upheld'] }
    case 'checked':
      return event.verdict === 'unknown'
        ? undefined
        : { code: standing(takedown), over: ['cannot-be-checked'] }
    case 'escalated':
    case 'ladder-step': {
      const code = standing(takedown)
      if (code !== null) return { code, over: [null, ...GENERAL] }
      return event.type === 'escalated' ? undefined : { code, over: LEFT }
    }
    case 'attention-due':
      return { code: event.reason, over: event.reason === 'stuck' ? [null] : [null, ...GENERAL] }
    case 'opened':
    case 'routed':
    case 'notice-refused':
    case 'acknowledged':
    case 'disputed':
    case 'answered':
    case 'dispute-ended':
    case 'moved':
    case 'seen-gone':
    case 'watch-started':
    case 'reminder-due':
    case 'ground-withdrawn':
    case 'host-changed':
      return undefined
  }
}

/** What is done beside the plan, or out of its turn, settles nothing of what stops the plan. */
function afterStep(takedown: Takedown, step: string): AttentionChange {
  const code = isOldRung(takedown, step) ? null : standing(takedown)
  const { before } = takedown.entered?.at(-1) ?? {}
  if (!before || takedown.plan[before.step] === step) return { code }
  // What its own letter was asked about is settled by it.
  const asked = before.rungs.flatMap((rung) =>
    rung.state === 'written' ? UNSENT : (rung.code ?? []),
  )
  return { code, over: [...GENERAL, ...asked] }
}

/** What the step that the plan has next lacks; the machine tries again by these codes, where it can take the step itself. */
function undone(takedown: Takedown): string | null {
  const { plan, status, step } = takedown
  const isNext = status === 'routed' || (status === 'held' && takedown.resume === 'routed')
  const next = isNext ? plan[step] : undefined
  if (next === undefined) return null
  if (next === 'police-hand-over') return 'police-mailbox-missing'
  if (next === 'provider-notice') return isHostNext(takedown) ? null : 'no-contact'
  return next === 'iccam-hand-over' ? 'enter-in-iccam' : 'step-by-hand'
}

/** What is asked of a step of the ladder alone. */
const LEFT = ['authority-next', 'escalation-unreachable']

/** A step of the ladder of a takedown that was escalated before its steps were kept. */
const isOldRung = (takedown: Takedown, step: string): boolean =>
  LADDER_STEPS.some((rung) => rung === rungOf(step)) && rungsOf(takedown).length === 0

/** What remains for a person when whatever was asked last is settled. */
function standing(takedown: Takedown): string | null {
  if (isIccamNext(takedown)) return 'enter-in-iccam'
  const { escalationLevel, status } = takedown
  const isOver = status === 'removed' || status === 'watching' || status === 'closed'
  if (escalationLevel === 0 || isOver) return null
  const rungs = rungsOf(takedown)
  if (rungs.length === 0) return 'escalation-due'
  // The lowest step; the others are tasks beside it.
  return rungs.find(({ code }) => code !== null)?.code ?? null
}
