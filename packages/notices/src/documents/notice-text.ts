import type { NoticeInput, NoticeItem } from './notice.ts'
import { defang, oneLine, printable, wrap } from './plain-text.ts'
import { byServer, hostOf } from './server.ts'
import type { Wording } from './wording.ts'

const DAY_MS = 86_400_000

/** The text of a notice: see `composeNotice`. */
export function writeNotice(input: NoticeInput, wording: Wording): string {
  const part = wording.parts[input.kind]
  const { headings } = wording
  const police = input.kind === 'police-hand-over'
  const until = utc(new Date(input.now.getTime() + DAY_MS))
  const about = wording.about[police ? 'police' : 'provider']
  const blocks = [
    opening(input, wording),
    section(headings.where, locations(input, wording)),
    section(part.askHeading, [asks(input, wording)]),
    section(headings.byWhen, [wrap(part.byWhen(until))]),
    section(headings.answer, answers(input, wording)),
    ...(police ? [] : [section(headings.statement, [statement(input, wording)])]),
    section(
      headings.about,
      about.map((text) => wrap(text)),
    ),
    signature(input),
  ]
  return `${blocks.join('\n\n')}\n`
}

const section = (heading: string, paragraphs: string[]) =>
  `${wrap(heading)}\n${paragraphs.join('\n\n')}`

function opening(input: NoticeInput, wording: Wording): string {
  const part = wording.parts[input.kind]
  const lines = [
    ...(input.copyNumber && input.copyNumber > 1 ? [wording.copy(input.copyNumber), ''] : []),
    wrap(part.subject(input.reference, input.seq)),
    wrap(wording.to(oneLine(input.provider.name))),
    '',
    wrap(part.lead(input.items.length)),
  ]
  if (input.kind !== 'provider-reminder' && input.seq === 1) return lines.join('\n')
  const lastSeenAt = new Date(Math.max(...input.items.map((item) => item.seenAt.getTime())))
  const firstSentAt = input.firstSentAt && utc(input.firstSentAt)
  lines.push('', wrap(wording.again(input.seq, firstSentAt, utc(lastSeenAt))))
  return lines.join('\n')
}

/** The items numbered through, those of one server under one head. */
function locations(input: NoticeInput, wording: Wording): string[] {
  let number = 0
  const groups = byServer(input.items).map((items) => {
    const [first] = items
    const head = first ? [serverLines(first, input, wording)] : []
    return [...head, ...items.map((item) => itemLines(++number, item, input, wording))].join('\n\n')
  })
  return input.urlPolicy === 'defanged' ? [wrap(wording.defanged), ...groups] : groups
}

function serverLines(item: NoticeItem, input: NoticeInput, wording: Wording): string {
  const host = hostOf(item.url)
  const facts = [
    item.ip && `IP ${oneLine(item.ip)}`,
    item.asn && `AS${item.asn}`,
    item.country && `${wording.labels.hostedIn} ${oneLine(item.country)}`,
  ].filter(Boolean)
  const name = `${wording.labels.host}${wording.colon}${input.urlPolicy === 'defanged' ? defang(host) : host}`
  return facts.length > 0 ? `${name}\n${wrap(facts.join(', '))}` : name
}

function itemLines(n: number, item: NoticeItem, input: NoticeInput, wording: Wording): string {
  const { labels, colon } = wording
  const show = input.urlPolicy === 'defanged' ? defang : printable
  const still = input.kind === 'provider-reminder' || input.seq > 1
  const match = `${wording.matches[item.matchedBy]}, ${wording.list(oneLine(item.listAuthority))}`
  const facts = [
    [still ? labels.stillThere : labels.seen, utc(item.seenAt)],
    [labels.match, match],
    [labels.classification, classOf(item, wording)],
    [labels.type, oneLine(item.mime)],
    [labels.reference, oneLine(item.reference)],
    ...(input.kind === 'police-hand-over' ? [[labels.sha256, item.sha256]] : []),
  ]
  return [
    `${n}. ${show(item.url)}`,
    ...(item.pageUrl === null ? [] : [`   ${labels.page}${colon}${show(item.pageUrl)}`]),
    ...facts.map((fact) => wrap(fact.join(colon), '   ', '     ')),
  ].join('\n')
}

function classOf(item: NoticeItem, wording: Wording): string {
  if (item.classification === null) return wording.nationalOnly
  return item.classification === 'baseline' ? 'Baseline (INTERPOL)' : item.classification
}

function asks(input: NoticeInput, wording: Wording): string {
  const toldToReport =
    input.kind !== 'police-hand-over' && input.items.some((item) => item.country === 'US')
  const lines = [...wording.parts[input.kind].asks, ...(toldToReport ? wording.unitedStates : [])]
  return lines.map((ask, index) => wrap(ask, `${index + 1}. `, '   ')).join('\n')
}

function answers(input: NoticeInput, wording: Wording): string[] {
  const how = wording.answerByMail(input.sender.mailbox, input.reference)
  const byMail = wrap(input.kind === 'police-hand-over' ? how : `${how} ${wording.sayWhich}`)
  const { replyUrl } = input.sender
  return replyUrl === null ? [byMail] : [byMail, `${wording.answerOnline}\n${printable(replyUrl)}`]
}

function statement(input: NoticeInput, wording: Wording): string {
  const authorities = [...new Set(input.items.map((item) => oneLine(item.listAuthority)))]
  const say = wording.statement
  const { organisation, mailbox } = input.sender
  return [
    wrap(say.reason(authorities.join(', ')), '(a) ', '    '),
    wrap(say.location, '(b) ', '    '),
    wrap(say.notifier(oneLine(organisation), mailbox), '(c) ', '    '),
    wrap(say.goodFaith, '(d) ', '    '),
  ].join('\n')
}

function signature(input: NoticeInput): string {
  return `-- \n${wrap(oneLine(input.sender.organisation))}\n${input.sender.mailbox}\n${input.reference}`
}

const utc = (date: Date) => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
