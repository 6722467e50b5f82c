import type { LegalClass, ResponseClass, Tier, Verdict } from '@nightlight/contract'
import type { CloseReason } from './close-reason.ts'
import type { RungChange } from './ladder.ts'
import type { Routing } from './policies/explain.ts'
import type { LadderStep } from './policies/terms.ts'
import type { Step } from './routing.ts'
import type { AttentionReason } from './takedown.ts'
import type { Word } from './word.ts'

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
    | {
        type: 'routed'
        policy: string
        country: string | null
        plan: readonly Step[]
        /** Absent in what was stored before policies were kept. */
        routing?: Routing
        /** Steps at its beginning that were done by an earlier route. */
        done?: number
      }
    /** It wants another route: somebody asked for one, or it came back before its notice was authorised. */
    | { type: 'route-withdrawn' }
    | { type: 'held'; reason: string; until: Date }
    /** `reason`: of a person who ended it before its time. */
    | { type: 'released'; expired: boolean; reason?: string }
    | { type: 'authorised' }
    | { type: 'handed-over'; noticeId: string }
    /** The mail of a hand-over came back: those that it was for do not have it. `sentAt`: when it had gone out. */
    | { type: 'hand-over-returned'; noticeId: string; sentAt: Date }
    /**
     * The police or the partner that have it let the host be told: that is the next step of its plan from here on.
     * `word`: as somebody of the hotline took it down; absent where an officer said it here.
     */
    | { type: 'notice-allowed'; word?: Word }
    /**
     * A person did it by hand at `doneAt`, and knows it again by the reference. `upToSeq`: in the place of what the plan
     * had next, so that no notice up to this one says it any more. `ahead`: the host was told before the plan had that next.
     * `country`: where its host was, of what had no route, for which this is one. `host`: the provider that was told
     * in place of a notice, where that is known.
     */
    | {
        type: 'step-entered'
        step: Step | LadderStep
        reference: string
        doneAt: Date
        upToSeq?: number
        ahead?: true
        country?: string | null
        host?: string
      }
    /** The newest of these steps was entered by mistake; `reason` is a code. */
    | { type: 'step-withdrawn'; step: Step | LadderStep; reference: string; reason: string }
    | { type: 'notified'; noticeId: string; seq: number }
    | { type: 'notice-refused'; noticeId: string; smtpCode?: number }
    | { type: 'acknowledged' }
    | { type: 'disputed' }
    /** Whoever was told has answered; the words are with the reply. */
    | { type: 'answered'; replyId: string; answer: ResponseClass }
    /** Two people have looked at what was disputed. */
    | { type: 'dispute-ended'; outcome: 'uphold' | 'reject' }
    | {
        type: 'checked'
        checkId: string
        verdict: Verdict
        codes: readonly string[]
        /** Absent in what was stored before vantage points counted. */
        from?: string
        /** Only hosts that could not be reached kept it from telling. */
        unreached?: true
      }
    | { type: 'moved'; checkId: string }
    | { type: 'seen-gone'; checkId: string }
    | { type: 'removal-verified'; checkId: string }
    | { type: 'gone-before-notice'; checkId: string }
    | { type: 'watch-started' }
    | { type: 'resurfaced'; checkId: string }
    | { type: 'reminder-due'; seq: number }
    /** `step`: what the policy has at this level. */
    | { type: 'escalated'; level: number; step?: LadderStep }
    /** What became of a step of the ladder, see `seqOf`. */
    | ({ type: 'ladder-step'; seq: number } & RungChange)
    /**
     * Providers: the ladder of the one stays where it is, that of the other goes on or begins. `frees`: it was disputed by hosts
     * that the content has left, which binds no other.
     */
    | { type: 'host-changed'; from: string; to: string; frees?: true }
    | { type: 'attention-due'; reason: AttentionReason }
    | { type: 'closed'; reason: CloseReason }
    /** Only of what was closed before. */
    | { type: 'ground-withdrawn' }
    | { type: 'ground-changed'; matchId: string; legalClass: LegalClass; tier: Tier }
    | { type: 'reopened'; legalClass: LegalClass; tier: Tier; seenAt: Date }
  )

/** An event without its stamp: what `decide` fills in from the command. */
export type Bare<Event> = Event extends unknown ? Omit<Event, 'at' | 'actor'> : never
