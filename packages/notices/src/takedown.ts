import type { LegalClass, Tier, Verdict } from '@nightlight/contract'
import { enterStepInto, takeStepOutOf } from './entered-step.ts'
import { isGroundless, type CloseReason } from './close-reason.ts'
import { inTurn } from './hand-notice.ts'
import {
  newRung,
  rungsOf,
  withChangedRung,
  type Entered,
  type LeftLadder,
  type Rung,
} from './ladder.ts'
import { atOtherHost, toldNobody } from './other-host.ts'
import { afterCheck } from './after-check.ts'
import type { Negatives } from './negatives.ts'
import type { Terms } from './policies/terms.ts'
import type { Step } from './routing.ts'
import { returnedHandOver } from './returned-hand-over.ts'
import { baseOf, UNROUTED } from './takedown-base.ts'
import type { TakedownEvent } from './takedown-event.ts'

export type { Bare, TakedownEvent } from './takedown-event.ts'

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
export type AttentionReason =
  | 'hand-over-unanswered'
  | 'cannot-be-checked'
  | 'stuck'
  | 'hold-ends-soon'

/** What is known in every status. */
export type Base = {
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
  /** Since when police or a partner have what was last seen; absent in what was stored before it was kept, see `handedOverAt`. */
  handedOverAt?: Date | null
  /** Its notice was authorised since it was routed; absent in what was stored before it was kept. */
  authorised?: boolean
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
  /** The newest of these answers. */
  lastReplyId?: string | null
  /** Consecutive negative checks; null since it was last seen. */
  negatives: Negatives | null
  escalationLevel: number
  /** When that level was come to; absent, as the next two, in what was stored before they were kept. */
  escalatedAt?: Date | null
  /** First notice since it was last seen again: from then on the ladder counts. */
  toldAt?: Date | null
  /** When a person told the host before the plan had that next; null once it has. */
  toldAhead?: Date | null
  /** Steps of the ladder that it has come to, by the policy that it was routed by. */
  rungs?: readonly Rung[]
  /** Whose ladder that is; null until the content is first found at another host than the one that was told. */
  ladderHost?: string | null
  /** Where the ladders of the other hosts stood when the content left them. */
  leftLadders?: readonly LeftLadder[]
  resurfacings: number
  /** Last check that found the content at an address that was not known before. */
  movedAt: Date | null
  /** What a person was last asked since the last progress. */
  asked: { reason: AttentionReason; at: Date } | null
  /** Row of the policy that it was routed by; absent in what was stored before policies were kept. */
  policyId?: string | null
  /** Steps that a person did by hand; absent in what was stored before they were kept. */
  entered?: readonly Entered[]
  /** What that policy says of its clocks; the table of `deadline.ts` where it says nothing. */
  terms?: Terms | null
}

