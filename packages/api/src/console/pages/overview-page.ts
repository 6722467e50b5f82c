import type { Counts } from '../../counts.ts'
import type { Exposure } from '../../exposure/exposure.ts'
import { isAllowed } from '../../identity/principal.ts'
import type { WaitingRelease } from '../../lists/release-store.ts'
import type { ReportSummary } from '../../report-facts-store.ts'
import { REPORT_STATES } from '../../report-state.ts'
import type { Takedown } from '../../takedown-store.ts'
import {
  emptyState,
  firstRows,
  flash,
  outcomeBadge,
  reportHost,
  riskBadge,
  shortId,
  stateBadge,
  takedownAge,
} from '../fragments.ts'
import { ageLegend } from '../age-bar.ts'
import { formIdField } from '../form-once.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { defanged } from '../masked-text.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { exposureMeter } from '../exposure/exposure-meter.ts'
import type { PoliceWork } from '../police/police-work.ts'
import { policeWorkSection } from '../police/police-work-section.ts'
import { riskField } from '../queue/risk-form.ts'
import { riskReports, type RiskReport } from '../queue/risk-reports.ts'
import { lookFurtherFields } from './look-further.ts'
import { attentionSection, type Attention } from './overview-attention.ts'

export const RISKS_SAID = 99
export const ASSESSMENTS_SAID = 99

/** Each part is null where the role does not include it. */
export type Overview = {
  counts: Pick<Counts, 'asOf' | 'reports' | 'undecided'> | null
  attention: Attention
  /** What waits for an officer. */
  police: PoliceWork | null
  /** Matches that wait where a child may be at risk; beyond `RISKS_SAID` there are more. */
  atRisk: number
  /** Second verdicts that wait for whoever reads this; beyond `ASSESSMENTS_SAID` there are more. */
  assessments: number
  /** What two people saw differently and whoever reads this may settle; beyond `ASSESSMENTS_SAID` there are more. */
  differing: number
  /** Reports where a child may be at risk. */
  risks: RiskReport[]
  /** Of whoever reads this, in the last 24 hours. */
  exposure: Exposure | null
  /** What this person may release. */
  releases: WaitingRelease[]
  /** Legal holds that this person has to look at again. */
  holdsOverdue: number
  reports: { items: ReportSummary[]; older: string | null } | null
  takedowns: Takedown[] | null
  /** What was done just before, as a code. */
  done: string | null
}

export function overviewPage(view: View, overview: Overview): Html {
  const { t } = view
  const { attention, counts, reports, takedowns, done } = overview
  return layout(
    view,
    t('overview.title'),
    html`${done && flash(t.code('done', done))} ${exposureMeter(view, overview.exposure)}
    ${riskReports(view, overview.risks)} ${attentionSection(view, attention)}
    ${overview.police && policeWorkSection(view, overview.police)}
    ${counts && countTiles(view, counts, overview)}
    ${mayDo(view, 'report:submit') && reportForm(view)}
    ${mayDo(view, 'person:write') && peopleInvitation(view)}
    ${!reports && mayDo(view, 'list:write') && listInvitation(view, overview.police?.handInAt ?? null)}
    ${takedowns && takedownSection(view, takedowns)} ${reports && reportSection(view, reports)}`,
  )
}

const mayDo = (
  view: View,
  access: 'report:submit' | 'report:read' | 'person:write' | 'list:write',
): boolean => view.principal !== null && isAllowed(view.principal.role, access)

function countTiles(
  view: View,
  counts: NonNullable<Overview['counts']>,
  {
    releases,
    holdsOverdue,
    atRisk,
    assessments,
    differing,
  }: Pick<Overview, 'releases' | 'holdsOverdue' | 'atRisk' | 'assessments' | 'differing'>,
): Html {
  const { t } = view
  const shown = REPORT_STATES.filter((state) => (counts.reports[state] ?? 0) > 0)
  const mayRead = view.principal !== null && isAllowed(view.principal.role, 'match:read')
  const ofState = (state: (typeof shown)[number]): Html => {
    const n = counts.reports[state] ?? 0
    const what = html`<strong>${number(view, n)}</strong> ${t.code('counted', state, { n })}`
    return mayDo(view, 'report:read')
      ? html`<a href="/console/reports?state=${state}">${what}</a>`
      : html`<span>${what}</span>`
  }
  const waiting = html`<strong>${number(view, counts.undecided)}</strong>
    ${t('overview.undecided', { n: counts.undecided })}`
  return html`<ul class="tiles" aria-label="${t('overview.counts')}">
      <li class="${counts.undecided > 0 ? 'wait' : 'plain'}">
        ${mayRead ? html`<a href="/console/matches">${waiting}</a>` : html`<span>${waiting}</span>`}
      </li>
      ${
        atRisk > 0 &&
        html`<li class="bad">
          <a href="/console/matches?risk=yes"
            ><strong>${atRisk > RISKS_SAID ? `${RISKS_SAID}+` : atRisk}</strong>
            ${t('overview.at-risk')}</a
          >
        </li>`
      }
      ${releases.map(
        ({ submissionId, list, found }) =>
          html`<li class="wait">
            <a href="/console/submissions/${submissionId}"
              ><strong>${number(view, found)}</strong> ${t('overview.to-release', { list })}</a
            >
          </li>`,
      )}
      ${assessmentTile(assessments, t('overview.assessments', { n: assessments }))}
      ${assessmentTile(differing, t('overview.differing', { n: differing }))}
      ${
        holdsOverdue > 0 &&
        html`<li class="wait">
          <a href="/console/retention"
            ><strong>${number(view, holdsOverdue)}</strong>
            ${t('overview.holds-overdue', { n: holdsOverdue })}</a
          >
        </li>`
      }
      ${shown.map((state) => html`<li>${ofState(state)}</li>`)}
    </ul>
    <p class="fine">${t('overview.as-of')} ${time(counts.asOf, view.language)}</p>`
}

