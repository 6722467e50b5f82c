import { LETTER_PARTS, type Letter, type Turned } from '@nightlight/notices'
import { emptyState, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { defanged } from '../masked-text.ts'
import type { TextKey } from '../texts.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { casesPath } from './cases-query.ts'
import { countedPath, type CountedAsked } from './counted-query.ts'
import { daysOf, monthName } from './figure-card.ts'
import { supervisionPath } from './supervision-page.ts'

type Listed = Turned & {
  list: string | null
  /** Whoever looks is to give a second verdict first. */
  isBlind: boolean
}

export type CountedShown = {
  asOf: Date
  period: { since: Date; until: Date }
  n: number
  /** As far as was counted. */
  most: number
  /** One of the two. */
  letters: readonly Letter[] | null
  turned: readonly Listed[] | null
  next: string | null
}

const NAMES: Readonly<Record<CountedAsked['part'], TextKey>> = {
  written: 'delivery.written',
  waiting: 'delivery.waiting',
  handed: 'delivery.handed',
  accepted: 'delivery.accepted',
  bounced: 'delivery.bounced',
  refused: 'delivery.refused',
  answered: 'delivery.answered',
  unanswered: 'delivery.unanswered',
  retractions: 'reversal.retractions',
  decisions: 'reversal.decisions',
  decided: 'counted.decided',
  undone: 'reversal.undone',
  disputes: 'reversal.disputes',
  disputesDecided: 'counted.disputes-decided',
}

/** What a number counts, the newest first, each with the page of its case. */
export function countedPage(view: View, asked: CountedAsked, shown: CountedShown): Html {
  const { t, language } = view
  const { asOf, period, n, most, letters, turned, next } = shown
  const isOfDelivery =
    asked.part !== 'retractions' && LETTER_PARTS.some((part) => part === asked.part)
  const figure = isOfDelivery ? 'delivery' : 'reversal'
  const of = [
    t(`${figure}.title`),
    ...(asked.kind === undefined ? [] : [t('delivery.hand-overs')]),
    t(NAMES[asked.part]),
    ...(asked.month === undefined ? [] : [monthName(view, asked.month)]),
    ...(asked.channel === undefined ? [] : [t.code('channel-kind', asked.channel)]),
  ].join(' · ')
  const count = `${number(view, n)}${n === most ? '+' : ''}`
  const total = t(nounOf(asked, letters), { count })
  const { from, to } = asked
  const back = supervisionPath({
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  })
  return layout(
    view,
    t('counted.title'),
    html`<p>
        <a href="${back}#${figure}">${t('counted.back')}</a>
      </p>
      <h2>${of}</h2>
      <p class="line" role="status">
        <strong class="total">${total}</strong>
        <span class="fine"
          >${daysOf(view, period)}. ${t('statistics.as-of')} ${time(asOf, language)}.
          ${t(letters ? 'counted.of-letters' : 'counted.of-decisions')}</span
        >
      </p>
      ${n === 0 ? emptyState(t('supervision.nothing')) : letters ? letterTable(view, letters) : turned && turnedTable(view, turned)}
      ${
        next &&
        html`<p>
          <a rel="next" href="${countedPath({ ...asked, after: next })}">${t('cases.more')}</a>
        </p>`
      }`,
  )
}

const nounOf = ({ part }: CountedAsked, letters: CountedShown['letters']): TextKey => {
  if (letters) return 'counted.letters'
  return part === 'disputes' || part === 'disputesDecided'
    ? 'counted.disputes'
    : 'counted.decisions'
}

const FATES: Readonly<Record<Letter['fate'], string>> = {
  waiting: 'wait',
  bounced: 'bad',
  refused: 'bad',
  answered: 'good',
  unanswered: 'plain',
  retractions: 'plain',
}

function letterTable(view: View, letters: readonly Letter[]): Html {
  const { t, language } = view
  const columns = [
    t('counted.at'),
    t('counted.fate'),
    t('column.provider'),
    t.code('dimension', 'channel'),
    t('counted.items'),
  ]
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('counted.letter')}</th>
        ${columns.map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${letters.map(
        ({ id, reference, at, fate, provider, providerId, channel, items }) =>
          html`<tr>
            <th scope="row">${reference}</th>
            <td data-label="${t('counted.at')}">${time(at, language)}</td>
            <td><span class="badge ${FATES[fate]}">${t(NAMES[fate])}</span></td>
            <td class="clip" data-label="${t('column.provider')}">
              <a href="/console/providers/${providerId}">${provider}</a>
            </td>
            <td data-label="${t.code('dimension', 'channel')}">
              ${t.code('channel-kind', channel)}
            </td>
            <td data-label="${t('counted.items')}">
              ${
                items === 0
                  ? '0'
                  : html`<a
                      href="${casesPath({ letter: id })}"
                      aria-label="${t('cases.of', { name: reference })}, ${items}"
                      >${number(view, items)}</a
                    >`
              }
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function turnedTable(view: View, turned: readonly Listed[]): Html {
  const { t, language } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('column.host')}</th>
        <th scope="col">${t('counted.at')}</th>
        <th scope="col">${t('counted.verdict')}</th>
        <th scope="col">${t.code('dimension', 'list')}</th>
      </tr>
    </thead>
    <tbody>
      ${turned.map((one) => {
        const { takedownId, matchId, at, list } = one
        const id = takedownId ?? matchId ?? ''
        return html`<tr>
          <th scope="row">
            <a href="/console/${takedownId === null ? 'matches' : 'takedowns'}/${id}"
              >${defanged(one.host ?? t('report.no-host'))}
              <span class="id">${shortId(id)}</span></a
            >
          </th>
          <td data-label="${t('counted.at')}">${time(at, language)}</td>
          <td data-label="${t('counted.verdict')}">${verdict(view, one)}</td>
          <td data-label="${t.code('dimension', 'list')}">${list ?? '–'}</td>
        </tr>`
      })}
    </tbody>
  </table>`
}

function verdict({ t }: View, { verdict: now, before, takedownId, isBlind }: Listed): string {
  if (isBlind) return t('assessments.asked')
  if (takedownId !== null) return t(now === 'uphold' ? 'counted.upheld' : 'counted.dismissed')
  return before === null
    ? t.code('verdict', now)
    : t('counted.turned', { before: t.code('verdict', before), now: t.code('verdict', now) })
}
