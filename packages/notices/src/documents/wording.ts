import type { Language } from '@nightlight/contract'
import { de } from './wording/de.ts'
import { en } from './wording/en.ts'
import { fr } from './wording/fr.ts'
import { nl } from './wording/nl.ts'

export type NoticeKind = 'provider-notice' | 'provider-reminder' | 'police-hand-over'

/** What a text says that depends on whom it goes to. */
export type Part = {
  subject(reference: string, seq: number): string
  /** What happened and what is asked, in one breath. */
  lead(files: number): string
  asks: readonly string[]
  askHeading: string
  byWhen(until: string): string
}

/** What a letter says that takes a notice back. */
export type RetractionPart = {
  /** `reference` is that of the notice which is taken back. */
  subject(reference: string): string
  /** What is taken back and that it does not hold. */
  lead(reference: string, sentAt: string, addresses: number): string
  means: readonly string[]
}

/** Every sentence of a notice in one language; plain text, one paragraph a string, not yet wrapped. */
export type Wording = {
  parts: Record<NoticeKind, Part>
  copy(n: number): string
  to(name: string): string
  /** `seq` counts every notice on the same content, the first one included. */
  again(seq: number, firstSentAt: string | null, lastSeenAt: string): string
  headings: { where: string; byWhen: string; answer: string; statement: string; about: string }
  defanged: string
  /** Between a label and its value. */
  colon: string
  labels: {
    host: string
    hostedIn: string
    page: string
    seen: string
    stillThere: string
    match: string
    classification: string
    type: string
    sha256: string
    reference: string
  }
  matches: Record<'exact' | 'near', string>
  /** Class of content that only national law forbids. */
  nationalOnly: string
  list(authority: string): string
  unitedStates: readonly string[]
  answerByMail(mailbox: string, reference: string): string
  /** The answers a host may choose from. */
  sayWhich: string
  answerOnline: string
  /** The four elements of article 16(2) of the Digital Services Act, in its order. */
  statement: {
    reason(authorities: string): string
    location: string
    notifier(organisation: string, mailbox: string): string
    goodFaith: string
  }
  /** How the content was found, and what this mail never carries. */
  about: Record<'provider' | 'police', readonly string[]>
  retraction: Record<'provider' | 'police', RetractionPart> & {
    headings: { what: string; means: string; contact: string }
    /** Before the references that earlier notices gave the same address. */
    alsoAs: string
    apology: string
  }
}

export const WORDINGS: Readonly<Record<Language, Wording>> = { en, fr, nl, de }
