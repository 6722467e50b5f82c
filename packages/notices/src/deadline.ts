import type { Negatives } from './negatives.ts'

/** Lengths of time in hours; every deadline of a takedown is derived from these tables. */
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
  remindAt(lastNotice: Date): Date
  /** From when on a takedown may travel along with a reminder to the same provider. */
  remindAlongAt(lastNotice: Date): Date
  /** Level that is due, 0 when none. */
  escalationLevel(firstNotice: Date, now: Date): number
  nextEscalationAt(firstNotice: Date, level: number): Date | null
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
}

/** What proves a removal: one place that sees nothing may be shown nothing. */
export type RemovalProof = { checks: number; vantagePoints: number }

export const DEFAULT_PROOF: RemovalProof = { checks: 2, vantagePoints: 2 }

/**
 * The deadline table.
 *
 * @param pace length of a policy hour in real hours, 1 in service; a trial or the demo runs the same
 *   table faster, for example 1/14400 makes a day six seconds
 * @throws {RangeError} for a pace that is not in (0, 1]
 */
export function createDeadlines(pace: number, proof: RemovalProof = DEFAULT_PROOF): Deadlines {
  if (!(pace > 0 && pace <= 1)) throw new RangeError(`Making deadlines: pace ${pace} not in (0, 1]`)
  const ms = (hours: number): number => Math.max(1, hours * HOUR_MS * pace)
  const plus = (at: Date, hours: number): Date => new Date(at.getTime() + ms(hours))

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
    remindAt: (lastNotice) => plus(lastNotice, REMIND_AFTER_HOURS),
    remindAlongAt: (lastNotice) => plus(lastNotice, REMIND_ALONG_AFTER_HOURS),
    escalationLevel: (firstNotice, now) =>
      ESCALATION_LEVELS.filter(({ afterHours }) => plus(firstNotice, afterHours) <= now).at(-1)
        ?.level ?? 0,
    nextEscalationAt(firstNotice, level) {
      const next = ESCALATION_LEVELS.find((entry) => entry.level > level)
      return next ? plus(firstNotice, next.afterHours) : null
    },
    watchUntil: (verifiedGone) => plus(verifiedGone, WATCH_DAYS * 24),
    stuckAt: (lastProgress) => plus(lastProgress, STUCK_AFTER_HOURS),
    cannotBeCheckedAt: (firstUnknown) => plus(firstUnknown, CANNOT_BE_CHECKED_AFTER_HOURS),
    handOverAnswerAt: (handedOver) => plus(handedOver, HAND_OVER_ANSWER_HOURS),
    askAgainAt: (asked) => plus(asked, ASK_AGAIN_AFTER_HOURS),
    groupWindowMs: Math.max(ms(GROUP_HOURS), LEAST_GROUP_MS),
  }
}
