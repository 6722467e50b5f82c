import type { CaseRecipient } from '../../case-export/recipient-store.ts'
import { EXPORT_REASONS } from '../../case-export/export-case.ts'
import { isAllowed } from '../../identity/principal.ts'
import type { KeptCase } from '../../kept-cases/kept-case-store.ts'
import { shortId, unchosen } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { bytesText } from '../list-fragments.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** For officers: what was put together for them, to be downloaded. */
export function keptCasesSection(view: View, kept: readonly KeptCase[]): Html | null {
  const { t, language } = view
  if (kept.length === 0) return null
  return html`<section>
    <h2>${t('kept-case.title')}</h2>
    <p class="fine">${t('kept-case.how')}</p>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">${t('kept-case.file')}</th>
          <th scope="col">${t('case-export.reason')}</th>
          <th scope="col">${t('kept-case.made')}</th>
          <th scope="col">${t('kept-case.read')}</th>
        </tr>
      </thead>
      <tbody>
        ${kept.map(
          ({ id, takedownId, reason, bytes, isEncrypted, madeAt, lastReadAt }) =>
            html`<tr>
              <th scope="row">
                <a href="/console/kept-cases/${id}" download
                  >${t('kept-case.download', { id: shortId(takedownId) })}</a
                >
                <small class="below"
                  >${bytesText(view, bytes)}${isEncrypted && html`, ${t('kept-case.encrypted')}`}</small
                >
              </th>
              <td data-label="${t('case-export.reason')}">${t.code('export-reason', reason)}</td>
              <td data-label="${t('kept-case.made')}">${time(madeAt, language)}</td>
              <td data-label="${t('kept-case.read')}">
                ${lastReadAt ? time(lastReadAt, language) : t('kept-case.not-read')}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

/** For whoever puts cases together: what is kept of this one, and how it is kept for officers. */
export function keepForm(
  view: View,
  takedownId: string,
  { recipients, kept }: { recipients: readonly CaseRecipient[]; kept: readonly KeptCase[] },
): Html | null {
  const { t, principal, form, language } = view
  if (principal === null || !isAllowed(principal.role, 'case:export')) return null
  if (recipients.length === 0 && kept.length === 0) return null
  return html`<section class="card stack">
    <h2>${t('kept-case.keep')}</h2>
    <p class="fine">${t('kept-case.keep-how')}</p>
    ${kept.map(
      ({ id, madeAt, lastReadAt, bytes }) =>
        html`<form method="post" action="/console/kept-cases/${id}/withdraw">
          <p>
            ${time(madeAt, language)}, ${bytesText(view, bytes)},
            ${lastReadAt ? html`${t('kept-case.read')} ${time(lastReadAt, language)}` : t('kept-case.not-read')}
          </p>
          <input type="hidden" name="form" value="${form}" />
          <button>${t('kept-case.withdraw')}</button>
        </form>`,
    )}
    ${
      recipients.length > 0 &&
      html`<form method="post" action="/console/takedowns/${takedownId}/kept-exports" class="stack">
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
          >${t('case-export.recipient')}<select name="recipientId" required>
            ${unchosen(t('case-export.choose-recipient'))}
            ${recipients.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}
          </select></label
        >
        <button>${t('kept-case.keep')}</button>
      </form>`
    }
  </section>`
}
