import type { Risk } from '../../queue/risk-store.ts'
import { isAllowed } from '../../identity/principal.ts'
import { actorName, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { maskedText } from '@nightlight/contract'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/**
 * Whether a child may be at risk, of a report that is there: each mark with its reason, and the form that makes its own.
 *
 * What a duplicate of it is marked with does not put its own page first, which may be another: it can be marked as well.
 *
 * @param risks  also of those that are worked on as it
 * @param kept   hidden fields that say what is shown afterwards
 */
export function riskSection(
  view: View,
  reportId: string,
  risks: readonly Risk[],
  kept: Html | null,
): Html | null {
  const { principal } = view
  const mayMark = principal !== null && isAllowed(principal.role, 'match:decide')
  const isMarked = risks.some((risk) => risk.reportId === reportId)
  return html`${risks.length > 0 && marked(view, risks, { reportId, mayMark, kept })}
  ${mayMark && !isMarked && markForm(view, { reportId, isAgain: risks.length > 0, kept })}`
}

const markForm = (
  { t, form }: View,
  { reportId, isAgain, kept }: { reportId: string; isAgain: boolean; kept: Html | null },
): Html =>
  html`<details class="card">
    <summary>${isAgain ? t('risk.mark-itself') : t('risk.mark')}</summary>
    <form method="post" action="/console/reports/${reportId}/risk" class="stack">
      <input type="hidden" name="form" value="${form}" /> ${kept}
      <p>${t('risk.how')}</p>
      <label
        >${t('risk.reason')}<textarea name="reason" rows="2" required maxlength="2000"></textarea>
      </label>
      <button class="primary">${t('risk.submit')}</button>
    </form>
  </details>`

type Shown = { reportId: string; mayMark: boolean; kept: Html | null }

const marked = (view: View, risks: readonly Risk[], shown: Shown): Html =>
  html`<section class="card" id="risk">
    <h2><span class="badge bad">${view.t('risk.title')}</span></h2>
    ${risks.map((risk) => oneMark(view, risk, shown))}
  </section>`

const oneMark = (view: View, risk: Risk, shown: Shown): Html => {
  const { t, language } = view
  return html`${
      risk.reportId !== shown.reportId &&
      html`<p>
        ${t('risk.of-merged')}
        <a class="id" href="/console/reports/${risk.reportId}">${shortId(risk.reportId)}</a>
      </p>`
    }
    <p>${risk.reason === null ? t('risk.erased') : maskedText(risk.reason)}</p>
    <p class="fine">
      ${t('risk.marked')}: ${actorName(view, risk.markedBy)}, ${time(risk.markedAt, language)}
    </p>
    ${shown.mayMark && endForm(view, risk, shown)}`
}

const endForm = ({ t, form }: View, risk: Risk, { reportId, kept }: Shown): Html => {
  const isMerged = risk.reportId !== reportId
  return html`<form method="post" action="/console/reports/${risk.reportId}/risk/end">
    <input type="hidden" name="form" value="${form}" /> ${kept}
    ${isMerged && html`<input type="hidden" name="report" value="${reportId}" />`}
    <button
      class="quiet"
      ${isMerged && html` aria-label="${t('risk.end')}: ${shortId(risk.reportId)}"`}
    >
      ${t('risk.end')}
    </button>
  </form>`
}

/** Of a new report: left empty where it is not so. */
export const riskField = ({ t }: View): Html =>
  html`<details class="risk">
    <summary>${t('risk.mark')}</summary>
    <p class="fine">${t('risk.how')}</p>
    <label>${t('risk.reason')}<textarea name="risk" rows="2" maxlength="2000"></textarea></label>
    <p class="fine">${t('risk.reason-hint')}</p>
  </details>`
