import { readReportSummary, type ReportSummary } from '../../report-facts-store.ts'
import type { ReportState } from '../../report-state.ts'
import { newestRisks } from '../../queue/risk-store.ts'
import type { DbOrTransaction } from '@nightlight/runtime'
import { reportHost, riskBadge, shortId, stateBadge } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

const WEEK_MS = 7 * 86_400_000
const SHOWN = 10
/** In which nobody here is waited for any more. */
const SETTLED: readonly ReportState[] = ['in-takedown', 'removed', 'closed']

/** Reports of the last week where a child may be at risk and somebody here still has to do something, the newest first. */
export async function risksAtHand(db: DbOrTransaction, now: Date): Promise<ReportSummary[]> {
  const since = new Date(now.getTime() - WEEK_MS)
  const reports: ReportSummary[] = []
  for (const id of await newestRisks(db, { since, limit: SHOWN })) {
    const report = await readReportSummary(db, id)
    if (report && !SETTLED.includes(report.state)) reports.push(report)
  }
  return reports
}

/** Stands above everything else while there is one: what was marked may lead to nothing that waits as a match. */
export const riskReports = (view: View, reports: readonly ReportSummary[]): Html | null =>
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
            </p>`,
        )}
      </section>`