export type Takedown = Base &
  (
    | { status: 'opened' | 'routed' | 'authorised' | 'acknowledged' | 'resurfaced' }
    /** `upheld`: two people have said that it is disputed for good reason. */
    | { status: 'disputed'; upheld?: true }
    | { status: 'notified'; noticeDue: boolean }
    | {
        status: 'held'
        /** Where it goes on; `notified` when the notice that was on its way went out all the same. */
        resume: 'routed' | 'authorised' | 'notified'
        until: Date
        holdReason: string
      }
    | { status: 'removed' | 'watching'; verifiedAt: Date }
    | {
        status: 'closed'
        closedAt: Date
        reason: CloseReason
        /** Its ground went after it had been closed for another reason. */
        withdrawnAt: Date | null
      }
  )

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
    lastReplyId: null,
    negatives: null,
    escalationLevel: 0,
    resurfacings: 0,
    movedAt: null,
    asked: null,
    policyId: null,
    terms: null,
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
    case 'routed': {
      const { policyId = null, terms = null } = event.routing ?? {}
      const { done: step = 0, plan } = event
      return { ...forward, ...UNROUTED, status: 'routed', plan, step, policyId, terms }
    }
    case 'route-withdrawn': {
      // What a notice was sent by stays: each was authorised before it.
      const t5 = base.noticesSent > 0 ? base.clocks.t5 : null
      return { ...forward, ...UNROUTED, status: 'opened', clocks: { ...base.clocks, t5 } }
    }
    case 'held':
      return {
        ...base,
        status: 'held',
        resume: resumeAfter(before),
        // Who prolonged it has answered.
        asked: base.asked?.reason === 'hold-ends-soon' ? null : base.asked,
        until: event.until,
        holdReason: event.reason,
      }
    case 'released': {
      const resume = before.status === 'held' ? before.resume : 'routed'
      return resume === 'notified'
        ? { ...forward, status: resume, noticeDue: false }
        : { ...forward, status: resume }
    }
    case 'authorised':
      return { ...forward, status: 'authorised', authorised: true, clocks: clock('t5') }
    case 'handed-over': {
      // Whatever became of the takedown while the mail was on its way, the hand-over took place.
      const handedOverAt = base.handedOverAt ?? at
      const handed = { clocks: clock('t4'), step: base.step + 1, progressAt: at, asked: null }
      return inTurn({ ...before, ...handed, handedOverAt })
    }
    case 'hand-over-returned':
      return { ...before, ...returnedHandOver(before, event), progressAt: at, asked: null }
    case 'notice-allowed': {
      const [done, left] = [base.plan.slice(0, base.step), base.plan.slice(base.step)]
      const plan = [...done, 'provider-notice' as const, ...left]
      const allowed = { clocks: allowedClocks(base, event), plan, progressAt: at, asked: null }
      return inTurn({ ...before, ...allowed })
    }
    case 'step-entered':
      return enterStepInto(before, event)
    case 'step-withdrawn':
      return takeStepOutOf(before)
    case 'notified': {
      const sent = {
        clocks: { ...base.clocks, t6: base.clocks.t6 ?? at, t7: base.clocks.t7 ?? at },
        noticesSent: base.noticesSent + 1,
        toldAt: base.toldAt ?? at,
        lastNoticeAt: at,
        lastNoticeSeq: event.seq,
      }
      if (before.status === 'held') return { ...before, ...sent, resume: 'notified' }
      // Content can go, or a case be stopped, while the mail is on its way: the notice counts all the same.
      return isElsewhere(before)
        ? { ...before, ...sent }
        : { ...forward, ...sent, status: 'notified', noticeDue: false }
    }
    case 'notice-refused':
      return before.status === 'held'
        ? { ...before, resume: 'authorised' }
        : { ...forward, status: 'authorised' }
    case 'acknowledged':
      return { ...base, status: 'acknowledged', clocks: clock('t8'), answeredAt: at }
    case 'disputed':
      return { ...base, status: 'disputed' }
    case 'answered': {
      const answered = { clocks: clock('t8'), answeredAt: at, lastReplyId: event.replyId }
      return { ...before, ...answered }
    }
    case 'dispute-ended':
      if (event.outcome === 'reject') return { ...forward, status: 'acknowledged' }
      // What was disputed for good reason stays so until its ground is looked at.
      return before.status === 'disputed' ? { ...before, upheld: true } : before
    case 'checked':
      return { ...before, ...afterCheck(base, event) }
    case 'moved':
      return { ...before, movedAt: at }
    case 'seen-gone':
      // A row that begins anew has a first look of its own.
      return { ...before, clocks: base.clocks.t10 ? clock('t9') : { ...base.clocks, t9: at } }
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
        ...toldNobody(base),
      }
    case 'reminder-due':
      return { ...forward, status: 'notified', noticeDue: true }
    case 'escalated':
      return {
        ...before,
        escalationLevel: event.level,
        escalatedAt: at,
        rungs: event.step
          ? [...rungsOf(base), newRung(base, event.level, event.step)]
          : rungsOf(base),
      }
    case 'ladder-step':
      return { ...before, ...withChangedRung(base, event) }
    case 'host-changed':
      return event.frees
        ? { ...forward, ...atOtherHost(base, event), status: 'notified', noticeDue: false }
        : { ...before, ...atOtherHost(base, event) }
    case 'attention-due':
      return { ...before, asked: { reason: event.reason, at } }
    case 'closed':
      return { ...base, status: 'closed', closedAt: at, reason: event.reason, withdrawnAt: null }
    case 'ground-withdrawn':
      return before.status === 'closed' ? { ...before, withdrawnAt: at } : before
    case 'ground-changed': {
      const facts = { ground: event.matchId, legalClass: event.legalClass, tier: event.tier }
      // What was disputed was said of the ground that went.
      return before.status === 'disputed' && before.upheld
        ? { ...forward, ...facts, status: 'acknowledged' }
        : { ...before, ...facts }
    }
    case 'reopened':
      return reopened(before, forward, event)
  }
}

/** What was said elsewhere has been authorised since it was said; never before the case was handed over. */
function allowedClocks(
  { clocks, handedOverAt = null }: Base,
  { word }: TakedownEvent & { type: 'notice-allowed' },
): Clocks {
  if (!word) return clocks
  return { ...clocks, t5: clocks.t5 ?? laterOf(word.saidAt, handedOverAt) }
}

/** Routed anew; what was sent and every clock stay. What had gone before is seen again by this. */
function reopened(
  before: Takedown,
  base: Base,
  { at, legalClass, tier }: TakedownEvent & { type: 'reopened' },
): Takedown {
  const facts = {
    ...base,
    ...UNROUTED,
    legalClass,
    tier,
    ground: null,
    negatives: null,
    unknownSince: null,
    ...toldNobody(base),
  }
  const isBack = before.status === 'closed' && !isGroundless(before.reason)
  if (!isBack) return { ...facts, status: 'opened' }
  const clocks = { ...base.clocks, t11: base.clocks.t11 ?? at }
  return { ...facts, status: 'opened', clocks, resurfacings: base.resurfacings + 1 }
}

/** Where a hold that begins, or takes the place of one, goes on. */
const resumeAfter = (before: Takedown): 'routed' | 'authorised' | 'notified' =>
  before.status === 'held'
    ? before.resume
    : before.status === 'authorised'
      ? 'authorised'
      : 'routed'

/** In a status that a notice does not change; what was opened anew wants its route first. */
const isElsewhere = ({ status }: Takedown): boolean =>
  status === 'opened' ||
  status === 'removed' ||
  status === 'watching' ||
  status === 'closed' ||
  status === 'disputed'
