import { DomainError } from '@nightlight/contract'
import type { NoticeItem } from './notice.ts'
import { oneLine, printable, wrap } from './plain-text.ts'
import { byServer } from './server.ts'
import { addressStyle, type AddressStyle, type UrlPolicy } from './url-policy.ts'
import type { Wording } from './wording.ts'

/** Who signs a letter and where it is answered. */
export type LetterSender = {
  organisation: string
  mailbox: string
  domain: string
  replyUrl: string | null
  /** How long `replyUrl` can be used, once; `USUAL_LINK_HOURS` without. */
  replyHours?: number
}

export const USUAL_LINK_HOURS = 72

/** What a letter lists. */
export type Listing = {
  items: readonly NoticeItem[]
  urls: UrlPolicy
  /** Of the letter: what the addresses are filed under where they do not stand in it. */
  reference: string
  replyUrl: string | null
  /** The reader was told before, so that a look says "still there". */
  isRepeated: boolean
  withHash: boolean
}

export const section = (heading: string, paragraphs: readonly string[]): string =>
  `${wrap(heading)}\n${paragraphs.join('\n\n')}`

export const numbered = (texts: readonly string[]): string =>
  texts.map((text, index) => wrap(text, `${index + 1}. `, '   ')).join('\n')

/** To the minute, for a person. */
export const utc = (date: Date): string =>
  `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`

export const signature = (sender: LetterSender, reference: string): string =>
  `-- \n${wrap(oneLine(sender.organisation))}\n${sender.mailbox}\n${reference}`

/** How to answer: by mail, and without an account where there is a page for it. */
export function answerLines(
  { mailbox, replyUrl, replyHours = USUAL_LINK_HOURS }: LetterSender,
  reference: string,
  wording: Wording,
  sayWhich: string | null,
): string[] {
  const how = wording.answerByMail(mailbox, reference)
  const byMail = wrap(sayWhich === null ? how : `${how} ${sayWhich}`)
  if (replyUrl === null) return [byMail]
  return [byMail, `${wrap(wording.answerOnline(replyHours))}\n${printable(replyUrl)}`]
}

/**
 * The items numbered through, those of one server under one head.
 *
 * @throws {DomainError} `reply-page-missing` when the addresses are to be had there and nowhere else
 */
export function listAddresses(listing: Listing, wording: Wording): string[] {
  const style = addressStyle(listing.urls)
  let number = 0
  const groups = byServer(listing.items).map((items) => {
    const [first] = items
    const head = first ? [serverLines(first, style, wording)] : []
    const lines = items.map((item) => itemLines(++number, item, listing, wording))
    return [...head, ...lines].join('\n\n')
  })
  return [
    ...(style.url === null ? [withheld(listing, wording)] : []),
    ...(style.isDefanged && style.url !== null ? [wrap(wording.defanged)] : []),
    ...groups,
  ]
}

function withheld({ items, reference, replyUrl }: Listing, wording: Wording): string {
  if (replyUrl !== null) {
    return `${wrap(wording.withheld(items.length, reference))}\n${printable(replyUrl)}`
  }
  throw new DomainError(
    'invalid',
    'reply-page-missing',
    'Writing a letter without addresses: configure the reply page where they are had (REPLY_URL)',
  )
}

function serverLines(item: NoticeItem, style: AddressStyle, wording: Wording): string {
  const { labels, colon } = wording
  const facts = [
    item.ip && `IP ${oneLine(item.ip)}`,
    item.asn && `AS${item.asn}`,
    item.country && `${labels.hostedIn} ${oneLine(item.country)}`,
  ].filter(Boolean)
  const label = style.url === null ? labels.domain : labels.host
  const name = `${label}${colon}${style.host(item.url)}`
  return facts.length > 0 ? `${name}\n${wrap(facts.join(', '))}` : name
}

function itemLines(n: number, item: NoticeItem, listing: Listing, wording: Wording): string {
  const { labels, colon } = wording
  const { url } = addressStyle(listing.urls)
  const match = `${wording.matches[item.matchedBy]}, ${wording.list(oneLine(item.listAuthority))}`
  const reference = [labels.reference, oneLine(item.reference)]
  const facts = [
    [listing.isRepeated ? labels.stillThere : labels.seen, utc(item.seenAt)],
    [labels.match, match],
    [labels.classification, classOf(item, wording)],
    [labels.type, oneLine(item.mime)],
    ...(url === null ? [] : [reference]),
    ...(listing.withHash ? [[labels.sha256, item.sha256]] : []),
  ]
  return [
    `${n}. ${url === null ? reference.join(colon) : url(item.url)}`,
    ...(item.pageUrl === null || url === null
      ? []
      : [`   ${labels.page}${colon}${url(item.pageUrl)}`]),
    ...facts.map((fact) => wrap(fact.join(colon), '   ', '     ')),
  ].join('\n')
}

/** The class in words. */
export function classOf(item: Pick<NoticeItem, 'classification'>, wording: Wording): string {
  if (item.classification === null) return wording.nationalOnly
  return item.classification === 'baseline' ? 'Baseline (INTERPOL)' : item.classification
}