const assessmentTile = (n: number, what: string): Html | null =>
  n === 0
    ? null
    : html`<li class="wait">
        <a href="/console/assessments"
          ><strong>${n > ASSESSMENTS_SAID ? `${ASSESSMENTS_SAID}+` : n}</strong> ${what}</a
        >
      </li>`

function reportForm(view: View): Html {
  const { t, form } = view
  return html`<details class="card">
    <summary>${t('report.new')}</summary>
    <form method="post" action="/console/reports" class="stack">
      <input type="hidden" name="form" value="${form}" /> ${formIdField()}
      <label
        >${t('report.address')}<input
          name="url"
          required
          maxlength="8192"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          inputmode="url"
      /></label>
      <label>${t('report.note')}<textarea name="note" rows="2" maxlength="8192"></textarea></label>
      <label
        >${t('report.reference-field')}<input name="reference" maxlength="128" autocomplete="off"
      /></label>
      ${riskField(view)} ${mayDo(view, 'report:read') && lookFurtherFields(view)}
      <p class="fine">${t('report.hint')}</p>
      <button class="primary">${t('report.submit')}</button>
    </form>
  </details>`
}

const listInvitation = ({ t }: View, handIn: string | null): Html =>
  html`<section class="card">
    <h2>${t('lists.title')}</h2>
    <p>${t('lists.invitation')}</p>
    <p class="buttons">
      ${handIn && html`<a class="button primary" href="${handIn}">${t('lists.hand-in')}</a>`}
      <a class="button" href="/console/lists">${t('lists.open')}</a>
    </p>
  </section>`

const peopleInvitation = ({ t }: View): Html =>
  html`<section class="card">
    <h2>${t('people.title')}</h2>
    <p>${t('people.how')}</p>
    <p><a class="button" href="/console/people">${t('nav.people')}</a></p>
  </section>`

/** A heading and its table, shut below its first rows. */
const longTable = <Row>(
  view: View,
  title: string,
  rows: readonly Row[],
  table: (rows: readonly Row[]) => Html,
): Html =>
  html`<section>
    <h2>${title}</h2>
    ${firstRows(view, rows, table)}
  </section>`

function takedownSection(view: View, takedowns: readonly Takedown[]): Html {
  const { t } = view
  if (takedowns.length === 0) {
    const decides = view.principal !== null && isAllowed(view.principal.role, 'match:read')
    const next = decides ? { path: '/console/matches', text: t('matches.title') } : null
    return html`<section>
      <h2>${t('takedowns.title')}</h2>
      ${emptyState(t('takedowns.empty'), next)}
    </section>`
  }
  return html`${longTable(view, t('takedowns.title'), takedowns, (rows) => takedownTable(view, rows))}
  ${ageLegend(view)}`
}

function takedownTable(view: View, takedowns: readonly Takedown[]): Html {
  const { t } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('column.host')}</th>
        <th scope="col">${t('column.outcome')}</th>
        <th scope="col">${t('column.age')}</th>
        <th scope="col">${t('column.provider')}</th>
        <th scope="col">${t('column.notices')}</th>
      </tr>
    </thead>
    <tbody>
      ${takedowns.map(
        (one) =>
          html`<tr>
            <th scope="row">
              <a href="/console/takedowns/${one.id}"
                >${defanged(one.host)} <span class="id">${shortId(one.id)}</span></a
              >${one.attention && html`<small class="attention">${t.code('attention', one.attention)}</small>`}
            </th>
            <td>${outcomeBadge(view, one.outcome)}</td>
            <td>${takedownAge(view, one)}</td>
            <td class="clip" data-label="${t('column.provider')}">${one.provider?.name ?? '–'}</td>
            <td data-label="${t('column.notices')}">${one.noticesSent}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function reportSection(view: View, { items, older }: NonNullable<Overview['reports']>): Html {
  const { t } = view
  if (items.length === 0) {
    return html`<section>
      <h2>${t('reports.title')}</h2>
      ${emptyState(t('reports.empty'))}
    </section>`
  }
  return html`${longTable(view, t('reports.title'), items, (rows) => reportTable(view, rows))}
  ${
    older &&
    html`<p>
      <a href="/console/reports?before=${older}">${t('reports.older')}</a>
    </p>`
  }`
}

export function reportTable(view: View, items: readonly ReportSummary[]): Html {
  const { t, language } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('column.host')}</th>
        <th scope="col">${t('column.state')}</th>
        <th scope="col">${t('column.received')}</th>
        <th scope="col">${t('column.source')}</th>
      </tr>
    </thead>
    <tbody>
      ${items.map(
        (one) =>
          html`<tr>
            <th scope="row">
              <a href="/console/reports/${one.id}"
                >${reportHost(view, one)} <span class="id">${shortId(one.id)}</span></a
              >
              ${one.atRisk && riskBadge(view)}
            </th>
            <td>${stateBadge(view, one.state)}</td>
            <td>${time(one.receivedAt, language)}</td>
            <td class="clip" data-label="${t('column.source')}">${one.source}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
