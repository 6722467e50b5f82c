import { createHash } from 'node:crypto'
import { decodePage } from '../../../packages/matcher/src/submissions/entry-pages.ts'

/** A value that was sealed, and must be nowhere else; `column` is all that a report of a find tells of it. */
export type Sealed = { column: string; value: string }

/** Shorter ones are found by chance. */
export const LEAST_CHARACTERS = 12
/** Of the hashes of a page so many stand for all. */
const HASHES_OF_PAGE = 50

const URL_IN_TEXT = /\b(?:https?|hxxps?|ftp):\/\/[^\s"'<>\\]+/gi
const MAILBOX_IN_TEXT = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
const HASH_IN_TEXT = /\b[0-9a-f]{32,128}\b/gi
/** What people wrote is sensitive as a whole. */
const WHOLE = new Set([
  'report.note_ct',
  'report.reporter_ct',
  'report.reference_ct',
  'submission.officer_ct',
  'provider.note_ct',
  'reply.detail_ct',
  'dispute_decision.reason_ct',
  'provider_webhook_secret.secret_ct',
  'totp.secret_ct',
])
/** Of these mailboxes are no secret: the sender's own, and those of providers, which the register has in clear. */
const MAILBOXES_KNOWN = new Set(['mail_ledger.mail_ct', 'provider_channel.configuration_ct'])

/**
 * What is looked for of a sealed value: all of what a person wrote, a digest or a secret; of JSON, mails and pages of
 * hashes the addresses with a path, the mailboxes and the hashes in them. Of an address the scheme is left out, so that
 * taking it apart hides nothing; a host alone is no find, since hosts are stored in clear.
 *
 * @returns none for what is too short to be told
 */
export function valuesOf(column: string, bytes: Buffer): string[] {
  if (column === 'entry_page.hashes_ct') return hashesOfPage(bytes)
  const text = bytes.toString('utf8')
  if (!Buffer.from(text).equals(bytes)) return bytes.length <= 64 ? [bytes.toString('hex')] : []
  const addresses = [...text.matchAll(URL_IN_TEXT)].flatMap(([url]) => placeOf(url))
  const mailboxes = MAILBOXES_KNOWN.has(column) ? [] : (text.match(MAILBOX_IN_TEXT) ?? [])
  const hashes = text.match(HASH_IN_TEXT) ?? []
  const whole = WHOLE.has(column) ? [text] : []
  return [...new Set([...whole, ...addresses, ...mailboxes, ...hashes])].filter(
    (value) => value.length >= LEAST_CHARACTERS,
  )
}

/** Host, path and query; nothing where only a host is named. */
function placeOf(url: string): string[] {
  const place = url.slice(url.indexOf('://') + 3).replace(/[).,;]+$/, '')
  const path = place.slice(place.indexOf('/'))
  return place.includes('/') && path.length > 1 ? [place] : []
}

function hashesOfPage(bytes: Buffer): string[] {
  const values: string[] = []
  try {
    for (const { hashes } of decodePage(bytes)) {
      for (const { value } of hashes) values.push(Buffer.from(value).toString('hex'))
      if (values.length >= HASHES_OF_PAGE) break
    }
  } catch {
    // a test that seals no page on purpose
  }
  return values
}

/** The ways in which a value could have been written down; in small letters, as all texts are searched. */
export const FORMS: readonly { form: string; of: (value: string) => string }[] = [
  { form: 'as it is', of: (value) => value },
  { form: 'in an address', of: (value) => encodeURIComponent(value) },
  { form: 'as JSON', of: (value) => JSON.stringify(value).slice(1, -1) },
  { form: 'hexadecimal', of: (value) => Buffer.from(value).toString('hex') },
  { form: 'sha256 of it', of: (value) => createHash('sha256').update(value).digest('hex') },
  ...[0, 1, 2].map((shift) => ({
    form: `base64+${shift}`,
    of: (value: string) => base64(value, shift),
  })),
]

/** The digits that do not depend on the bytes around it. */
function base64(value: string, shift: number): string {
  const shifted = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)])
  const digits = shifted.toString('base64')
  return digits.slice(Math.ceil((shift * 8) / 6), Math.floor((shifted.length * 8) / 6))
}
