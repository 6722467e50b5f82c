import type { LegalClass, ResponseClass, Tier, Verdict } from '@nightlight/contract'
import type { RungChange } from './ladder.ts'
import type { Routing } from './policies/explain.ts'
import type { LadderStep } from './policies/terms.ts'
import type { Step } from './routing.ts'
import type { Word } from './word.ts'

type Stamp = { at: Date; actor: string }

export type Command = Stamp &
  (
    | {
        type: 'open'
        legalClass: LegalClass
        tier: Tier
        reportedAt: Date | null
        crawledAt: Date | null
        decidedAt: Date
      }
    | {
        type: 'route'
        policy: string
        country: string | null
        plan: readonly Step[]
        routing?: Routing
        /** Steps at the beginning of the plan that are done already. */
        done?: number
      }
    /** Somebody asks that it be routed anew: before anybody was told, or because it `isMoved` to where the plan is another. */
    | { type: 'withdraw-route'; isMoved?: boolean }
    | { type: 'hold'; reason: string; until: Date }
    | { type: 'release'; reason?: string }
    | { type: 'authorise' }
    | { type: 'hand-over'; noticeId: string }
    | { type: 'return-hand-over'; noticeId: string; sentAt: Date }
    /** `upToSeq`: place of the newest notice that was written of it; `host`: the provider where it is, as far as that is known, and its `country`. */
    | {
        type: 'enter-step'
        step: Step | LadderStep
        reference: string
        doneAt: Date
        upToSeq?: number
        country?: string | null
        host?: string
      }
    | { type: 'withdraw-step'; step: Step | LadderStep; reference: string; reason: string }
    | { type: 'notify'; noticeId: string; seq: number }
    | { type: 'refuse-notice'; noticeId: string; smtpCode?: number }
    | { type: 'acknowledge' }
    /**
     * Whoever had it handed over says that the host may be told; `word` where somebody else enters that, `from` where it
     * counts only of those who have it.
     */
    | { type: 'allow-notice'; word?: Word; from?: 'police' }
    | { type: 'dispute' }
    | { type: 'answer'; replyId: string; answer: ResponseClass }
    | { type: 'end-dispute'; outcome: 'uphold' | 'reject' }
    | {
        type: 'check'
        checkId: string
        verdict: Verdict
        moved: boolean
        codes: readonly string[]
        /** Name of the vantage point that looked. */
        from: string
        /** Nothing but hosts that could not be reached kept it from telling, see `couldNotReach`. */
        unreached?: boolean
      }
    /** `notifyAt`: when the notice that waits is to go out. */
    | { type: 'tick'; notifyAt?: Date | null }
    | { type: 'remind-along' }
    | ({ type: 'ladder-step'; seq: number } & RungChange)
    /** The content is at another host than the one that was told; `frees`: nobody disputes it but hosts that it has left. */
    | { type: 'change-host'; from: string; to: string; frees?: boolean }
    | { type: 'reject-match' }
    /** Nothing that may drive a notice speaks for it any more, and nobody has rejected its match. */
    | { type: 'withdraw-ground' }
    | { type: 'change-ground'; matchId: string; legalClass: LegalClass; tier: Tier }
    | { type: 'reopen'; legalClass: LegalClass; tier: Tier; seenAt: Date }
  )
