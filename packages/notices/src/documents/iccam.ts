import { csvLine, type Language } from '@nightlight/contract'
import { listAddresses, numbered, section, signature, type LetterSender } from './letter-text.ts'
import type { DocumentFile, NoticeDocument, NoticeItem } from './notice.ts'
import { defang, oneLine, wrap } from './plain-text.ts'
import { hostOf } from './server.ts'
import { WORDINGS } from './wording.ts'

export type IccamInput = {
  /** Ours for the hand-over; letters, digits, `.`, `_` and `-`. */
  reference: string
  language: Language
  /** The person or the desk that enters it. */
  to: string
  items: readonly NoticeItem[]
  sender: LetterSender
}

/** What a person answers when a case is in ICCAM: "entered, reference N". */
export type IccamEntry = {
  /** Ours, of the hand-over. */
  reference: string
  /** The one that ICCAM gave. */
  iccamReference: string
  enteredAt: Date
  /** Id of the account of whoever entered it. */
  enteredBy: string
}

/** What has to be entered for one address; no image, no hash, no name of a list. */
export type IccamRow = {
  reference: string
  url: string
  page_url: string | null
  host: string
  ip: string | null
  country: string | null
  /** ISO 8601, UTC. */
  seen_at: string
  /** `national` where only national law forbids the content. */
  classification: string
  mime: string
}

/**
 * Writes the hand-over to whoever enters a case in ICCAM: a letter, `iccam.json` and `iccam.csv`.
 *
 * The exact addresses stand in the JSON alone: a spreadsheet makes links of what it reads, so the CSV
 * has them as the letter does, unclickable. Its cells are quoted as RFC 4180 has it, and none is run
 * as a formula.
 *
 * @throws {RangeError} no items, or a reference unfit for a subject
 */
export function composeIccam(input: IccamInput): NoticeDocument {
  const { items, reference, sender } = input
  if (items.length === 0) throw new RangeError('compose an ICCAM hand-over: no items')
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(reference)) {
    throw new RangeError(`compose an ICCAM hand-over: reference of ${reference.length} characters`)
  }
  const wording = WORDINGS[input.language]
  const { iccam } = wording
  const unplaced = items.filter(({ country }) => country === null).length
  const listing = { items, reference, urls: 'machine-part', replyUrl: null } as const
  const blocks = [
    `${wrap(iccam.subject(reference))}\n${wrap(wording.to(oneLine(input.to)))}`,
    wrap(`${iccam.lead(items.length)} ${iccam.hosted(items.length, unplaced)}`),
    section(iccam.headings.steps, [numbered(iccam.steps(sender.mailbox, reference))]),
    section(
      iccam.headings.where,
      listAddresses({ ...listing, isRepeated: false, withHash: false }, wording),
    ),
    section(iccam.headings.about, [wrap(iccam.about)]),
    signature(sender, reference),
  ]
  return {
    subject: iccam.subject(reference),
    text: `${blocks.join('\n\n')}\n`,
    xarf: [],
    files: iccamFiles(reference, items),
  }
}

function iccamFiles(reference: string, items: readonly NoticeItem[]): DocumentFile[] {
  const rows = items.map(rowOf)
  const json = `${JSON.stringify({ reference, items: rows }, null, 2)}\n`
  return [
    { name: 'iccam.json', contentType: 'application/json', content: json },
    { name: 'iccam.csv', contentType: 'text/csv', content: csvOf(rows) },
  ]
}

const rowOf = (item: NoticeItem): IccamRow => ({
  reference: item.reference,
  url: item.url,
  page_url: item.pageUrl,
  host: hostOf(item.url),
  ip: item.ip,
  country: item.country,
  seen_at: item.seenAt.toISOString(),
  classification: item.classification ?? 'national',
  mime: item.mime,
})

const COLUMNS = [
  'reference',
  'url',
  'page_url',
  'host',
  'ip',
  'country',
  'seen_at',
  'classification',
  'mime',
] as const satisfies readonly (keyof IccamRow)[]

function csvOf(rows: readonly IccamRow[]): string {
  const shown = rows.map((row) => ({
    ...row,
    url: defang(row.url),
    page_url: row.page_url === null ? null : defang(row.page_url),
    host: defang(row.host),
  }))
  const lines = [COLUMNS, ...shown.map((row) => COLUMNS.map((column) => row[column]))]
  return lines.map((cells) => csvLine(cells)).join('')
}
