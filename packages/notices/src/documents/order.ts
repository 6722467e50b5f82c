import { DomainError, type Language } from '@nightlight/contract'
import { listAddresses, section, signature, utc, type LetterSender } from './letter-text.ts'
import type { DocumentFile, NoticeDocument, NoticeItem } from './notice.ts'
import { oneLine, wrap } from './plain-text.ts'
import { addressStyle, type UrlPolicy } from './url-policy.ts'
import { WORDINGS, type OrderForm, type Wording } from './wording.ts'
import { xarfReport } from './xarf.ts'

export type OrderInput = {
  /** Of the order, as the authority files it; letters, digits, `.`, `_` and `-`. */
  reference: string
  noticeId: string
  language: Language
  /** Who issues it: the order is theirs, whoever carries it. */
  authority: { name: string; country: string; mailbox: string; telephone: string | null }
  issuedAt: Date
  addressee: { name: string; representative: string | null }
  items: readonly NoticeItem[]
  /** The provision that allows the order, and why the content falls under it, in `language`. */
  legalBasis: string
  reasons: readonly string[]
  /** From receipt. */
  withinHours: number
  /** Null where the law asks for none. */
  keepMonths: number | null
  /** Until when whoever supplied the content is not to hear of it; null where the law asks for none. */
  silentUntil: Date | null
  redress: { body: string; withinDays: number }
  /** Who is told the effect. */
  tell: { mailbox: string }
  /** Who carries it. */
  sender: LetterSender
  urls: UrlPolicy
}

/**
 * Writes the order of an authority, with the two forms that answer it: that it was complied with, and
 * that it cannot be.
 *
 * The order of things is that of Annexes I to III of Regulation (EU) 2021/784, which is a model and
 * no basis here: what allows the order, the term and the redress are the authority's to say.
 *
 * @throws {RangeError} no items, no reasons, a reference unfit for a subject, a term that is not a whole number of at least one
 * @throws {DomainError} `order-incomplete` when it names no authority, basis or redress;
 *   `reply-page-missing`
 */
export function composeOrder(input: OrderInput): NoticeDocument {
  check(input)
  const wording = WORDINGS[input.language]
  const context = { noticeId: input.noticeId, sender: input.sender, provider: input.addressee }
  const items = addressStyle(input.urls).hasMachinePart ? input.items : []
  return {
    subject: wording.order.subject(input.reference),
    text: `${blocks(input, wording).join('\n\n')}\n`,
    xarf: items.map((item) => xarfReport(item, context)).filter((report) => report !== null),
    files: [
      form('answer-effect.txt', wording.order.forms.effect, input, wording),
      form('answer-impossible.txt', wording.order.forms.impossible, input, wording),
    ],
  }
}

function blocks(input: OrderInput, wording: Wording): string[] {
  const { order, colon } = wording
  const { headings, labels } = order
  const { authority, addressee, items, redress } = input
  const facts = (...lines: (readonly [string, string] | null)[]): string =>
    lines.flatMap((line) => (line ? [wrap(line.join(colon), '', '  ')] : [])).join('\n')
  const listing = {
    items,
    urls: input.urls,
    reference: input.reference,
    replyUrl: input.sender.replyUrl,
    isRepeated: false,
    withHash: false,
  }
  const kept = [
    ...(input.keepMonths === null ? [] : [wrap(order.preserve(input.keepMonths))]),
    ...(input.silentUntil === null ? [] : [wrap(order.silence(utc(input.silentUntil)))]),
  ]
  const sections: (readonly [string, readonly string[]])[] = [
    [
      headings.issuedBy,
      [
        facts(
          [labels.authority, oneLine(authority.name)],
          [labels.country, oneLine(authority.country)],
          [labels.reference, input.reference],
          [labels.issuedAt, utc(input.issuedAt)],
          [labels.contact, authority.mailbox],
          authority.telephone === null ? null : [labels.telephone, oneLine(authority.telephone)],
        ),
      ],
    ],
    [
      headings.addressee,
      [
        facts(
          [labels.name, oneLine(addressee.name)],
          addressee.representative === null
            ? null
            : [labels.representative, oneLine(addressee.representative)],
        ),
      ],
    ],
    [headings.ordered, [wrap(order.ordered(items.length, input.withinHours)), wrap(order.clock)]],
    [headings.where, listAddresses(listing, wording)],
    [
      headings.basis,
      [
        wrap(`${labels.legalBasis}${colon}${oneLine(input.legalBasis, 1000)}`),
        `${labels.reasons}${colon.trimEnd()}\n${input.reasons.map((reason) => wrap(oneLine(reason, 2000), '- ', '  ')).join('\n')}`,
      ],
    ],
    [headings.preserve, kept],
    [headings.redress, [wrap(order.redress(oneLine(redress.body, 400), redress.withinDays))]],
    [
      headings.answer,
      [
        wrap(order.tell(input.tell.mailbox)),
        wrap(order.tellImpossible),
        wrap(order.questions(authority.mailbox)),
        wrap(order.about),
      ],
    ],
  ]
  const told = sections.filter(([, paragraphs]) => paragraphs.length > 0)
  return [
    `${wrap(order.subject(input.reference))}\n${wrap(order.title)}`,
    ...told.map(([heading, paragraphs], index) => section(`${index + 1}. ${heading}`, paragraphs)),
    signature(input.sender, input.reference),
  ]
}

function form(name: string, said: OrderForm, input: OrderInput, wording: Wording): DocumentFile {
  const { filled } = wording.order
  const line = (label: string): string => `${label}${wording.colon.trimEnd()} ${'_'.repeat(40)}`
  const content = [
    `${wrap(said.title)}\n${wrap(said.intro(input.reference, input.tell.mailbox))}`,
    said.choices.map((choice) => wrap(choice, '[ ] ', '    ')).join('\n'),
    wrap(said.note),
    [filled.addresses, filled.at, filled.explanation, filled.name, filled.date]
      .map(line)
      .join('\n'),
  ].join('\n\n')
  return { name, contentType: 'text/plain', content: `${content}\n` }
}

function check(input: OrderInput): void {
  const { items, reasons, reference, withinHours, keepMonths, redress } = input
  if (items.length === 0) throw new RangeError('compose an order: no items')
  if (reasons.length === 0) throw new RangeError('compose an order: no reasons')
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(reference)) {
    throw new RangeError(`compose an order: reference of ${reference.length} characters`)
  }
  for (const term of [withinHours, keepMonths ?? 1, redress.withinDays]) {
    if (!Number.isInteger(term) || term < 1) throw new RangeError(`compose an order: term ${term}`)
  }
  const said = [input.authority.name, input.legalBasis, redress.body, ...reasons]
  if (said.every((text) => oneLine(text) !== '')) return
  throw new DomainError(
    'invalid',
    'order-incomplete',
    'Composing an order: an authority, a legal basis, reasons and a way of redress are needed',
  )
}
