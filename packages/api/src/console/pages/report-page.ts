import { maskedText } from '@nightlight/contract'
import type { HistoryEvent } from '../../report-desk/history-store.ts'
import type { Merges } from '../../report-desk/merge-store.ts'
import type { ReportNote } from '../../report-desk/note-store.ts'
import type { ReportSummary } from '../../report-facts-store.ts'
import type { FollowedCrawl, PageWords } from '../../report-pages-store.ts'
import type { Risk } from '../../queue/risk-store.ts'
import type { Visit } from '../../report-store.ts'
import { historySection } from '../desk/history-section.ts'
import { matchEvidence, type MatchEvidence } from '../desk/match-evidence.ts'
import { takedownEvidence, type TakedownEvidence } from '../desk/takedown-evidence.ts'
import { doneLately, type DoneLately } from '../desk/done-lately.ts'
import { addressLine, mergedLine, mergeSection, notesSection } from '../desk/work-sections.ts'
import { emptyState, facts, reportHost, shortId, stateBadge } from '../fragments.ts'
import { logLink } from '../audit/audit-fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { placesOf, type Place } from '../places.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { placeField, placePath } from '../queue/queue-place.ts'
import { TOP, wayOn, type WayOn } from '../queue/way-on.ts'
import { riskSection } from '../queue/risk-form.ts'
import { followedFacts } from './look-further.ts'
import { pageWordsSection } from './page-words.ts'

export type ReportInFull = {
  summary: ReportSummary
  note: string | null
  /** By what its source calls it. */
  reference: string | null
  /** The reported page first. */
  pageIds: string[]
  visits: Visit[]
  matches: MatchEvidence[]
  /** There are more than are shown. */
  moreMatches: boolean
  /** So many of those wait for a person. */
  moreWaiting: number
  takedowns: TakedownEvidence[]
  crawl: FollowedCrawl | null
  words: PageWords[]
  notes: ReportNote[]
  merges: Merges
  /** Also of those that are worked on as this one. */
  risks: Risk[]
  history: { events: HistoryEvent[]; more: boolean }
  wayOn: WayOn
  lately: DoneLately
  /** The report on which that was, where another came up after it. */
  was?: string | null
  /** How many addresses whoever looks had shown of late, where the next one needs a reason; null where it needs none. */
  reveals: number | null
  /** As it was asked for, once; null when it was erased. */
  address?: string | null
}

export function reportPage(view: View, report: ReportInFull): Html {
  const { t, language } = view
  const { summary, note, reference, matches } = report
  const { state, refusedCode, unseen, again } = summary
  const { done } = report.lately
  const kept = placeField(report.wayOn.place)
  return layout(
    view,
    `${t('report.title')} ${shortId(summary.id)}`,
    html`${doneLately(view, done === 'noted' ? { ...report.lately, done: null } : report.lately, {
        reportId: report.was ?? summary.id,
        place: report.wayOn.place,
        takedowns: report.takedowns,
      })}
      ${wayOn(view, report.wayOn)}
      <section class="card">
        <p class="lead">
          <span class="host">${reportHost(view, summary)}</span>
          ${stateBadge(view, state)}
        </p>
        <p>${t.code('state-next', state)}</p>
        ${facts([
          [t('column.received'), time(summary.receivedAt, language)],
          [t('column.source'), summary.source],
          [t('report.language'), summary.language],
          [t('desk.page-title'), pageTitle(report.words)],
          [t('report.refusal'), refusedCode && t.code('code', refusedCode)],
          [t('report.reference'), reference],
          [t('report.note'), note && maskedText(note)],
          [t('report.unseen'), unseen > 0 ? unseenWords(view, { unseen, again }) : null],
          [t('report.id'), html`<span class="id">${summary.id}</span>`],
          [t('nav.audit'), logLink(view, summary.id, 'case')],
          ...followedFacts(view, report.crawl),
        ])}
        ${addressLine(view, summary.id, report, kept)}
      </section>
      ${riskSection(view, summary.id, report.risks, kept)}
      ${mergedLine(view, summary.id, report.merges, kept)}
      ${matches.length > 0 && matchList(view, report)}
      ${report.takedowns.length > 0 && takedownList(view, report.takedowns)}
      <div class="split even">
        ${notesSection(view, summary.id, report.notes, { kept, done })}
        ${mergeSection(view, summary.id, report.merges, kept)}
      </div>
      ${report.words.length > 0 && pageWordsSection(view, report.words)}
      <section>
        <h2>${t('report.visits')}</h2>
        ${visitTable(view, report)}
      </section>
      ${historySection(view, report.history)}`,
  )
}

/** What the reported page calls itself: read before its text is opened. */
function pageTitle(words: readonly PageWords[]): string | null {
  const title = words.find(({ isReported }) => isReported)?.title ?? ''
  return title === '' ? null : maskedText(title)
}

const unseenWords = (
  { t }: View,
  { unseen: n, again }: Pick<ReportSummary, 'unseen' | 'again'>,
): string => (again ? t('report.unseen-again', { n }) : t('report.unseen-left', { n }))

const takedownList = (view: View, takedowns: readonly TakedownEvidence[]): Html =>
  html`<section>
    <h2>${view.t('takedowns.title')}</h2>
    <ul class="plain-list">
      ${takedowns.map((one) => takedownEvidence(view, one))}
    </ul>
  </section>`

const matchList = (
  view: View,
  { summary, matches, moreMatches, moreWaiting, wayOn: { place } }: ReportInFull,
): Html =>
  html`<section>
    <h2>${view.t('report.matches')}</h2>
    <ul class="plain-list">
      ${matches.map((match) => matchEvidence(view, { reportId: summary.id, place }, match))}
    </ul>
    ${moreMatches && html`<p class="fine">${view.t('desk.more-matches', { n: matches.length })}</p>`}
    ${
      moreWaiting > 0 &&
      html`<p class="attention">
        <a href="${placePath(place ?? TOP)}">${view.t('desk.more-waiting', { n: moreWaiting })}</a>
      </p>`
    }
  </section>`

function visitTable(view: View, { visits, pageIds, summary }: ReportInFull): Html {
  const { t, language } = view
  if (visits.length === 0) {
    return emptyState(
      summary.state === 'refused' ? t('report.refused-visits') : t('report.no-visits'),
    )
  }
  const places = placesOf(visits, pageIds)
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('column.at')}</th>
        <th scope="col">${t('column.place')}</th>
        <th scope="col">${t('column.answer')}</th>
      </tr>
    </thead>
    <tbody>
      ${visits.map(
        (visit, at) =>
          html`<tr>
            <th scope="row">${time(visit.at, language)}</th>
            <td>${placeName(view, places[at]!)}</td>
            <td>${answerOf(view, visit)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

const placeName = ({ t }: View, { page, picture: n }: Place): string =>
  n === null ? t('place.page', { page }) : t('place.picture', { page, n })

function answerOf({ t }: View, { outcome, code, httpStatus }: Visit): string {
  const words = [t.code('visit', outcome)]
  if (code !== null && code !== outcome) words.push(t.code('code', code))
  if (httpStatus !== null && code !== `http-${httpStatus}`) words.push(`HTTP ${httpStatus}`)
  return words.join(' · ')
}
