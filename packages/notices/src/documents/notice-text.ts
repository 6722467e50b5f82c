import { answerLines, listAddresses, numbered, section, signature, utc } from './letter-text.ts'
import { isEscalation, USUAL_ANSWER_MS, type Asked, type NoticeInput } from './notice.ts'
import { oneLine, wrap } from './plain-text.ts'
import { addressStyle } from './url-policy.ts'
import type { Wording } from './wording.ts'

/** The text of a notice: see `composeNotice`. */
export function writeNotice(input: NoticeInput, wording: Wording): string {
  const part = wording.parts[input.kind]
  const { headings } = wording
  const police = input.kind === 'police-hand-over'
  const escalates = isEscalation(input.kind)
  const until = utc(input.answerBy ?? new Date(input.now.getTime() + USUAL_ANSWER_MS))
  const about = wording.about[police ? 'police' : 'provider']
  const { sender, reference, legal = [] } = input
  const blocks = [
    opening(input, wording),
    ...(escalates ? [section(wording.escalation.heading, history(input, wording))] : []),
    section(headings.where, locations(input, wording)),
    section(part.askHeading, [asks(input, wording)]),
    section(headings.byWhen, [wrap(part.byWhen(until))]),
    section(
      headings.answer,
      answerLines(sender, reference, wording, isToHost(input) ? wording.sayWhich : null),
    ),
    ...(police
      ? []
      : [
          section(escalates ? wording.escalation.statement : headings.statement, [
            statement(input, wording),
          ]),
        ]),
    ...(police || legal.length === 0
      ? []
      : [section(headings.legal, [legal.map((text) => wrap(text, '- ', '  ')).join('\n')])]),
    section(
      headings.about,
      about.map((text) => wrap(text)),
    ),
    signature(sender, reference),
  ]
  return `${blocks.join('\n\n')}\n`
}

const isToHost = ({ kind }: NoticeInput): boolean =>
  kind === 'provider-notice' || kind === 'provider-reminder'

const lastSeenAt = ({ items }: NoticeInput): Date =>
  new Date(Math.max(...items.map((item) => item.seenAt.getTime())))

function opening(input: NoticeInput, wording: Wording): string {
  const part = wording.parts[input.kind]
  const lines = [
    ...(input.copyNumber && input.copyNumber > 1 ? [wording.copy(input.copyNumber), ''] : []),
    wrap(part.subject(input.reference, input.seq)),
    wrap(wording.to(oneLine(input.provider.name))),
    '',
    wrap(part.lead(input.items.length)),
  ]
  if (isEscalation(input.kind)) return lines.join('\n')
  if (input.kind !== 'provider-reminder' && input.seq === 1) return lines.join('\n')
  const firstSentAt = input.firstSentAt && utc(input.firstSentAt)
  lines.push('', wrap(wording.again(input.seq, firstSentAt, utc(lastSeenAt(input)))))
  return lines.join('\n')
}

/** Whom we told before, and that it has not helped. */
function history(input: NoticeInput, { escalation, colon }: Wording): string[] {
  const line = ({ role, name, times, firstAt, lastAt, hasAnswered }: Asked): string => {
    const told = escalation.told(times, utc(firstAt), utc(lastAt))
    const answer = escalation.answered[hasAnswered ? 'yes' : 'no']
    return wrap(
      `${escalation.roles[role]}, ${oneLine(name)}${colon}${told} – ${answer}.`,
      '- ',
      '  ',
    )
  }
  return [
    (input.asked ?? []).map(line).join('\n'),
    wrap(escalation.stillThere(utc(lastSeenAt(input)))),
  ]
}

function locations(input: NoticeInput, wording: Wording): string[] {
  const { items, urls, reference, sender } = input
  const isRepeated = input.kind === 'provider-reminder' || isEscalation(input.kind) || input.seq > 1
  const withHash = input.kind === 'police-hand-over'
  const { replyUrl } = sender
  return listAddresses({ items, urls, reference, replyUrl, isRepeated, withHash }, wording)
}

function asks(input: NoticeInput, wording: Wording): string {
  // The duty to report binds providers of the service, not who connects it or registers its name.
  const toldToReport = isToHost(input) && input.items.some((item) => item.country === 'US')
  return numbered([
    ...wording.parts[input.kind].asks,
    ...(toldToReport ? wording.unitedStates : []),
  ])
}

function statement(input: NoticeInput, wording: Wording): string {
  const authorities = [...new Set(input.items.map((item) => oneLine(item.listAuthority)))]
  const say = wording.statement
  const { organisation, mailbox } = input.sender
  const isWithheld = addressStyle(input.urls).url === null
  return [
    wrap(say.reason(authorities.join(', ')), '(a) ', '    '),
    wrap(isWithheld ? say.locationWithheld : say.location, '(b) ', '    '),
    wrap(say.notifier(oneLine(organisation), mailbox), '(c) ', '    '),
    wrap(say.goodFaith, '(d) ', '    '),
  ].join('\n')
}
