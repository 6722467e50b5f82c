import type { Negatives } from './negatives.ts'
import { notBlocked } from './policies/blocked-days.ts'
import type { LadderStep, Terms } from './policies/terms.ts'

/**
 * Lengths of time in hours; every deadline of a takedown is derived from these tables, and from what
 * its policy says instead.
 */
const HOUR_MS = 3_600_000

/** After a notice: hours until the checks, then daily, then weekly, then monthly (domain 5.2). */
const CHECKS_AFTER_NOTICE = [1, 4, 12, 24]
/** Long enough for the pages of one report, short enough to hand over within five minutes. */
const GROUP_HOURS = 0.05
/** Looking at one page takes about this long; a shorter window would group nothing. */
const LEAST_GROUP_MS = 2_000
const CADENCE = [
  { untilDays: 14, everyHours: 24 },
  { untilDays: 90, everyHours: 7 * 24 },
  { untilDays: 365, everyHours: 30 * 24 },
]

/** Escalation by time since the first notice without removal; the last level repeats no more. */
export const ESCALATION_LEVELS = [
  { level: 1, afterHours: 3 * 24 },
  { level: 2, afterHours: 7 * 24 },
  { level: 3, afterHours: 14 * 24 },
] as const

type Level = { level: number; afterHours: number; step?: LadderStep }

export const VERIFY_AFTER_HOURS = 6
/** Hours after an inconclusive look, by how many of the same kind came before it. */
const RETRY_UNKNOWN = [1, 1, 1, 2, 4, 8, 16, 24, 48]
export const REMIND_AFTER_HOURS = 24
/** A reminder that is due anyway takes those along that would be due within the working day. */
export const REMIND_ALONG_AFTER_HOURS = 16
export const WATCH_DAYS = 365
/** How long a takedown may stand still before a person is asked, and until that person is asked again. */
export const STUCK_AFTER_HOURS = 24
export const CANNOT_BE_CHECKED_AFTER_HOURS = 3 * 24
export const HAND_OVER_ANSWER_HOURS = 7 * 24
export const ASK_AGAIN_AFTER_HOURS = 14 * 24
/** Where a policy says nothing of holds: longer ones are asked for anew, by somebody who looks again. */
export const LONGEST_HOLD_HOURS = 30 * 24
export const HOLD_REMINDER_HOURS = 3 * 24

export type Deadlines = {
  /**
   * Absolute time of the next look while content is up, or while it is watched after removal; every wait
   * `stretch` times as long.
   */
  nextCheck(since: Date, now: Date, stretch?: number): Date
  /** A second look after a first "gone", far enough away to count as independent. */
  verifyAt(firstGone: Date, stretch?: number): Date
  /** A look after an inconclusive one: soon, and later the more of the same kind came before. */
  retryUnknown(now: Date, alike?: number): Date
  /** True when negative checks are enough, of enough vantage points, and lie far enough apart. */
  provesRemoval(negatives: Negatives): boolean
  /** Content that seems gone was to be proven so, or seen again, by then. */
  provenAt(firstGone: Date): Date
  /** @param sent notices so far: after the first one a host may have another time to answer */
  remindAt(lastNotice: Date, sent?: number): Date
  /** What a policy gives a host to answer, in ms; null where it says nothing. */
  answerMs: number | null
  /** From when on a takedown may travel along with a reminder to the same provider. */
  remindAlongAt(lastNotice: Date, sent?: number): Date
  /**
   * When the level after `level` is due; null after the last one.
   *
   * @param escalatedAt when `level` was come to: whoever is told late gets their time all the same
   */
  nextEscalationAt(since: Date, level: number, escalatedAt?: Date | null): Date | null
  /** Whom a level goes to by the policy; undefined where it does not say. */
  escalationStep(level: number): LadderStep | undefined
  watchUntil(verifiedGone: Date): Date
  /** Our own next step was to be taken by then. */
  stuckAt(lastProgress: Date): Date
  /** A look that can tell was to be had by then. */
  cannotBeCheckedAt(firstUnknown: Date): Date
  /** Police or a partner were to answer a hand-over by then. */
  handOverAnswerAt(handedOver: Date): Date
  askAgainAt(asked: Date): Date
  /** Notices to one provider that fall due within this time travel together. */
  groupWindowMs: number
  /** From when on a notice may go to a provider: not on a day that the policy blocks. */
  notBlocked(at: Date): Date
  /** The latest end of a hold that begins at `from`. */
  longestHold(from: Date): Date
  /** When a person is told that a hold is about to end. */
  holdReminderAt(until: Date): Date
  /** The same table for a takedown that was routed by a policy; as it is for one without. */
  under(terms: Terms | null | undefined): Deadlines
}

