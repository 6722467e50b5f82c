import type { Risk } from '../../queue/risk-store.ts'
import { isAllowed } from '../../identity/principal.ts'
import { actorName } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { maskedText } from '@nightlight/contract'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/**
 * Whether a child may be at risk, of a report that is there: the mark with its reason, or the form that makes it.
 *
 * @param kept  hidden fields that say what is shown afterwards
 */
export function riskSection(
  view: View,
  reportId: string,
  risk: Risk | null,
  kept: Html | null,
): Html | null {
  const { t, principal } = view
  const mayMark = principal !== null && isAllowed(principal.role, 'match:decide')
  if (risk) return marked(view, risk, mayMark && endForm(view, reportId, kept))
  if (!mayMark) return null
  return html`<details class="card">
    <summary>${t('risk.mark')}</summary>
    <form method="post" action="/console/reports/${reportId}/risk" class="stack">
      <input type="hidden" name="form" value="${view.form}" /> ${kept}
      <p>${t('risk.how')}</p>
      <label
        >${t('risk.reason')}<textarea name="reason" rows="2" required maxlength="2000"></textarea>
      </label>
      <button class="primary">${t('risk.submit')}</button>
    </form>
  </details>`
}

const endForm = ({ t, form }: View, reportId: string, kept: Html | null): Html =>
  html`<form method="post" action="/console/reports/${reportId}/risk/end">
    <input type="hidden" name="form" value="${form}" /> ${kept}
    <button class="quiet">${t('risk.end')}</button>
  </form>`

const marked = (view: View, risk: Risk, end: Html | false): Html =>
  html`<section class="card">
    <h2><span class="badge bad">${view.t('risk.title')}</span></h2>
    <p>${risk.reason === null ? view.t('risk.erased') : maskedText(risk.reason)}</p>
    <p class="fine">
      ${view.t('risk.marked')}: ${actorName(view, risk.markedBy)},
      ${time(risk.markedAt, view.language)}
    </p>
    ${end}
  </section>`

/** Of a new report: left empty where it is not so. */
export const riskField = ({ t }: View): Html =>
  html`<details class="risk">
    <summary>${t('risk.mark')}</summary>
    <p class="fine">${t('risk.how')}</p>
    <label>${t('risk.reason')}<textarea name="risk" rows="2" maxlength="2000"></textarea></label>
    <p class="fine">${t('risk.reason-hint')}</p>
  </details>`
