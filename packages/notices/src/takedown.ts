import type { LegalClass, Tier, Verdict } from '@nightlight/contract'
import { isGroundless, type CloseReason } from './close-reason.ts'
import { withNegative, type Negatives } from './negatives.ts'
import type { Step } from './routing.ts'

/**
 * The clocks of a takedown; every published figure names the two it lies between.
 *
 * T0 report received, T1 crawled, T3 decided, T4 handed to police or a partner, T5 authorised,
 * T6 first notice sent, T7 first notice delivered (the mail server's 250), T8 first acknowledgement,
 * T9 first seen gone, T10 gone verified, T11 first seen again.
 */
export type Clocks = {
  t0: Date | null
  t1: Date | null
  t3: Date | null
  t4: Date | null
  t5: Date | null
  t6: Date | null
  t7: Date | null
  t8: Date | null
  t9: Date | null
  t10: Date | null
  t11: Date | null
}

export type TakedownStatus =
  | 'opened'
  | 'routed'
  | 'held'
  | 'authorised'
  | 'notified'
  | 'acknowledged'
  | 'disputed'
  | 'removed'
  | 'watching'
  | 'resurfaced'
  | 'closed'

/** What a person is asked to look at, because nothing else would happen. */
export type AttentionReason = 'hand-over-unanswered' | 'cannot-be-checked' | 'stuck'

/** What is known in every status. */
type Base = {
  legalClass: LegalClass
  tier: Tier
  /** The match that carries it since its ground has changed; null while it is the one it was opened on. */
  ground: string | null
  openedAt: Date
  /** When something last went forward: it was opened, routed, told, found gone or found again. */
  progressAt: Date
  clocks: Clocks
  plan: readonly Step[]
  /** Position in the plan, 0-based. */
  step: number
  noticesSent: number
  lastNoticeAt: Date | null
  /** Sequence number of the newest notice that was sent; refused ones leave gaps. */
  lastNoticeSeq: number
  checks: number
  lastCheckId: string | null
  /** Last check that was not `unknown`. */
  lastConclusive: { verdict: 'present' | 'gone'; at: Date } | null
  lastVerdict: Verdict | null
  /** First of the looks that could not tell, since the last one that could. */
  unknownSince: Date | null
  /** Looks in a row that could not tell, for the same reasons; absent in what was stored before they counted. */
  unknownAlike?: { codes: string; count: number } | null
  /** When a provider last answered a notice; absent in what was stored before it was kept. */
  answeredAt?: Date | null
  /** Consecutive negative checks, broken by `present` but not by `unknown`. */
  negatives: Negatives | null
  escalationLevel: number
  resurfacings: number
  /** Last check that found the content at an address that was not known before. */
  movedAt: Date | null
  /** What a person was last asked since the last progress. */
  asked: { reason: AttentionReason; at: Date } | null
}

export type Takedown = Base &
  (
    | { status: 'opened' | 'routed' | 'authorised' | 'acknowledged' | 'disputed' | 'resurfaced' }
    | { status: 'notified'; noticeDue: boolean }
    | { status: 'held'; resume: 'routed' | 'authorised'; until: Date; holdReason: string }
    | { status: 'removed' | 'watching'; verifiedAt: Date }
    | {
        status: 'closed'
        closedAt: Date
        reason: CloseReason
        /** Its ground went after it had been closed for another reason. */
        withdrawnAt: Date | null
      }
  )

type Stamp = { at: Date; actor: string }

export type TakedownEvent = Stamp &
  (
    | {
        type: 'opened'
        legalClass: LegalClass
        tier: Tier
        reportedAt: Date | null
        crawledAt: Date | null
        decidedAt: Date
      }
    | { type: 'routed'; policy: string; country: string | null; plan: readonly Step[] }
    | { type: 'held'; reason: string; until: Date }
    | { type: 'released'; expired: boolean }
    | { type: 'authorised' }
    | { type: 'handed-over'; noticeId: string }
    | { type: 'notified'; noticeId: string; seq: number }
    | { type: 'notice-refused'; noticeId: string; smtpCode: number }
    | { type: 'acknowledged' }
    | { type: 'disputed' }
    | {
        type: 'checked'
        checkId: string
        verdict: Verdict
        codes: readonly string[]
        /** Absent in what was stored before vantage points counted. */
        from?: string
      }
    | { type: 'moved'; checkId: string }
    | { type: 'seen-gone'; checkId: string }
    | { type: 'removal-verified'; checkId: string }
    | { type: 'gone-before-notice'; checkId: string }
    | { type: 'watch-started' }
    | { type: 'resurfaced'; checkId: string }
    | { type: 'reminder-due'; seq: number }
    | { type: 'escalated'; level: number }
    | { type: 'attention-due'; reason: AttentionReason }
    | { type: 'closed'; reason: CloseReason }
    /** Only of what was closed before. */
    | { type: 'ground-withdrawn' }
    | { type: 'ground-changed'; matchId: string; legalClass: LegalClass; tier: Tier }
    | { type: 'reopened'; legalClass: LegalClass; tier: Tier; seenAt: Date }
  )

