import { periodOf } from '@nightlight/notices'
import type { ExportKind } from '../../figure-exports/export-content.ts'
import type { KeptExport } from '../../figure-exports/export-store.ts'
import { actorName, emptyState } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

export type ExportsShown = {
  items: readonly KeptExport[]
  /** Id of the last one, where there are more. */
  next: string | null
  search: string
  /** Whom a letter can go to; null before anything was looked for. */
  hosts: readonly { id: string; name: string }[] | null
}

const QUARTERS = 8
const YEARS = 4

/** Where figures are made, and those that were. */
export function exportsPage(view: View, { items, next, search, hosts }: ExportsShown): Html {
  const { t } = view
  return layout(
    view,
    t('exports.title'),
    html`<p>${t('exports.how')}</p>
      <div class="export-kinds">
        ${kindForm(view, 'inhope', periods(view, 'quarter'))}
        ${kindForm(
          view,
          'dsa',
          html`${periods(view, 'year')}
            <label
              >${t('exports.statement')}<textarea
                name="statement"
                rows="4"
                maxlength="4000"
                aria-describedby="statement-how"
              ></textarea></label
            ><small id="statement-how" class="fine">${t('exports.statement-how')}</small>`,
        )}
        ${letterForm(view, search, hosts)}
      </div>
      <section>
        <h2>${t('exports.made')}</h2>
        ${items.length === 0 ? emptyState(t('exports.none')) : table(view, items)}
        ${next !== null && html`<p><a href="/console/exports?after=${next}">${t('exports.older')}</a></p>`}
      </section>`,
  )
}

function kindForm(view: View, kind: ExportKind, fields: Html): Html {
  const { t, form } = view
  return html`<form method="post" action="/console/exports" class="card stack">
    <h2>${t(`exports.${kind}`)}</h2>
    <p class="fine">${t(`exports.${kind}-how`)}</p>
    <input type="hidden" name="form" value="${form}" />
    <input type="hidden" name="kind" value="${kind}" />
    ${fields}
    <p class="fine">${t('exports.wait')}</p>
    <button class="primary" aria-label="${t('exports.make')}: ${t(`exports.${kind}`)}">
      ${t('exports.make')}
    </button>
  </form>`
}

function letterForm(view: View, search: string, hosts: ExportsShown['hosts']): Html {
  const { t } = view
  const find = html`<form
    method="get"
    action="/console/exports"
    role="search"
    class="stack ${hosts?.length ? '' : 'card'}"
  >
    ${
      !hosts?.length &&
      html`<h2>${t('exports.provider')}</h2>
        <p class="fine">${t('exports.provider-how')}</p>`
    }
    <label
      >${t('exports.find-provider')}<input
        type="search"
        name="search"
        value="${search}"
        maxlength="200"
        required
        autocomplete="off"
    /></label>
    ${hosts?.length === 0 && html`<p class="empty" role="status">${t('exports.no-provider')}</p>`}
    <button>${t('exports.find')}</button>
  </form>`
  if (!hosts?.length) return find
  return html`<div>
    ${kindForm(
      view,
      'provider',
      html`<fieldset>
          <legend>${t('exports.which-provider')}</legend>
          ${hosts.map(
            ({ id, name }, index) =>
              html`<label class="check"
                ><input
                  type="radio"
                  name="provider"
                  value="${id}"
                  required
                  ${index === 0 && html` checked`}
                />${name}</label
              >`,
          )}
        </fieldset>
        ${periods(view, 'any')}`,
    )}
    ${find}
  </div>`
}

/** The last ones, the newest that is over first chosen. */
function periods({ t, now }: View, length: 'quarter' | 'year' | 'any'): Html {
  const year = now.getUTCFullYear()
  const quarter = Math.floor(now.getUTCMonth() / 3)
  const years = Array.from({ length: YEARS }, (_, n) => String(year - n))
  const quarters = Array.from({ length: QUARTERS }, (_, n) => {
    const index = year * 4 + quarter - n
    return `${Math.floor(index / 4)}-Q${(index % 4) + 1}`
  })
  const names =
    length === 'year' ? years : length === 'quarter' ? quarters : [...quarters, ...years]
  const name = length === 'any' ? 'period' : length
  return html`<label
    >${t(`exports.${name}`)}<select name="period">
      ${names.map((one, index) => {
        const isOver = periodOf(one).until <= now
        return html`<option value="${one}" ${index === 1 && html` selected`}>
          ${isOver ? one : t('exports.not-over', { period: one })}
        </option>`
      })}
    </select></label
  >`
}

const periodWords = ({ t }: View, { period, asOf }: KeptExport): string =>
  periodOf(period).until <= asOf ? period : t('exports.was-not-over', { period })

function table(view: View, items: readonly KeptExport[]): Html {
  const { t, language } = view
  return html`<table class="cards words-whole">
    <thead>
      <tr>
        <th scope="col">${t('exports.kind')}</th>
        <th scope="col">${t('exports.period')}</th>
        <th scope="col">${t('exports.as-of')}</th>
        <th scope="col">${t('exports.made-at')}</th>
        <th scope="col">${t('exports.by')}</th>
        <th scope="col">${t('exports.digest')}</th>
      </tr>
    </thead>
    <tbody>
      ${items.map(
        (one) =>
          html`<tr>
            <th scope="row">
              <a href="/console/exports/${one.id}">${t(`exports.${one.kind}`)}</a>
              ${one.providerName && html`<small class="below">${one.providerName}</small>`}
            </th>
            <td data-label="${t('exports.period')}">${periodWords(view, one)}</td>
            <td data-label="${t('exports.as-of')}">${time(one.asOf, language)}</td>
            <td data-label="${t('exports.made-at')}">${time(one.madeAt, language)}</td>
            <td data-label="${t('exports.by')}">${actorName(view, one.madeBy)}</td>
            <td data-label="${t('exports.digest')}">
              <code>${one.digest.slice(0, 12)}…</code>
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
