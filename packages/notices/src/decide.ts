import { DomainError } from '@nightlight/contract'
import { questionNow } from './attention.ts'
import { isGroundless, type CloseReason } from './close-reason.ts'
import type { Deadlines } from './deadline.ts'
import { decideAllow } from './decide-allow.ts'
import { decideStep } from './decide-step.ts'
import { decideStepWithdrawal } from './decide-step-withdrawal.ts'
import { changedRung, nextStepAt, rungAt } from './ladder.ts'
import { beginsRow, withNegative } from './negatives.ts'
import { isAuthorised } from './next-step.ts'
import type { Command } from './takedown-command.ts'
import {
  evolve,
  type Bare,
  type Takedown,
  type TakedownEvent,
  type TakedownStatus,
} from './takedown.ts'

type Decided = Bare<TakedownEvent>[]

/** Statuses in which a route is gone by. */
const ROUTED: readonly TakedownStatus[] = [
  'routed',
  'authorised',
  'notified',
  'acknowledged',
  'resurfaced',
]

/**
 * What a command makes happen.
 *
 * Pure: time and actor come with the command. A repeated command yields no event. The clock runs by the
 * policy that the takedown was routed by.
 *
 * @returns events in order, each stamped with the command's time and actor
 * @throws {DomainError} conflict `takedown-<command>-impossible` when the status does not allow it
 */
export function decide(
  takedown: Takedown | null,
  command: Command,
  deadlines: Deadlines,
): TakedownEvent[] {
  const events = bare(takedown, command, deadlines.under(takedown?.terms))
  const { at, actor } = command
  return events.map((event) => ({ ...event, at, actor }))
}

function bare(takedown: Takedown | null, command: Command, deadlines: Deadlines): Decided {
  if (command.type === 'open') {
    if (takedown) return []
    const { at: _at, actor: _actor, type: _type, ...facts } = command
    return [{ type: 'opened', ...facts }]
  }
  if (!takedown) {
    throw new DomainError(
      'not-found',
      'takedown-not-found',
      `Deciding ${command.type}: no takedown`,
    )
  }
  switch (command.type) {
    case 'route': {
      const { at: _at, actor: _actor, type: _type, ...found } = command
      return takedown.status === 'opened' ? [{ type: 'routed', ...found }] : []
    }
    case 'withdraw-route': {
      if (takedown.status === 'opened') return []
      const isTold = takedown.clocks.t4 !== null || takedown.noticesSent > 0
      const isOpenToIt = (command.isMoved || !isTold) && ROUTED.includes(takedown.status)
      return isOpenToIt ? [{ type: 'route-withdrawn' }] : impossible(takedown, command)
    }
    case 'hold':
      return decideHold(takedown, command, deadlines)
    case 'release':
      return takedown.status === 'held'
        ? [{ type: 'released', expired: false, ...(command.reason && { reason: command.reason }) }]
        : []
    case 'authorise':
      if (takedown.status === 'routed') return [{ type: 'authorised' }]
      return takedown.status === 'opened' || takedown.status === 'held'
        ? impossible(takedown, command)
        : []
    case 'hand-over':
      // What was opened anew is handed over anew; the same mail once more finds the step done.
      if (takedown.clocks.t4 !== null && takedown.plan[takedown.step] !== 'police-hand-over')
        return []
      return takedown.plan.length > 0
        ? [{ type: 'handed-over', noticeId: command.noticeId }]
        : impossible(takedown, command)
    case 'return-hand-over':
      return takedown.status === 'closed'
        ? []
        : [{ type: 'hand-over-returned', noticeId: command.noticeId, sentAt: command.sentAt }]
    case 'allow-notice':
      return decideAllow(takedown, command) ?? impossible(takedown, command)
    case 'enter-step':
      return decideStep(takedown, command) ?? impossible(takedown, command)
    case 'withdraw-step':
      return decideStepWithdrawal(takedown, command)
    case 'notify':
      if (command.seq <= takedown.lastNoticeSeq) return []
      return takedown.clocks.t5 === null
        ? impossible(takedown, command)
        : [{ type: 'notified', noticeId: command.noticeId, seq: command.seq }]
    case 'refuse-notice':
      return decideRefusal(takedown, command)
    case 'acknowledge':
      if (takedown.status === 'notified') return [{ type: 'acknowledged' }]
      return takedown.status === 'acknowledged' ? [] : impossible(takedown, command)
    case 'dispute':
      if (takedown.status === 'disputed') return []
      return isDisputable(takedown) ? [{ type: 'disputed' }] : impossible(takedown, command)
    case 'answer':
      return decideAnswer(takedown, command)
    case 'end-dispute':
      return takedown.status === 'disputed'
        ? [{ type: 'dispute-ended', outcome: command.outcome }]
        : []
    case 'check':
      return decideCheck(takedown, command, deadlines)
    case 'tick':
      return decideTick(takedown, command, deadlines)
    case 'remind-along':
      return decideReminder(
        takedown,
        (at) => deadlines.remindAlongAt(at, takedown.noticesSent),
        command.at,
      )
    case 'ladder-step':
      return decideLadderStep(takedown, command)
    case 'change-host': {
      const { from, to } = command
      if (takedown.status === 'closed' || from === to) return []
      // What two people have found right holds wherever it is.
      const frees = command.frees && takedown.status === 'disputed' && !takedown.upheld
      return [{ type: 'host-changed', from, to, ...(frees && { frees }) }]
    }
    case 'reject-match':
      return decideWithdrawal(takedown, 'match-rejected')
    case 'withdraw-ground':
      return decideWithdrawal(takedown, 'ground-withdrawn')
    case 'change-ground':
      return decideGround(takedown, command)
    case 'reopen':
      return decideReopening(takedown, command)
  }
}

