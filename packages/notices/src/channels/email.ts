import { createHash } from 'node:crypto'
import { DomainError, type Language } from '@nightlight/contract'
import MailComposer, { type MailComposerAttachment } from 'nodemailer/lib/mail-composer'
import { toFlowed } from '../documents/flowed.ts'
import { copyLine, type DocumentFile, type NoticeDocument } from '../documents/notice.ts'
import type { XarfReport } from '../documents/xarf.ts'
import { isUsableMailbox } from '../recipients/contact.ts'

export type MailHeaders = {
  /** Bare addresses, without a display name. */
  from: string
  to: string
  /** With its angle brackets, as everywhere below; the same for every copy of one notice. */
  messageId: string
  noticeId: string
  language: Language
  /** The mail this one follows in the thread of its case. */
  inReplyTo?: string
  references?: readonly string[]
  date: Date
  /** Above 1 when the notice may have been handed over before. */
  copyNumber?: number
}

/**
 * Builds the mail of a notice, ready for SMTP.
 *
 * A text part complete for a person, as wide as their screen (RFC 3676), and one `application/json` part a XARF report: `xarf.json`, or
 * `xarf-1.json` and so on when there are several, and the files of the document; without any, a single
 * text part. Never HTML, never an image. The same arguments give the same bytes, so a copy built again is the same mail.
 *
 * @returns RFC 5322 with CRLF line ends
 * @throws {DomainError} `invalid-recipient` or `invalid-sender` for an address the strict grammar
 *   refuses, `invalid-mail-header` for an identifier or a subject that is not one line
 */
export async function buildMail(
  document: NoticeDocument,
  headers: MailHeaders,
): Promise<Uint8Array> {
  check(document, headers)
  const copyNumber = headers.copyNumber ?? 1
  const composer = new MailComposer({
    from: headers.from,
    to: headers.to,
    subject: document.subject,
    messageId: headers.messageId,
    date: headers.date,
    ...(headers.inReplyTo !== undefined && { inReplyTo: headers.inReplyTo }),
    ...(headers.references !== undefined && { references: [...headers.references] }),
    text: toFlowed(textOf(document.text, headers.language, copyNumber)),
    attachments: [...machineParts(document.xarf), ...(document.files ?? []).map(filePart)],
    headers: {
      ...(document.xarf.length > 0 && { 'X-XARF': 'PLAIN' }),
      'Auto-Submitted': 'auto-generated',
      'X-Notice-Id': headers.noticeId,
      ...(copyNumber > 1 && { 'X-Notice-Copy': String(copyNumber) }),
      'Content-Language': headers.language,
    },
    baseBoundary: createHash('sha256').update(headers.messageId).digest('hex').slice(0, 24),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
    // receivers that sort abuse mail look for these two as they are spelt here
    normalizeHeaderKey: (key) => SPELLING[key.toLowerCase()] ?? key,
  })
  const mail = composer.compile()
  // The composer writes a type of its own over that of its text, which is the first part or all there is.
  const textPart = mail.childNodes[0] ?? mail
  textPart.setHeader('Content-Type', 'text/plain; charset=utf-8; format=flowed')
  return mail.build()
}

/** @throws {DomainError} `invalid-recipient` or `invalid-sender` */
export function requireMailbox(address: string, role: 'recipient' | 'sender'): void {
  if (isUsableMailbox(address)) return
  throw new DomainError('invalid', `invalid-${role}`, `address a mail: unusable ${role}`)
}

const SPELLING: Readonly<Record<string, string>> = {
  'x-xarf': 'X-XARF',
  'x-notice-id': 'X-Notice-Id',
}

const MESSAGE_ID = /^<[a-z0-9!#$&'*+/=?^_{}~.-]{1,120}@[a-z0-9.-]{1,120}>$/i
const NOTICE_ID = /^[a-z0-9._-]{1,80}$/i

/** Tells whether `value` is a Message-ID as we write them: brackets, ASCII, no white space. */
export const isMessageId = (value: string): boolean => MESSAGE_ID.test(value)

function check(document: NoticeDocument, headers: MailHeaders): void {
  requireMailbox(headers.from, 'sender')
  requireMailbox(headers.to, 'recipient')
  const ids = [headers.messageId, headers.inReplyTo ?? [], headers.references ?? []].flat()
  if (!ids.every(isMessageId)) throw badHeader('Message-ID')
  if (!NOTICE_ID.test(headers.noticeId)) throw badHeader('X-Notice-Id')
  if (/\p{C}/u.test(document.subject)) throw badHeader('Subject')
}

const badHeader = (name: string) =>
  new DomainError('invalid', 'invalid-mail-header', `build a mail: unusable ${name}`)

function textOf(text: string, language: Language, copyNumber: number): string {
  if (copyNumber <= 1) return text
  const line = copyLine(language, copyNumber)
  return text.startsWith(line) ? text : `${line}\n\n${text}`
}

function machineParts(reports: readonly XarfReport[]): MailComposerAttachment[] {
  return reports.map((report, index) => ({
    filename: reports.length === 1 ? 'xarf.json' : `xarf-${index + 1}.json`,
    contentType: 'application/json',
    content: Buffer.from(`${JSON.stringify(report, null, 2)}\n`, 'utf8'),
  }))
}

const filePart = ({ name, contentType, content }: DocumentFile): MailComposerAttachment => ({
  filename: name,
  contentType: contentType === 'application/json' ? contentType : `${contentType}; charset=utf-8`,
  content: Buffer.from(content, 'utf8'),
})
