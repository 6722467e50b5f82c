import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import PostalMime, { type Attachment, type Email } from 'postal-mime'
import { storedMails } from './mail-store.ts'

export type MailSummary = {
  messageId: string
  to: string[]
  subject: string
  /** From the header `X-Notice-Id`; null when it has none. */
  noticeId: string | null
  /** MIME types, in order, e.g. `text/plain`, `application/json`. */
  parts: string[]
  /** XARF reports among the JSON parts. */
  xarfObjects: number
  acceptedAt: Date
  /** Repeated submissions of the same mail that were dropped. */
  copiesDropped: number
}

/**
 * Reads what the mail server of the demo has taken, oldest first.
 *
 * @throws {DomainError} `field-not-readable` when the key differs from the one of the ledger
 */
export async function readMails(db: DbOrTransaction, crypto: FieldCrypto): Promise<MailSummary[]> {
  const summaries: MailSummary[] = []
  for (const { messageId, sealed, to, acceptedAt, copiesDropped } of await storedMails(db)) {
    const place = { table: 'mail_ledger', column: 'mail_ct', row: messageId }
    const mail = await PostalMime.parse(crypto.open(place, sealed), {
      attachmentEncoding: 'utf8',
    })
    summaries.push({ messageId, to, ...summaryOf(mail), acceptedAt, copiesDropped })
  }
  return summaries
}

function summaryOf(
  mail: Email,
): Pick<MailSummary, 'subject' | 'noticeId' | 'parts' | 'xarfObjects'> {
  return {
    subject: mail.subject ?? '',
    noticeId: mail.headers.find(({ key }) => key === 'x-notice-id')?.value ?? null,
    parts: [
      ...(mail.text === undefined ? [] : ['text/plain']),
      ...(mail.html === undefined ? [] : ['text/html']),
      ...mail.attachments.map(({ mimeType }) => mimeType),
    ],
    xarfObjects: mail.attachments.filter(isXarf).length,
  }
}

function isXarf({ mimeType, content }: Attachment): boolean {
  if (mimeType !== 'application/json' || typeof content !== 'string') return false
  try {
    const value: unknown = JSON.parse(content)
    return typeof value === 'object' && value !== null && 'xarf_version' in value
  } catch {
    return false
  }
}
