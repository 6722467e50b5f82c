import type { LegalClass, Tier, Verdict } from '@nightlight/contract'
import type { Step } from './routing.ts'

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
    | { type: 'route'; policy: string; country: string | null; plan: readonly Step[] }
    | { type: 'hold'; reason: string; until: Date }
    | { type: 'release' }
    | { type: 'authorise' }
    | { type: 'hand-over'; noticeId: string }
    | { type: 'notify'; noticeId: string; seq: number }
    | { type: 'refuse-notice'; noticeId: string; smtpCode: number }
    | { type: 'acknowledge' }
    | { type: 'dispute' }
    | {
        type: 'check'
        checkId: string
        verdict: Verdict
        moved: boolean
        codes: readonly string[]
        /** Name of the vantage point that looked. */
        from: string
      }
    /** `notifyAt`: when the notice that waits is to go out. */
    | { type: 'tick'; notifyAt?: Date | null }
    | { type: 'remind-along' }
    | { type: 'reject-match' }
    /** Nothing that may drive a notice speaks for it any more, and nobody has rejected its match. */
    | { type: 'withdraw-ground' }
    | { type: 'change-ground'; matchId: string; legalClass: LegalClass; tier: Tier }
    | { type: 'reopen'; legalClass: LegalClass; tier: Tier; seenAt: Date }
  )