/** What proves a removal: one place that sees nothing may be shown nothing. */
export type RemovalProof = { checks: number; vantagePoints: number }

export const DEFAULT_PROOF: RemovalProof = { checks: 2, vantagePoints: 2 }

/**
 * The deadline table.
 *
 * @param pace length of a policy hour in real hours, 1 in service; a trial or the demo runs the same
 *   table faster, for example 1/14400 makes a day six seconds
 * @param terms what a policy has instead; its days are those of the calendar at every pace
 * @throws {RangeError} for a pace that is not in (0, 1]
 */
export function createDeadlines(
  pace: number,
  proof: RemovalProof = DEFAULT_PROOF,
  terms: Terms = {},
): Deadlines {
  if (!(pace > 0 && pace <= 1)) throw new RangeError(`Making deadlines: pace ${pace} not in (0, 1]`)
  const ms = (hours: number): number => Math.max(1, hours * HOUR_MS * pace)
  const plus = (at: Date, hours: number): Date => new Date(at.getTime() + ms(hours))
  const { answerHours, escalation, repeatHours = REMIND_AFTER_HOURS } = terms.deadlines ?? {}
  const answerWithin = (sent: number): number =>
    sent <= 1 ? (answerHours ?? repeatHours) : repeatHours
  const ladder: readonly Level[] =
    escalation?.map((entry, at) => ({ ...entry, level: at + 1 })) ?? ESCALATION_LEVELS

  return {
    nextCheck(since, now, stretch = 1) {
      for (const hours of CHECKS_AFTER_NOTICE) {
        const at = plus(since, hours * stretch)
        if (at > now) return at
      }
      const age = now.getTime() - since.getTime()
      const step = CADENCE.find(({ untilDays }) => age < ms(untilDays * 24)) ?? CADENCE.at(-1)!
      return plus(now, step.everyHours * stretch)
    },
    verifyAt: (firstGone, stretch = 1) => plus(firstGone, VERIFY_AFTER_HOURS * stretch),
    retryUnknown: (now, alike = 0) => plus(now, RETRY_UNKNOWN[alike] ?? RETRY_UNKNOWN.at(-1)!),
    provesRemoval: ({ first, last, count, from = [] }) =>
      count >= proof.checks &&
      from.length >= proof.vantagePoints &&
      last.getTime() - first.getTime() >= ms(VERIFY_AFTER_HOURS),
    provenAt: (firstGone) => plus(firstGone, CANNOT_BE_CHECKED_AFTER_HOURS),
    answerMs: answerHours === undefined ? null : ms(answerHours),
    remindAt: (lastNotice, sent = 1) => plus(lastNotice, answerWithin(sent)),
    remindAlongAt: (lastNotice, sent = 1) =>
      plus(lastNotice, (answerWithin(sent) * REMIND_ALONG_AFTER_HOURS) / REMIND_AFTER_HOURS),
    nextEscalationAt(since, level, escalatedAt = null) {
      const next = ladder.find((entry) => entry.level > level)
      if (!next) return null
      const planned = plus(since, next.afterHours)
      const before = ladder.find((entry) => entry.level === level)?.afterHours ?? 0
      const fair = escalatedAt ? plus(escalatedAt, next.afterHours - before) : planned
      return fair > planned ? fair : planned
    },
    escalationStep: (level) => ladder.find((entry) => entry.level === level)?.step,
    watchUntil: (verifiedGone) => plus(verifiedGone, WATCH_DAYS * 24),
    stuckAt: (lastProgress) => plus(lastProgress, STUCK_AFTER_HOURS),
    cannotBeCheckedAt: (firstUnknown) => plus(firstUnknown, CANNOT_BE_CHECKED_AFTER_HOURS),
    handOverAnswerAt: (handedOver) => plus(handedOver, HAND_OVER_ANSWER_HOURS),
    askAgainAt: (asked) => plus(asked, ASK_AGAIN_AFTER_HOURS),
    groupWindowMs: Math.max(ms(terms.groupWindowHours ?? GROUP_HOURS), LEAST_GROUP_MS),
    notBlocked: (at) => notBlocked(terms.blockedDays, at),
    longestHold: (from) => plus(from, terms.holds?.longestHours ?? LONGEST_HOLD_HOURS),
    holdReminderAt: (until) =>
      new Date(until.getTime() - ms(terms.holds?.remindHours ?? HOLD_REMINDER_HOURS)),
    under: (other) => createDeadlines(pace, proof, other ?? {}),
  }
}
