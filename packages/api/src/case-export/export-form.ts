import { isAllowed } from '../identity/principal.ts'
import { unchosen } from '../console/fragments.ts'
import { html, type Html } from '../console/html.ts'
import { keyed } from '../console/shortcuts/shortcuts.ts'
import type { View } from '../console/view.ts'
import { EXPORT_REASONS } from './export-case.ts'
import type { CaseRecipient } from './recipient-store.ts'

/** Asks why and on what ground a case is handed over; nothing for whoever may not. */
export function exportForm(
  { t, principal, form }: View,
  takedownId: string,
  recipients: readonly CaseRecipient[],
): Html | null {
  if (principal === null || !isAllowed(principal.role, 'case:export')) return null
  return html`<form
    method="post"
    action="/console/takedowns/${takedownId}/exports"
    class="card stack"
  >
    <h2>${t('case-export.title')}</h2>
    <p class="fine">${t('case-export.how')}</p>
    <input type="hidden" name="form" value="${form}" />
    <label
      >${t('case-export.reason')}<select name="reason" required>
        ${unchosen(t('hold.choose'))}
        ${EXPORT_REASONS.map((one) => html`<option value="${one}">${t.code('export-reason', one)}</option>`)}
      </select></label
    >
    <label
      >${t('case-export.legal-basis')}<input
        name="legalBasis"
        required
        maxlength="2000"
        autocomplete="off"
    /></label>
    <label
      >${t('case-export.recipient')}<select name="recipientId">
        <option value="">${t('case-export.by-hand')}</option>
        ${recipients.map(({ id, name, country }) => html`<option value="${id}">${[name, country].filter(Boolean).join(', ')}</option>`)}
      </select></label
    >
    <button ${keyed('hand-over')}>${t('case-export.begin')}</button>
  </form>`
}
