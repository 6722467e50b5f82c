import type { NoticeDocument } from '../documents/notice.ts'
import type { UrlPolicy } from '../documents/url-policy.ts'
import type { Ended } from '../ended.ts'
import type { Claim } from '../claim-store.ts'
import type { NoticeHead } from '../notice-store.ts'

/** One exact address that a letter names, under the reference that it has there. */
export type Place = { reference: string; url: string }

/** A hand-over that has begun: of which notice, by which attempt. */
export type HandOver = { claim: Claim; head: NoticeHead }

/** One notice as it says now, on its way to one provider. */
export type Consignment = HandOver & {
  /** Attempts that may have handed it over, this one included. */
  copies: number
  date: Date
  document: NoticeDocument
  /** Every exact address of it, whatever the document shows of them. */
  places: readonly Place[]
  /** Message-IDs of what it follows, the one that it answers last. */
  follows: readonly string[]
  /** What closes a mail for its reader alone. */
  encrypt: ((raw: Uint8Array) => Promise<Uint8Array>) | null
}

/** What became of a hand-over that was cut off. */
export type DoubtSettled =
  /** The other side has all of it, since `at`. */
  | { status: 'accepted'; at: Date }
  /**
   * It has not (`isCertain`), or handing it over again by this same way is harmless; by another way it may
   * be told twice then.
   */
  | { status: 'not'; isCertain: boolean }
  /** Nobody can tell now; `later` whether asking again may help. */
  | { status: 'unknown'; later: boolean }

/** A way by which a provider is told. */
export type Channel = {
  /** Where exact addresses stand when the way itself decides; null for what is decided for the provider. */
  urls: UrlPolicy | null
  /** Mail to the mailbox of the notice; every other way makes room for mail when it fails for too long. */
  isMail: boolean
  /**
   * Hands a notice over and says what became of it; does not throw for what the other side does.
   *
   * @throws {DomainError} nothing can be made of it, whatever the other side says
   */
  deliver(consignment: Consignment, signal: AbortSignal): Promise<Ended>
  /** Called before a notice is handed over again; changes nothing at the other side. */
  settleInDoubt(handOver: HandOver, signal: AbortSignal): Promise<DoubtSettled>
}