/** An event without its stamp: what `decide` fills in from the command. */
export type Bare<Event> = Event extends unknown ? Omit<Event, 'at' | 'actor'> : never

/**
 * The next state.
 *
 * @param takedown null before `opened`
 */
export function evolve(takedown: Takedown | null, event: TakedownEvent): Takedown {
  if (event.type === 'opened') return opened(event)
  if (!takedown) throw new TypeError(`Evolving a takedown: ${event.type} before opened`)
  return transition(takedown, event)
}

function opened(event: TakedownEvent & { type: 'opened' }): Takedown {
  return {
    status: 'opened',
    legalClass: event.legalClass,
    tier: event.tier,
    ground: null,
    openedAt: event.at,
    progressAt: event.at,
    clocks: {
      t0: event.reportedAt,
      t1: event.crawledAt,
      // The picture may have been decided before, when another page showed it.
      t3: laterOf(event.decidedAt, event.crawledAt),
      t4: null,
      t5: null,
      t6: null,
      t7: null,
      t8: null,
      t9: null,
      t10: null,
      t11: null,
    },
    plan: [],
    step: 0,
    noticesSent: 0,
    lastNoticeAt: null,
    lastNoticeSeq: 0,
    checks: 0,
    lastCheckId: null,
    lastConclusive: null,
    lastVerdict: null,
    unknownSince: null,
    unknownAlike: null,
    answeredAt: null,
    negatives: null,
    escalationLevel: 0,
    resurfacings: 0,
    movedAt: null,
    asked: null,
  }
}

const laterOf = (a: Date, b: Date | null): Date => (b !== null && b > a ? b : a)

function transition(before: Takedown, event: Exclude<TakedownEvent, { type: 'opened' }>): Takedown {
  const base = baseOf(before)
  const { at } = event
  const clock = (name: keyof Clocks): Clocks => ({
    ...base.clocks,
    [name]: base.clocks[name] ?? at,
  })
  // What went forward needs nobody to look at it.
  const forward = { ...base, progressAt: at, asked: null }
  switch (event.type) {
    case 'routed':
      return { ...forward, status: 'routed', plan: event.plan, step: 0 }
    case 'held':
      return {
        ...base,
        status: 'held',
        resume: before.status === 'authorised' ? 'authorised' : 'routed',
        until: event.until,
        holdReason: event.reason,
      }
    case 'released':
      return { ...forward, status: before.status === 'held' ? before.resume : 'routed' }
    case 'authorised':
      return { ...forward, status: 'authorised', clocks: clock('t5') }
    case 'handed-over':
      // Whatever became of the takedown while the mail was on its way, the hand-over took place.
      return { ...before, clocks: clock('t4'), step: base.step + 1, progressAt: at, asked: null }
    case 'notified': {
      const sent = {
        clocks: { ...base.clocks, t6: base.clocks.t6 ?? at, t7: base.clocks.t7 ?? at },
        noticesSent: base.noticesSent + 1,
        lastNoticeAt: at,
        lastNoticeSeq: event.seq,
      }
      // Content can go, or a case be stopped, while the mail is on its way: the notice counts all the same.
      return isElsewhere(before)
        ? { ...before, ...sent }
        : { ...forward, ...sent, status: 'notified', noticeDue: false }
    }
    case 'notice-refused':
      return { ...forward, status: 'authorised' }
    case 'acknowledged':
      return { ...base, status: 'acknowledged', clocks: clock('t8'), answeredAt: at }
    case 'disputed':
      return { ...base, status: 'disputed' }
    case 'checked':
      return { ...before, ...afterCheck(base, event) }
    case 'moved':
      return { ...before, movedAt: at }
    case 'seen-gone':
      return { ...before, clocks: clock('t9') }
    case 'removal-verified':
    case 'gone-before-notice':
      return { ...forward, status: 'removed', clocks: clock('t10'), verifiedAt: at }
    case 'watch-started':
      return {
        ...base,
        status: 'watching',
        verifiedAt: before.status === 'removed' ? before.verifiedAt : at,
      }
    case 'resurfaced':
      return {
        ...forward,
        status: 'resurfaced',
        clocks: clock('t11'),
        resurfacings: base.resurfacings + 1,
        negatives: null,
      }
    case 'reminder-due':
      return { ...forward, status: 'notified', noticeDue: true }
    case 'escalated':
      return { ...before, escalationLevel: event.level }
    case 'attention-due':
      return { ...before, asked: { reason: event.reason, at } }
    case 'closed':
      return { ...base, status: 'closed', closedAt: at, reason: event.reason, withdrawnAt: null }
    case 'ground-withdrawn':
      return before.status === 'closed' ? { ...before, withdrawnAt: at } : before
    case 'ground-changed':
      return { ...before, ground: event.matchId, legalClass: event.legalClass, tier: event.tier }
    case 'reopened':
      return reopened(before, forward, event)
  }
}

