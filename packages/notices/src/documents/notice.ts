import { DomainError, type Language } from '@nightlight/contract'
import type { LetterSender } from './letter-text.ts'
import { writeNotice } from './notice-text.ts'
import { addressStyle, type UrlPolicy } from './url-policy.ts'
import { WORDINGS, type AskedRole, type EscalationKind, type NoticeKind } from './wording.ts'
import { xarfReport, type Classification, type XarfReport } from './xarf.ts'

export type { NoticeKind } from './wording.ts'

const ESCALATIONS: readonly NoticeKind[] = [
  'upstream-notice',
  'registrar-notice',
  'registry-notice',
] satisfies EscalationKind[]

/** What a reader is given to answer where no policy says it. */
export const USUAL_ANSWER_MS = 86_400_000

/** Tells whether a letter goes to whoever could act because the host has not. */
export const isEscalation = (kind: NoticeKind): boolean => ESCALATIONS.includes(kind)

export type NoticeItem = {
  reference: string
  url: string
  pageUrl: string | null
  ip: string | null
  asn: number | null
  country: string | null
  /** When the content was last seen there. */
  seenAt: Date
  /** Of the fetched bytes, 64 hex digits. */
  sha256: string
  mime: string
  matchedBy: 'exact' | 'near'
  /** Null when the content is illegal under national law only. */
  classification: Classification | null
  listAuthority: string
}

/** Whom we told before an escalation: when, how often, and whether anything was answered. */
export type Asked = {
  role: AskedRole
  name: string
  /** At least 1. */
  times: number
  firstAt: Date
  lastAt: Date
  hasAnswered: boolean
}

export type NoticeInput = {
  kind: NoticeKind
  /** Ours for the case; letters, digits, `.`, `_` and `-`, since it stands in the subject. */
  reference: string
  noticeId: string
  /** Counts the notices on the same content; 1 is the first. */
  seq: number
  language: Language
  /** Whom the text addresses: a host, or a police service for a hand-over. */
  provider: { name: string }
  items: NoticeItem[]
  firstSentAt: Date | null
  now: Date
  sender: LetterSender
  /** By when the reader is to answer; `USUAL_ANSWER_MS` after `now` without. */
  answerBy?: Date
  /** Where the exact addresses stand. */
  urls: UrlPolicy
  /** In an escalation, and there at least one: who was told before. */
  asked?: readonly Asked[]
  /** What the law says to this reader on this day, in this language: see `legalTextsFor`. */
  legal?: readonly string[]
  /** Above 1 when the same notice may have been handed over before. */
  copyNumber?: number
}

/** What goes with a letter beside its text. */
export type DocumentFile = {
  name: string
  contentType: 'application/json' | 'text/csv' | 'text/plain'
  content: string
}

export type NoticeDocument = {
  subject: string
  text: string
  /** What a notice is about in one breath, for whoever may pass it on: no address, no sender, no link. */
  lead?: string
  xarf: XarfReport[]
  files?: readonly DocumentFile[]
}

/**
 * Writes one notice: a text a person can act on from a telephone, and its XARF v4 reports.
 *
 * Most important first: what, where, what to do, by when, how to answer; then the four elements of
 * article 16(2) of the Digital Services Act, and what the law says. Lines hold 76 characters at most, URLs excepted. The
 * same input gives the same document. No image, no list hash and no perceptual hash gets in.
 *
 * @returns `xarf` has one report an item, without those whose class XARF cannot say; none at all
 *   when the addresses are to be had on the reply page alone
 * @throws {RangeError} no items, a `reference` unfit for a subject, or `seq` below 1
 * @throws {DomainError} `escalation-without-notice` when nobody was told before, `reply-page-missing`
 * @throws {TypeError} a `url` that is none
 */
export function composeNotice(input: NoticeInput): NoticeDocument {
  check(input)
  const wording = WORDINGS[input.language]
  const context = { noticeId: input.noticeId, sender: input.sender, provider: hostOfContent(input) }
  const items = addressStyle(input.urls).hasMachinePart ? input.items : []
  return {
    subject: wording.parts[input.kind].subject(input.reference, input.seq),
    text: writeNotice(input, wording),
    lead: wording.parts[input.kind].lead(input.items.length),
    xarf: items.map((item) => xarfReport(item, context)).filter((report) => report !== null),
  }
}

/** Who hosts the content, as far as the letter knows: not always whom it goes to. */
function hostOfContent({ kind, provider, asked }: NoticeInput): { name: string } | null {
  if (kind === 'police-hand-over') return null
  return isEscalation(kind) ? (asked?.find(({ role }) => role === 'host') ?? null) : provider
}

/** The line that tells a reader who may have the notice twice that it is one notice. */
export function copyLine(language: Language, copyNumber: number): string {
  return WORDINGS[language].copy(copyNumber)
}

function check(input: NoticeInput): void {
  if (input.items.length === 0) throw new RangeError('compose a notice: no items')
  if (isEscalation(input.kind) && !input.asked?.length) {
    throw new DomainError(
      'invalid',
      'escalation-without-notice',
      'Composing an escalation: nobody was told before; send a notice to the host first',
    )
  }
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(input.reference)) {
    throw new RangeError(`compose a notice: reference of ${input.reference.length} characters`)
  }
  if (!Number.isInteger(input.seq) || input.seq < 1) {
    throw new RangeError(`compose a notice: seq ${input.seq}`)
  }
}
