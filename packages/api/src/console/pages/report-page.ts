import { maskedText } from '@nightlight/contract'
import type { Match } from '../../match-store.ts'
import type { ReportSummary } from '../../report-facts-store.ts'
import type { FollowedCrawl, PageWords } from '../../report-pages-store.ts'
import type { Risk } from '../../queue/risk-store.ts'
import type { PageMedia, Visit } from '../../report-store.ts'
import type { Takedown } from '../../takedown-store.ts'
import {
  ageBar,
  actorName,
  emptyState,
  facts,
  foundIn,
  reportHost,
  shortId,
  outcomeBadge,
  stateBadge,
} from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { defanged } from '../masked-text.ts'
import { placesOf, type Place } from '../places.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { riskSection } from '../queue/risk-form.ts'
import { doneLine } from './takedown-forms.ts'
import { followedFacts } from './look-further.ts'
import { pageWordsSection } from './page-words.ts'

export type ReportInFull = {
  summary: ReportSummary
  note: string | null
  /** The reported page first. */
  pageIds: string[]
  visits: Visit[]
  media: PageMedia[]
  matches: Match[]
  takedowns: Takedown[]
  crawl: FollowedCrawl | null
  words: PageWords[]
  risk: Risk | null
  /** What was done just before, as a code. */
  done?: string | null
}

export function reportPage(view: View, report: ReportInFull): Html {
  const { t, language } = view
  const { summary, note, matches } = report
  const { state, refusedCode, unseen, again } = summary
  return layout(
    view,
    t('report.title'),
    html`${doneLine(view, report.done ?? null)}
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
          [t('report.refusal'), refusedCode && t.code('code', refusedCode)],
          [t('report.note'), note && maskedText(note)],
          [t('report.unseen'), unseen > 0 ? unseenWords(view, { unseen, again }) : null],
          [t('report.id'), html`<span class="id">${summary.id}</span>`],
          ...followedFacts(view, report.crawl),
        ])}
      </section>
      ${riskSection(view, summary.id, report.risk)}
      ${report.takedowns.length > 0 && takedownList(view, report.takedowns)}
      ${matches.length > 0 && matchList(view, report)}
      ${report.words.length > 0 && pageWordsSection(view, report.words)}
      <section>
        <h2>${t('report.visits')}</h2>
        ${visitTable(view, report)}
      </section>`,
  )
}

const unseenWords = (
  { t }: View,
  { unseen: n, again }: Pick<ReportSummary, 'unseen' | 'again'>,
): string => (again ? t('report.unseen-again', { n }) : t('report.unseen-left', { n }))

const takedownList = (view: View, takedowns: readonly Takedown[]): Html =>
  html`<section>
    <h2>${view.t('takedowns.title')}</h2>
    <ul class="plain-list">
      ${takedowns.map(
        (one) =>
          html`<li class="card line">
            <a href="/console/takedowns/${one.id}"
              >${defanged(one.host)} <span class="id">${shortId(one.id)}</span></a
            >
            ${outcomeBadge(view, one.outcome)} ${ageBar(view, one)}
          </li>`,
      )}
    </ul>
  </section>`

function matchList(view: View, { matches, media }: ReportInFull): Html {
  const { t, language } = view
  return html`<section>
    <h2>${t('report.matches')}</h2>
    <ul class="plain-list">
      ${matches.map((match) => {
        const seen = media.find(({ id }) => id === match.mediaId)
        const { decision } = match
        return html`<li class="card">
          <p class="lead">
            ${t.code('tier', match.tier)}
            <span class="fine">${match.list} · ${match.authority}</span>
            <a href="/console/matches/${match.id}">${t('takedown.look-at-match')}</a>
          </p>
          ${facts([
            [t('match.class'), t.code('class', match.legalClass)],
            [t('match.algorithm'), match.algorithm.toUpperCase()],
            [t('match.found'), foundIn(view, match, seen)],
            [
              t('match.distance'),
              match.tier === 'exact' ? null : t('match.bits', { n: match.distance }),
            ],
            [t('match.media'), seen ? `${seen.mime}, ${seen.width} × ${seen.height}` : null],
            [t('match.seen'), seen ? time(seen.firstSeenAt, language) : null],
            [
              t('match.decision'),
              decision
                ? html`${t.code('verdict', decision.verdict)}, ${actorName(view, decision.actor)},
                  ${time(decision.at, language)}`
                : null,
            ],
          ])}
        </li>`
      })}
    </ul>
  </section>`
}

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
