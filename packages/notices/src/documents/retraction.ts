import type { Language } from '@nightlight/contract'
import { answerLines, numbered, section, signature, utc } from './letter-text.ts'
import type { NoticeDocument, NoticeInput } from './notice.ts'
import { oneLine, wrap } from './plain-text.ts'
import { addressStyle } from './url-policy.ts'
import { WORDINGS, type RetractionPart, type Wording } from './wording.ts'

export type RetractedItem = {
  url: string
  pageUrl: string | null
  /** What the notices called it, the newest first; never empty. */
  references: readonly string[]
}

export type RetractionInput = Pick<NoticeInput, 'provider' | 'sender' | 'urls' | 'copyNumber'> & {
  to: 'provider' | 'police'
  /** Of this letter. */
  reference: string
  /** The newest notice that said so, and when it went out. */
  retracts: { reference: string; sentAt: Date }
  language: Language
  items: readonly RetractedItem[]
}

/**
 * Writes the letter that takes back what a notice said, in whole or in part.
 *
 * Has no image, no hash and no name of a list, and no XARF part either: XARF can report content but
 * not take a report back, so a machine would read it as one more report of the same content.
 *
 * @throws {RangeError} no items
 */
export function composeRetraction(input: RetractionInput): NoticeDocument {
  if (input.items.length === 0) throw new RangeError('compose a retraction: no items')
  const wording = WORDINGS[input.language]
  const part = wording.retraction[input.to]
  return {
    subject: part.subject(input.retracts.reference),
    text: `${blocks(input, wording, part).join('\n\n')}\n`,
    xarf: [],
  }
}

function blocks(input: RetractionInput, wording: Wording, part: RetractionPart): string[] {
  const { headings, apology } = wording.retraction
  const { reference, sentAt } = input.retracts
  return [
    ...(input.copyNumber && input.copyNumber > 1 ? [wording.copy(input.copyNumber)] : []),
    `${wrap(part.subject(reference))}\n${wrap(wording.to(oneLine(input.provider.name)))}`,
    wrap(part.lead(reference, utc(sentAt), input.items.length)),
    section(headings.what, whatIsTakenBack(input, wording)),
    section(headings.means, [numbered(part.means)]),
    wrap(apology),
    section(headings.contact, answerLines(input.sender, reference, wording, null)),
    signature(input.sender, input.reference),
  ]
}

function whatIsTakenBack({ items, urls }: RetractionInput, wording: Wording): string[] {
  const { labels, colon, retraction } = wording
  const style = addressStyle(urls)
  const show = style.url
  const blocks = items.map(({ url, pageUrl, references }) => {
    const [newest = '', ...older] = references.map((reference) => oneLine(reference))
    return [
      wrap(`${labels.reference}${colon}${newest}`),
      show ? `   ${show(url)}` : `   ${labels.domain}${colon}${style.host(url)}`,
      ...(pageUrl === null || !show ? [] : [`   ${labels.page}${colon}${show(pageUrl)}`]),
      ...(older.length === 0
        ? []
        : [wrap(`${retraction.alsoAs}${colon}${older.join(', ')}`, '   ', '     ')]),
    ].join('\n')
  })
  return style.isDefanged && show ? [wrap(wording.defanged), ...blocks] : blocks
}
