import type { Match } from '../../match-store.ts'
import type { ReportSummary } from '../../report-facts-store.ts'
import type { FollowedCrawl, PageWords } from '../../report-pages-store.ts'
import type { PageMedia, Visit } from '../../report-store.ts'
import type { Takedown } from '../../takedown-store.ts'
import {
  ageBar,
  actorName,
  emptyState,
  facts,
  foundIn,
  outcomeBadge,
  stateBadge,
} from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { defanged, maskedText } from '../masked-text.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { followedFacts } from './look-further.ts'
import { pageWordsSection } from './page-words.ts'

export type ReportInFull = {
  summary: ReportSummary
  note: string | null
  visits: Visit[]
  media: PageMedia[]
  matches: Match[]
  takedowns: Takedown[]
  crawl: FollowedCrawl | null
  words: PageWords[]
}

export function reportPage(view: View, report: ReportInFull): Html {
  const { t, language } = view
  const { summary, note, matches } = report
  const { host, state, refusedCode } = summary
  return layout(
    view,
    t('report.title'),
    html`<section class="card">
        <p class="lead">
          <span class="host">${host === null ? t('report.no-host') : defanged(host)}</span>
          ${stateBadge(view, state)}
        </p>
        <p>${t.code('state-next', state)}</p>
        ${facts([
          [t('column.received'), time(summary.receivedAt, language)],
          [t('column.source'), summary.source],
          [t('report.language'), summary.language],
          [t('report.refusal'), refusedCode && t.code('code', refusedCode)],
          [t('report.note'), note && maskedText(note)],
          ...followedFacts(view, report.crawl),
        ])}
      </section>
      ${report.takedowns.length > 0 && takedownList(view, report.takedowns)}
      ${matches.length > 0 && matchList(view, report)}
      ${report.words.length > 0 && pageWordsSection(view, report.words)}
      <section>
        <h2>${t('report.visits')}</h2>
        ${visitTable(view, report.visits)}
      </section>`,
  )
}

const takedownList = (view: View, takedowns: readonly Takedown[]): Html =>
  html`<section>
    <h2>${view.t('takedowns.title')}</h2>
    <ul class="plain-list">
      ${takedowns.map(
        (one) =>
          html`<li class="card line">
            <a href="/console/takedowns/${one.id}">${defanged(one.host)}</a>
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
          </p>
          ${facts([
            [t('match.class'), t.code('class', match.legalClass)],
            [t('match.algorithm'), match.algorithm.toUpperCase()],
            [t('match.found'), foundIn(view, match, seen?.frames ?? match.frame + 1)],
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

function visitTable(view: View, visits: readonly Visit[]): Html {
  const { t, language } = view
  if (visits.length === 0) return emptyState(t('report.no-visits'))
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('column.at')}</th>
        <th scope="col">${t('column.kind')}</th>
        <th scope="col">${t('column.answer')}</th>
      </tr>
    </thead>
    <tbody>
      ${visits.map(
        (visit) =>
          html`<tr>
            <th scope="row">${time(visit.at, language)}</th>
            <td>${t.code('kind', visit.kind)}</td>
            <td>${answerOf(view, visit)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function answerOf({ t }: View, { outcome, code, httpStatus }: Visit): string {
  const words = [t.code('visit', outcome)]
  if (code !== null && code !== outcome) words.push(t.code('code', code))
  if (httpStatus !== null && code !== `http-${httpStatus}`) words.push(`HTTP ${httpStatus}`)
  return words.join(' · ')
}
