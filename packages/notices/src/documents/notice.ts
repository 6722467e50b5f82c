import type { Language } from '@nightlight/contract'
import { writeNotice } from './notice-text.ts'
import { WORDINGS, type NoticeKind } from './wording.ts'
import { xarfReport, type Classification, type XarfReport } from './xarf.ts'

export type { NoticeKind } from './wording.ts'

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
  sender: { organisation: string; mailbox: string; domain: string; replyUrl: string | null }
  /** How the text writes URLs; the machine-readable part always has them as they are. */
  urlPolicy: 'clear' | 'defanged'
  /** Above 1 when the same notice may have been handed over before. */
  copyNumber?: number
}

export type NoticeDocument = { subject: string; text: string; xarf: XarfReport[] }

/**
 * Writes one notice: a text a person can act on from a telephone, and its XARF v4 reports.
 *
 * Most important first: what, where, what to do, by when, how to answer; then the four elements of
 * article 16(2) of the Digital Services Act. Lines hold 76 characters at most, URLs excepted. The
 * same input gives the same document. No image, no list hash and no perceptual hash gets in.
 *
 * @returns `xarf` has one report an item, without those whose class XARF cannot say
 * @throws {RangeError} no items, a `reference` unfit for a subject, or `seq` below 1
 * @throws {TypeError} a `url` that is none
 */
export function composeNotice(input: NoticeInput): NoticeDocument {
  check(input)
  const wording = WORDINGS[input.language]
  const provider = input.kind === 'police-hand-over' ? null : input.provider
  const context = { noticeId: input.noticeId, sender: input.sender, provider }
  return {
    subject: wording.parts[input.kind].subject(input.reference, input.seq),
    text: writeNotice(input, wording),
    xarf: input.items.map((item) => xarfReport(item, context)).filter((report) => report !== null),
  }
}

/** The line that tells a reader who may have the notice twice that it is one notice. */
export function copyLine(language: Language, copyNumber: number): string {
  return WORDINGS[language].copy(copyNumber)
}

function check(input: NoticeInput): void {
  if (input.items.length === 0) throw new RangeError('compose a notice: no items')
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(input.reference)) {
    throw new RangeError(`compose a notice: reference of ${input.reference.length} characters`)
  }
  if (!Number.isInteger(input.seq) || input.seq < 1) {
    throw new RangeError(`compose a notice: seq ${input.seq}`)
  }
}