function impossible(takedown: Takedown, command: Command): never {
  throw new DomainError(
    'conflict',
    `takedown-${command.type}-impossible`,
    `Deciding ${command.type}: the takedown is ${takedown.status}`,
  )
}

/** Somebody was told, and is or may be told again. */
export const isDisputable = ({ status, noticesSent }: Takedown): boolean =>
  status === 'notified' ||
  status === 'acknowledged' ||
  (noticesSent > 0 && (status === 'routed' || status === 'authorised' || status === 'resurfaced'))

/** An answer counts whatever it says; what it claims of the content changes nothing by itself. */
function decideAnswer(takedown: Takedown, command: Command & { type: 'answer' }): Decided {
  const { answer, replyId } = command
  if (takedown.status === 'closed' || takedown.lastReplyId === replyId) return []
  const events: Decided = [{ type: 'answered', replyId, answer }]
  if (takedown.status === 'notified') events.push({ type: 'acknowledged' })
  if (answer === 'disputed' && isDisputable(takedown)) events.push({ type: 'disputed' })
  return events
}

function decideHold(
  takedown: Takedown,
  command: Command & { type: 'hold' },
  deadlines: Deadlines,
): Decided {
  // Only a later end takes the place of the one that holds: an earlier one would be a release.
  const isProlonged = takedown.status === 'held' && command.until > takedown.until
  if (takedown.status === 'held' && !isProlonged) return []
  if (!isProlonged && takedown.status !== 'routed' && takedown.status !== 'authorised') {
    return impossible(takedown, command)
  }
  const longest = deadlines.longestHold(command.at)
  if (command.until > longest) {
    throw new DomainError(
      'invalid',
      'hold-too-long',
      'Deciding hold: longer than its policy allows; choose an earlier end and hold it again then',
    )
  }
  return [{ type: 'held', reason: command.reason, until: command.until }]
}

function decideRefusal(takedown: Takedown, command: Command & { type: 'refuse-notice' }): Decided {
  const open =
    takedown.status === 'authorised' ||
    takedown.status === 'resurfaced' ||
    takedown.status === 'notified' ||
    (takedown.status === 'held' && takedown.resume === 'notified')
  const smtpCode = command.smtpCode === undefined ? {} : { smtpCode: command.smtpCode }
  return open ? [{ type: 'notice-refused', noticeId: command.noticeId, ...smtpCode }] : []
}

function decideCheck(
  takedown: Takedown,
  command: Command & { type: 'check' },
  deadlines: Deadlines,
): Decided {
  if (takedown.status === 'closed' || takedown.lastCheckId === command.checkId) return []
  const { checkId, verdict, codes, from } = command
  const unreached = verdict === 'unknown' && command.unreached ? { unreached: true as const } : {}
  const events: Decided = [{ type: 'checked', checkId, verdict, codes, from, ...unreached }]
  const isDown = takedown.status === 'removed' || takedown.status === 'watching'
  switch (verdict) {
    case 'unknown':
      return events
    case 'present':
      if (command.moved) events.push({ type: 'moved', checkId })
      if (!isDown) return events
      events.push({ type: 'resurfaced', checkId })
      // Nobody has said that its host is told: whoever has it first has it again, where it is now.
      return isAuthorised(takedown) ? events : [...events, { type: 'route-withdrawn' }]
    case 'gone':
      if (takedown.status === 'removed') return [...events, { type: 'watch-started' }]
      if (isDown) return events
      if (beginsRow(takedown.negatives)) return [...events, { type: 'seen-gone', checkId }]
      if (!deadlines.provesRemoval(withNegative(takedown.negatives, command.at, from)))
        return events
      return takedown.noticesSent === 0
        ? [...events, { type: 'gone-before-notice', checkId }]
        : [...events, { type: 'removal-verified', checkId }]
  }
}

