import {
  readReportSummaries,
  type ListedReport,
  type ReportSummary,
} from '../../report-facts-store.ts'
import type { ReportState } from '../../report-state.ts'
import { newestRisks } from '../../queue/risk-store.ts'
import type { DbOrTransaction } from '@nightlight/runtime'
import { reportHost, riskBadge, shortId, stateBadge } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

const WEEK_MS = 7 * 86_400_000
const SHOWN = 10
/** So many are listed at most, those after the first folded. */
const LISTED = 50
/** So many that were marked are looked through for them, the newest first, as many at a time. */
const LOOKED_AT = 200
const AT_A_TIME = 25
const MERGED_NAMED = 3
/** In which nobody here is waited for any more, but for what is left beside that. */
const SETTLED: readonly ReportState[] = ['in-takedown', 'removed', 'closed']

export type RiskReport = ReportSummary & {
  /** Reports that are worked on as it and of which it was said. */
  mergedIds: string[]
}

/** A takedown of one picture settles nothing of a match that nobody decided, or of what could not be looked at. */
const isOpen = ({ state, undecided, unseen }: ListedReport): boolean =>
  undecided || unseen > 0 || !SETTLED.includes(state)

/**
 * Reports of the last week where a child may be at risk and somebody here still has to do something, the newest first,
 * at most 50.
 *
 * One that is worked on as another one is told as that: while either is not settled, for they may be of different pages.
 */
export async function risksAtHand(db: DbOrTransaction, now: Date): Promise<RiskReport[]> {
  const since = new Date(now.getTime() - WEEK_MS)
  const risks = await newestRisks(db, { since, limit: LOOKED_AT })
  const found: RiskReport[] = []
  for (let at = 0; at < risks.length && found.length < LISTED; at += AT_A_TIME) {
    const some = risks.slice(at, at + AT_A_TIME)
    const ids = some.flatMap(({ id, markedIds }) => [id, ...markedIds])
    const reports = await readReportSummaries(db, ids)
    for (const { id, markedIds } of some) {
      const report = reports.get(id)
      const all = [id, ...markedIds].flatMap((one) => reports.get(one) ?? [])
      if (!report || !all.some(isOpen)) continue
      found.push({ ...report, mergedIds: markedIds.filter((one) => one !== id) })
    }
  }
  return found.slice(0, LISTED)
}

/** Stands above everything else while there is one: what was marked may lead to nothing that waits as a match. */
export const riskReports = (view: View, reports: readonly RiskReport[]): Html | null =>
  reports.length === 0
    ? null
    : html`<section class="card">
        <h2>${view.t('risk.reports')}</h2>
        ${reports.slice(0, SHOWN).map((report) => riskLine(view, report))}
        ${reports.length > SHOWN && others(view, reports.slice(SHOWN))}
      </section>`

const riskLine = (view: View, report: RiskReport): Html =>
  html`<p class="line">
    ${riskBadge(view)}
    <a href="/console/reports/${report.id}"
      >${reportHost(view, report)} <span class="id">${shortId(report.id)}</span></a
    >
    ${stateBadge(view, report.state)}
    <span class="fine">${time(report.receivedAt, view.language)}</span>
    ${report.mergedIds.length > 0 && mergedFrom(view, report)}
  </p>`

const others = (view: View, reports: readonly RiskReport[]): Html =>
  html`<details>
    <summary>${view.t('risk.more', { n: reports.length })}</summary>
    ${reports.map((report) => riskLine(view, report))}
    ${reports.length === LISTED - SHOWN && html`<p class="fine">${view.t('risk.most', { n: LISTED })}</p>`}
  </details>`

/** Of which duplicates it was said; its page has all of them. */
const mergedFrom = ({ t }: View, { mergedIds }: RiskReport): Html =>
  html`<span class="fine"
    >${t('risk.of-merged')}
    ${mergedIds.slice(0, MERGED_NAMED).map((id) => html` <a class="id" href="/console/reports/${id}">${shortId(id)}</a>`)}${mergedIds.length > MERGED_NAMED && ' …'}</span
  >`