/** Routed anew; what was sent and every clock stay. What had gone before is seen again by this. */
function reopened(
  before: Takedown,
  base: Base,
  { at, legalClass, tier }: TakedownEvent & { type: 'reopened' },
): Takedown {
  const facts = {
    ...base,
    legalClass,
    tier,
    ground: null,
    plan: [],
    step: 0,
    negatives: null,
    unknownSince: null,
  }
  const isBack = before.status === 'closed' && !isGroundless(before.reason)
  if (!isBack) return { ...facts, status: 'opened' }
  const clocks = { ...base.clocks, t11: base.clocks.t11 ?? at }
  return { ...facts, status: 'opened', clocks, resurfacings: base.resurfacings + 1 }
}

/** In a status that a notice does not change; what was opened anew wants its route first. */
const isElsewhere = ({ status }: Takedown): boolean =>
  status === 'opened' ||
  status === 'removed' ||
  status === 'watching' ||
  status === 'closed' ||
  status === 'held' ||
  status === 'disputed'

function afterCheck(base: Base, event: TakedownEvent & { type: 'checked' }): Partial<Base> {
  const { at, verdict } = event
  const seen = { checks: base.checks + 1, lastCheckId: event.checkId, lastVerdict: verdict }
  if (verdict === 'unknown') {
    const unknownAlike = withUnknown(base.unknownAlike ?? null, event.codes)
    return { ...seen, unknownSince: base.unknownSince ?? at, unknownAlike }
  }
  const told = {
    ...seen,
    lastConclusive: { verdict, at },
    unknownSince: null,
    unknownAlike: null,
    asked: base.asked?.reason === 'cannot-be-checked' ? null : base.asked,
  }
  if (verdict === 'present') {
    // "First seen gone" is the first of the looks that led to the verified removal.
    const clocks = base.clocks.t10 === null ? { ...base.clocks, t9: null } : base.clocks
    return { ...told, negatives: null, clocks }
  }
  return { ...told, negatives: withNegative(base.negatives, at, event.from) }
}

/** One more look that could not tell; another reason begins a new row. */
function withUnknown(before: Base['unknownAlike'], reasons: readonly string[]) {
  const codes = reasons.toSorted().join(' ')
  return { codes, count: before?.codes === codes ? before.count + 1 : 1 }
}

function baseOf(takedown: Takedown): Base {
  const {
    legalClass,
    tier,
    ground,
    openedAt,
    progressAt,
    clocks,
    plan,
    step,
    noticesSent,
    lastNoticeAt,
    lastNoticeSeq,
    checks,
    lastCheckId,
    lastConclusive,
    lastVerdict,
    unknownSince,
    unknownAlike = null,
    answeredAt = null,
    negatives,
    escalationLevel,
    resurfacings,
    movedAt,
    asked,
  } = takedown
  return {
    legalClass,
    tier,
    ground,
    openedAt,
    progressAt,
    clocks,
    plan,
    step,
    noticesSent,
    lastNoticeAt,
    lastNoticeSeq,
    checks,
    lastCheckId,
    lastConclusive,
    lastVerdict,
    unknownSince,
    unknownAlike,
    answeredAt,
    negatives,
    escalationLevel,
    resurfacings,
    movedAt,
    asked,
  }
}
