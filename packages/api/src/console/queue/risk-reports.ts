import { readReportSummaries, type ReportSummary } from '../../report-facts-store.ts'
import type { ReportState } from '../../report-state.ts'
import { newestRisks } from '../../queue/risk-store.ts'
import type { DbOrTransaction } from '@nightlight/runtime'
import { reportHost, riskBadge, shortId, stateBadge } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

const WEEK_MS = 7 * 86_400_000
const SHOWN = 10
const MERGED_NAMED = 3
/** In which nobody here is waited for any more. */
const SETTLED: readonly ReportState[] = ['in-takedown', 'removed', 'closed']

export type RiskReport = ReportSummary & {
  /** Reports that are worked on as it and of which it was said. */
  mergedIds: string[]
}

/**
 * Reports of the last week where a child may be at risk and somebody here still has to do something, the newest first.
 *
 * One that is worked on as another one is told as that: while either is not settled, for they may be of different pages.
 */
export async function risksAtHand(db: DbOrTransaction, now: Date): Promise<RiskReport[]> {
  const since = new Date(now.getTime() - WEEK_MS)
  const risks = await newestRisks(db, { since, limit: SHOWN })
  const ids = risks.flatMap(({ id, markedIds }) => [id, ...markedIds])
  const reports = await readReportSummaries(db, ids)
  const isOpen = (id: string): boolean => !SETTLED.includes(reports.get(id)?.state ?? 'closed')
  return risks.flatMap(({ id, markedIds }) => {
    const report = reports.get(id)
    if (!report || ![id, ...markedIds].some(isOpen)) return []
    return [{ ...report, mergedIds: markedIds.filter((one) => one !== id) }]
  })
}

/** Stands above everything else while there is one: what was marked may lead to nothing that waits as a match. */
export const riskReports = (view: View, reports: readonly RiskReport[]): Html | null =>
  reports.length === 0
    ? null
    : html`<section class="card">
        <h2>${view.t('risk.reports')}</h2>
        ${reports.map(
          (report) =>
            html`<p class="line">
              ${riskBadge(view)}
              <a href="/console/reports/${report.id}"
                >${reportHost(view, report)} <span class="id">${shortId(report.id)}</span></a
              >
              ${stateBadge(view, report.state)}
              <span class="fine">${time(report.receivedAt, view.language)}</span>
              ${report.mergedIds.length > 0 && mergedFrom(view, report)}
            </p>`,
        )}
      </section>`

/** Of which duplicates it was said; its page has all of them. */
const mergedFrom = ({ t }: View, { mergedIds }: RiskReport): Html =>
  html`<span class="fine"
    >${t('risk.of-merged')}
    ${mergedIds.slice(0, MERGED_NAMED).map((id) => html` <a class="id" href="/console/reports/${id}">${shortId(id)}</a>`)}${mergedIds.length > MERGED_NAMED && ' …'}</span
  >`