/** What was closed for another reason stays so; that its ground has gone is noted once. */
function decideWithdrawal(takedown: Takedown, reason: CloseReason): Decided {
  if (takedown.status !== 'closed') return [{ type: 'closed', reason }]
  return isGroundless(takedown.reason) || takedown.withdrawnAt ? [] : [{ type: 'ground-withdrawn' }]
}

function decideGround(takedown: Takedown, command: Command & { type: 'change-ground' }): Decided {
  const { matchId, legalClass, tier } = command
  return takedown.status === 'closed' || takedown.ground === matchId
    ? []
    : [{ type: 'ground-changed', matchId, legalClass, tier }]
}

/** A ground that is back counts at once; what was watched long enough must be back itself. */
function decideReopening(takedown: Takedown, command: Command & { type: 'reopen' }): Decided {
  if (takedown.status !== 'closed') return []
  const { legalClass, tier, seenAt } = command
  const lastLook = takedown.lastConclusive?.at ?? takedown.openedAt
  return isGroundless(takedown.reason) || seenAt > lastLook
    ? [{ type: 'reopened', legalClass, tier, seenAt }]
    : []
}

function decideTick(
  takedown: Takedown,
  command: Command & { type: 'tick' },
  deadlines: Deadlines,
): Decided {
  const { actor, at: now, notifyAt = null } = command
  if (takedown.status === 'held' && takedown.until <= now) {
    const released = { type: 'released', expired: true } as const
    // What fell due meanwhile is due now.
    const after = evolve(takedown, { ...released, at: now, actor })
    return [released, ...decideTick(after, command, deadlines)]
  }
  if (takedown.status === 'watching') {
    return deadlines.watchUntil(takedown.verifiedAt) <= now
      ? [{ type: 'closed', reason: 'watched-long-enough' }]
      : []
  }
  // It came back before this was done at once.
  if (takedown.status === 'resurfaced' && !isAuthorised(takedown)) {
    return [{ type: 'route-withdrawn' }]
  }
  const reason = questionNow(takedown, now, deadlines, notifyAt)
  // It was proven gone, and a person was asked: what no look can tell of since is watched, and ends, like the rest.
  if (takedown.status === 'removed' && reason !== null && takedown.asked?.reason === reason) {
    return [{ type: 'watch-started' }]
  }
  const events: Decided = reason ? [{ type: 'attention-due', reason }] : []
  if (takedown.status !== 'notified' && takedown.status !== 'acknowledged') return events
  if (!isKnownToBeUp(takedown)) return events
  const escalateAt = nextStepAt(takedown, deadlines)
  if (escalateAt && escalateAt <= now) {
    const level = takedown.escalationLevel + 1
    const step = deadlines.escalationStep(level)
    events.push({ type: 'escalated', level, ...(step && { step }) })
  }
  const remindAt = (at: Date): Date => deadlines.remindAt(at, takedown.noticesSent)
  return [...events, ...decideReminder(takedown, remindAt, now)]
}

/** Another notice is due from `dueAt(last notice)` on, while a look after it saw the content. */
function decideReminder(takedown: Takedown, dueAt: (lastNotice: Date) => Date, now: Date): Decided {
  if (takedown.status !== 'notified' && takedown.status !== 'acknowledged') return []
  if (takedown.status === 'notified' && takedown.noticeDue) return []
  if (!takedown.lastNoticeAt || !isKnownToBeUp(takedown)) return []
  return dueAt(takedown.lastNoticeAt) <= now
    ? [{ type: 'reminder-due', seq: takedown.noticesSent + 1 }]
    : []
}

/** Of a letter that is not the newest of its step, and of what is so already, nothing follows. */
function decideLadderStep(takedown: Takedown, command: Command & { type: 'ladder-step' }): Decided {
  const { at: _at, actor: _actor, ...change } = command
  const rung = rungAt(takedown, command.seq)
  return rung && changedRung(rung, command) ? [change] : []
}

/** Only a check after the last notice that saw the content justifies another notice. */
export const isKnownToBeUp = (takedown: Takedown): boolean =>
  takedown.lastConclusive?.verdict === 'present' &&
  takedown.lastVerdict === 'present' &&
  takedown.lastNoticeAt !== null &&
  takedown.lastConclusive.at > takedown.lastNoticeAt
