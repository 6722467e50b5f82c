import { isAllowed } from '../../identity/principal.ts'
import { HOLD_KINDS } from '../../retention/hold-scope.ts'
import type { LegalHold } from '../../retention/hold-store.ts'
import { HOLD_REASONS } from '../../retention/legal-holds.ts'
import type { RetentionView } from '../../retention/retention-view.ts'
import { buttonForm } from '../button-form.ts'
import { emptyState, flash, shortId, unchosen } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** Days after which a hold is looked at again, unless somebody says otherwise. */
const REVIEW_DAYS = 90

export function retentionPage(view: View, shown: RetentionView, done: string | null): Html {
  const { t } = view
  const mayHold = view.principal !== null && isAllowed(view.principal.role, 'retention:hold')
  return layout(
    view,
    t('retention.title'),
    html`${done && flash(t.code('retention-done', done))}
      <section>
        <h2>${t('legal-hold.title')}</h2>
        <p>${t('legal-hold.how')}</p>
        ${
          shown.held.overdue > 0 &&
          html`<p class="attention">
            ${t('legal-hold.overdue', { n: number(view, shown.held.overdue) })}
          </p>`
        }
        ${shown.holds.length === 0 ? emptyState(t('legal-hold.none')) : holdTable(view, shown.holds, mayHold)}
        ${
          shown.held.inForce > shown.holds.length &&
          html`<p class="fine">${t('legal-hold.more', { n: number(view, shown.held.inForce) })}</p>`
        }
      </section>
      ${mayHold && holdForm(view)}
      <section>
        <h2>${t('retention.tasks')}</h2>
        <p>${t('retention.tasks-how')}</p>
        ${taskTable(view, shown)}
      </section>
      ${scheduleSection(view, shown)}`,
  )
}

function holdTable(view: View, holds: readonly LegalHold[], mayHold: boolean): Html {
  const { t } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('legal-hold.of')}</th>
        <th scope="col">${t('legal-hold.reason')}</th>
        <th scope="col">${t('legal-hold.placed')}</th>
        <th scope="col">${t('legal-hold.review')}</th>
        ${mayHold && html`<th scope="col">${t('column.what-to-do')}</th>`}
      </tr>
    </thead>
    <tbody>
      ${holds.map((hold) => holdRow(view, hold, mayHold))}
    </tbody>
  </table>`
}

function holdRow(view: View, hold: LegalHold, mayHold: boolean): Html {
  const { t, language, principal } = view
  const isOwn = principal?.name === hold.placer
  return html`<tr>
    <th scope="row">${ofHold(view, hold)}<small class="below">${hold.authority}</small></th>
    <td data-label="${t('legal-hold.reason')}">${t.code('legal-reason', hold.reason)}</td>
    <td data-label="${t('legal-hold.placed')}">
      ${time(hold.placedAt, language)}<small class="below">${hold.placer}</small>
    </td>
    <td data-label="${t('legal-hold.review')}">
      ${time(hold.reviewAt, language)}
      ${hold.isOverdue && html`<span class="badge bad">${t('legal-hold.is-overdue')}</span>`}
    </td>
    ${mayHold && html`<td>${isOwn ? html`<span class="fine">${t('legal-hold.by-another')}</span>` : releaseForm(view, hold)}</td>`}
  </tr>`
}

function ofHold({ t }: View, { kind, of }: LegalHold): Html {
  const words = html`${t.code('legal-kind', kind)} <span class="id">${shortId(of)}</span>`
  return kind === 'page' ? words : html`<a href="/console/${kind}s/${of}">${words}</a>`
}

const releaseForm = (view: View, hold: LegalHold): Html =>
  buttonForm(view, `/console/retention/holds/${hold.id}/release`, {
    text: view.t('legal-hold.release'),
    of: `${view.t.code('legal-kind', hold.kind)} ${shortId(hold.of)}`,
  })

const options = ({ t }: View, group: string, values: readonly string[]): Html =>
  html`${values.map((value) => html`<option value="${value}">${t.code(group, value)}</option>`)}`

const holdForm = (view: View): Html => {
  const { t, form } = view
  return html`<details class="card">
    <summary>${t('legal-hold.place')}</summary>
    <form method="post" action="/console/retention/holds" class="stack">
      <input type="hidden" name="form" value="${form}" />
      <label
        >${t('legal-hold.covers')}<select name="kind" required>
          ${unchosen(t('legal-hold.choose-covers'))} ${options(view, 'legal-covers', HOLD_KINDS)}
        </select></label
      >
      <label
        >${t('legal-hold.id')}<input
          name="of"
          required
          maxlength="300"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
      /></label>
      <p class="fine">${t('legal-hold.id-how')}</p>
      <label
        >${t('legal-hold.reason')}<select name="reason" required>
          ${unchosen(t('hold.choose'))} ${options(view, 'legal-reason', HOLD_REASONS)}
        </select></label
      >
      <label
        >${t('legal-hold.authority')}<input
          name="authority"
          required
          maxlength="200"
          autocomplete="off"
      /></label>
      <label
        >${t('legal-hold.days')}<input
          name="days"
          type="number"
          min="1"
          max="3650"
          value="${REVIEW_DAYS}"
          required
      /></label>
      <button class="primary">${t('legal-hold.place')}</button>
    </form>
  </details>`
}

function taskTable(view: View, { tasks, rules }: RetentionView): Html {
  const { t, language } = view
  const daysOf = new Map(rules.map(({ rule, days }) => [rule, days]))
  const daysIn = (rule: RetentionView['tasks'][number]['rule']): string | number => {
    const days = daysOf.get(rule)
    if (days === undefined) return '–'
    return days === null ? t('retention.for-ever') : number(view, days)
  }
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('retention.what')}</th>
        <th scope="col" class="figure">${t('retention.kept')}</th>
        <th scope="col" class="figure">${t('retention.due')}</th>
        <th scope="col" class="figure">${t('retention.held')}</th>
        <th scope="col" class="figure">${t('retention.erased')}</th>
        <th scope="col">${t('retention.looked')}</th>
      </tr>
    </thead>
    <tbody>
      ${tasks.map(
        (one) =>
          html`<tr>
            <th scope="row">
              ${t.code('retention-task', one.task)}<small class="below"
                >${t.code('retention-from', one.rule)}</small
              >
            </th>
            <td class="figure" data-label="${t('retention.kept')}">${daysIn(one.rule)}</td>
            <td class="figure" data-label="${t('retention.due')}">${number(view, one.due)}</td>
            <td class="figure" data-label="${t('retention.held')}">${number(view, one.held)}</td>
            <td class="figure" data-label="${t('retention.erased')}">
              ${number(view, one.erased)}
            </td>
            <td data-label="${t('retention.looked')}">
              ${one.lookedAt ? time(one.lookedAt, language) : t('retention.never')}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function scheduleSection(view: View, { schedules, country }: RetentionView): Html {
  const { t } = view
  const words = country === null ? t('retention.no-country') : t('retention.country', { country })
  return html`<section class="card">
    <h2>${t('retention.schedule')}</h2>
    <p>
      ${schedules.length === 0 ? html`<span class="attention">${t('retention.no-schedule')}</span>` : words}
    </p>
    <ul class="plain-list">
      ${schedules.map(
        ({ id, countries, from, to, basis }) =>
          html`<li>
            <strong>${id}</strong>
            (${countries.map((code) => (code === '*' ? t('retention.everywhere') : code)).join(', ')}),
            ${to === null ? t('retention.since', { from }) : t('retention.between', { from, to })}<small
              class="below"
              >${basis}</small
            >
          </li>`,
      )}
    </ul>
  </section>`
}
