import type { Db, FieldCrypto } from '@nightlight/runtime'
import type { Place } from './channels/channel.ts'
import type { Deadlines } from './deadline.ts'
import type { LetterSender } from './documents/letter-text.ts'
import type { NoticeDocument } from './documents/notice.ts'
import type { UrlPolicy } from './documents/url-policy.ts'
import type { LegalFile } from './legal-texts.ts'
import type { Claim } from './claim-store.ts'
import type { NoticeHead } from './notice-store.ts'

/** What is needed to write a mail of what a notice or a retraction says now. */
export type LetterDeps = {
  db: Db
  crypto: FieldCrypto
  deadlines: Deadlines
  now: () => Date
  sender: LetterSender
  legal: readonly LegalFile[]
  /** How long the reply link of a letter can be used, ms; 72 hours. */
  replyLinkMs?: number
}

export type Sending = {
  claim: Claim
  head: NoticeHead
  /** Attempts that may have handed it over, this one included. */
  copies: number
  /** Where the exact addresses stand for this reader. */
  urls: UrlPolicy
}

/**
 * A letter to be: its document, the exact addresses that it is about, and the Message-IDs that it
 * follows, the one that it answers last.
 */
export type Letter = {
  write: (now: Date) => NoticeDocument
  places: readonly Place[]
  follows: readonly string[]
}
