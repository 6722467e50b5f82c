import { maskedText } from '@nightlight/contract'
import { isAllowed } from '../../identity/principal.ts'
import type { Merges, OtherReport } from '../../report-desk/merge-store.ts'
import type { ReportNote } from '../../report-desk/note-store.ts'
import { formIdField } from '../form-once.ts'
import { actorName, flash, riskBadge, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import { keyed } from '../shortcuts/shortcuts.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** Whether the role may note, merge and have addresses shown. */
export const mayWork = ({ principal }: View): boolean =>
  principal !== null && isAllowed(principal.role, 'report:work')

/** What analysts told each other of a report, and a form for more. */
export function notesSection(
  view: View,
  reportId: string,
  notes: readonly ReportNote[],
  { kept, done }: { kept: Html | null; done: string | null },
): Html {
  const { t, form, language } = view
  return html`<section class="card" id="notes">
    <h2>${t('desk.notes')}</h2>
    ${done === 'noted' && flash(t.code('done', done))}
    ${
      notes.length === 0
        ? html`<p class="fine">${t('desk.no-notes')}</p>`
        : html`<ul class="plain-list">
            ${notes.map(
              ({ text, actor, at }) =>
                html`<li>
                  <p class="said">${text === null ? t('desk.note-erased') : maskedText(text)}</p>
                  <span class="fine">${actorName(view, actor)}, ${time(at, language)}</span>
                </li>`,
            )}
          </ul>`
    }
    ${
      mayWork(view) &&
      html`<form method="post" action="/console/reports/${reportId}/notes" class="stack">
        <input type="hidden" name="form" value="${form}" /> ${formIdField()} ${kept}
        <label for="note">${t('desk.note')}</label>
        <textarea
          id="note"
          name="note"
          rows="3"
          required
          maxlength="4000"
          aria-describedby="note-how"
        ></textarea>
        <p class="fine" id="note-how">${t('desk.note-how')}</p>
        <button ${keyed('note')}>${t('desk.note-add')}</button>
      </form>`
    }
  </section>`
}

/** What this report is worked on as; the first thing to know of a duplicate. */
export const mergedLine = (
  view: View,
  reportId: string,
  { into }: Merges,
  kept: Html | null,
): Html | null =>
  into &&
  html`<div class="card attention-card">
    <p>
      <strong>${view.t('desk.merged-into')}</strong> ${reportLink(view, into)}
      ${into.atRisk && riskBadge(view)}
    </p>
    ${
      mayWork(view) &&
      html`<form method="post" action="/console/reports/${reportId}/separate">
        <input type="hidden" name="form" value="${view.form}" /> ${kept}
        <button>${view.t('desk.unmerge')}</button>
      </form>`
    }
  </div>`

const reportLink = ({ t, language }: View, { id, host, receivedAt }: OtherReport): Html =>
  html`<a href="/console/reports/${id}"
      >${host === null ? t('report.no-host') : defanged(host)}
      <span class="id">${shortId(id)}</span></a
    >
    <span class="fine">${time(receivedAt, language)}</span>`

/** Reports that are worked on as this one, and a form that has this one worked on as another. */
export function mergeSection(
  view: View,
  reportId: string,
  merges: Merges,
  kept: Html | null,
): Html | null {
  const { t } = view
  const { from, into } = merges
  const asks = into === null && mayWork(view)
  if (from.length === 0 && !asks) return null
  return html`<section class="card" id="merge">
    <h2>${t('desk.merge')}</h2>
    ${
      from.length > 0 &&
      html`<h3>${t('desk.merged-here')}</h3>
        <ul class="plain-list">
          ${from.map((one) => html`<li>${reportLink(view, one)} ${one.atRisk && riskBadge(view)}</li>`)}
        </ul>`
    }
    ${asks && mergeForm(view, reportId, merges, kept)}
  </section>`
}

function mergeForm(view: View, reportId: string, { candidates }: Merges, kept: Html | null): Html {
  const { t, language, form } = view
  return html`<form method="post" action="/console/reports/${reportId}/merge" class="stack">
    <p class="fine">${t('desk.merge-how')}</p>
    <input type="hidden" name="form" value="${form}" /> ${kept}
    ${
      candidates.length > 0 &&
      html`<fieldset>
        <legend>${t('desk.merge-candidates')}</legend>
        ${candidates.map(
          ({ id, host, receivedAt, atRisk }) =>
            html`<label class="check"
              ><input type="radio" name="into" value="${id}" /><span
                >${host === null ? t('report.no-host') : defanged(host)}
                <span class="id">${shortId(id)}</span>, ${time(receivedAt, language)}
                ${atRisk && riskBadge(view)}</span
              ></label
            >`,
        )}
      </fieldset>`
    }
    <label
      >${t('desk.merge-other')}<input
        name="other"
        maxlength="40"
        pattern="\\s*[….]*[0-9a-fA-F\\-]{6,36}\\s*"
        autocomplete="off"
        ${candidates.length === 0 && html` required`}
    /></label>
    <button ${keyed('merge')}>${t('desk.merge-do')}</button>
  </form>`
}

/** What of an address can be seen: `address` undefined when it is hidden, null when it was erased; with `reveals`, to show it needs a reason. */
export type HiddenAddress = { address?: string | null; reveals: number | null }

/** The address of a report. @param kept  hidden fields that say what is shown afterwards */
export const addressLine = (
  view: View,
  reportId: string,
  hidden: HiddenAddress,
  kept: Html | null,
): Html | null => {
  const name = html`<span class="fine">${view.t('desk.address')}</span>`
  return revealLine(view, `/console/reports/${reportId}/address`, hidden, { name, kept })
}

/**
 * An address that is hidden until somebody asks for it; null for whoever may not.
 *
 * @param path       where the form is sent to
 * @param said.name  what it is the address of
 * @param said.kept  hidden fields of the form
 */
export function revealLine(
  view: View,
  path: string,
  { address, reveals }: HiddenAddress,
  { name, kept }: { name: Html; kept: Html | null },
): Html | null {
  const { t, form } = view
  if (!mayWork(view)) return null
  if (address === null)
    return html`<div class="hidden-address">${name} ${t('desk.address-gone')}</div>`
  if (address !== undefined) {
    return html`<div class="hidden-address" id="address">
      ${name} <span class="id address" tabindex="-1" autofocus>${defangedAddress(address)}</span>
      <span class="fine" role="status">${t('desk.address-shown')}</span>
    </div>`
  }
  return html`<div class="hidden-address">
    ${name}
    <form method="post" action="${path}">
      <input type="hidden" name="form" value="${form}" /> ${kept} ${whyField(view, reveals)}
      <button class="quiet">${t('desk.address-show')}</button>
    </form>
    <span class="fine">${t('desk.address-how')}</span>
  </div>`
}

/** Asks why, of whoever had more shown than a shift is expected to need. */
export const whyField = ({ t }: View, reveals: number | null): Html | null =>
  reveals === null
    ? null
    : html`<label
        >${t('desk.address-why', { n: reveals })}<input
          name="reason"
          required
          maxlength="2000"
          autocomplete="off"
      /></label>`

/** An address that nothing makes a link of, whatever it is pasted into. */
export const defangedAddress = (url: string): string =>
  defanged(url.replace(/^http/i, 'hxxp').replaceAll('://', '[://]'))
