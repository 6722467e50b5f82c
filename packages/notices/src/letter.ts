import type { Db, FieldCrypto } from '@nightlight/runtime'
import type { Deadlines } from './deadline.ts'
import type { NoticeDocument } from './documents/notice.ts'
import type { Claim, NoticeHead } from './notice-store.ts'

/** What is needed to write a mail of what a notice or a retraction says now. */
export type LetterDeps = {
  db: Db
  crypto: FieldCrypto
  deadlines: Deadlines
  now: () => Date
  sender: { organisation: string; mailbox: string; domain: string; replyUrl: string | null }
  urlPolicy: 'clear' | 'defanged'
}

export type Sending = {
  claim: Claim
  head: NoticeHead
  /** Attempts that may have handed it over, this one included. */
  copies: number
}

/** A mail to be: its document, and the Message-IDs that it follows, the one that it answers last. */
export type Letter = { write: (now: Date) => NoticeDocument; follows: readonly string[] }
