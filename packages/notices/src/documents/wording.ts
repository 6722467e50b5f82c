import type { Language } from '@nightlight/contract'
import { de } from './wording/de.ts'
import { en } from './wording/en.ts'
import { fr } from './wording/fr.ts'
import { nl } from './wording/nl.ts'

/** Letters to whoever could act because the host has not. */
export type EscalationKind = 'upstream-notice' | 'registrar-notice' | 'registry-notice'
export type NoticeKind =
  | 'provider-notice'
  | 'provider-reminder'
  | 'police-hand-over'
  | EscalationKind

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

/** Whom a letter may say was asked before. */
export type AskedRole = 'host' | 'upstream' | 'registrar'

/** What only an escalation says. */
export type EscalationWording = {
  parts: Record<EscalationKind, Part>
  heading: string
  roles: Record<AskedRole, string>
  /** That somebody was told, when and how often; `last` equals `first` when it was once. */
  told(times: number, first: string, last: string): string
  answered: Record<'yes' | 'no', string>
  stillThere(checkedAt: string): string
  /** The four elements are given, though the article binds hosts alone. */
  statement: string
}

/** What an order of an authority says, and the two forms that answer it. */
export type OrderWording = {
  subject(reference: string): string
  title: string
  headings: {
    issuedBy: string
    addressee: string
    ordered: string
    where: string
    basis: string
    preserve: string
    redress: string
    answer: string
  }
  labels: {
    authority: string
    country: string
    reference: string
    issuedAt: string
    name: string
    representative: string
    contact: string
    telephone: string
    legalBasis: string
    reasons: string
  }
  ordered(addresses: number, hours: number): string
  clock: string
  preserve(months: number): string
  silence(until: string): string
  redress(body: string, days: number): string
  /** Whom to tell the effect. */
  tell(mailbox: string): string
  tellImpossible: string
  questions(mailbox: string): string
  about: string
  forms: Record<'effect' | 'impossible', OrderForm>
  /** Heads of what is filled in at the end of a form. */
  filled: { addresses: string; at: string; explanation: string; name: string; date: string }
}

export type OrderForm = {
  title: string
  intro(reference: string, mailbox: string): string
  choices: readonly string[]
  note: string
}

/** What goes to the person who enters a case in ICCAM. */
export type IccamWording = {
  subject(reference: string): string
  lead(addresses: number): string
  /** Where they are, and of how many that is not known. */
  hosted(addresses: number, unplaced: number): string
  headings: { steps: string; where: string; about: string }
  steps(mailbox: string, reference: string): readonly string[]
  about: string
}

/** Every sentence of a notice in one language; plain text, one paragraph a string, not yet wrapped. */
export type Wording = {
  parts: Record<NoticeKind, Part>
  copy(n: number): string
  to(name: string): string
  /** `seq` counts every notice on the same content, the first one included. */
  again(seq: number, firstSentAt: string | null, lastSeenAt: string): string
  headings: {
    where: string
    byWhen: string
    answer: string
    statement: string
    legal: string
    about: string
  }
  defanged: string
  /** That the exact addresses are had elsewhere, under which reference; before the address of the place. */
  withheld(addresses: number, reference: string): string
  /** Between a label and its value. */
  colon: string
  labels: {
    host: string
    domain: string
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
  /** @param hours how long the link works, once */
  answerOnline(hours: number): string
  /** The four elements of article 16(2) of the Digital Services Act, in its order. */
  statement: {
    reason(authorities: string): string
    location: string
    /** In a letter that has no exact address. */
    locationWithheld: string
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
  escalation: EscalationWording
  order: OrderWording
  iccam: IccamWording
}

export const WORDINGS: Readonly<Record<Language, Wording>> = { en, fr, nl, de }
