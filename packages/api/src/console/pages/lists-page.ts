import { mayDo } from '@nightlight/contract'
import type { HashList } from '../../lists/hash-list-store.ts'
import type { SubmissionView } from '../../lists/submission-view-store.ts'
import { emptyState, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { countBar, number, personName, submissionBadge } from '../list-fragments.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

export type Lists = {
  submissions: SubmissionView[]
  /** Id after which older ones follow. */
  older: string | null
  lists: HashList[]
  /** The list to which all of this was handed in, when one was chosen. */
  chosen: HashList | null
}

export function listsPage(view: View, { submissions, older, lists, chosen }: Lists): Html {
  const { t } = view
  const of = chosen === null ? '' : `list=${chosen.id}&`
  return layout(
    view,
    t('lists.title'),
    html`<section>
        <h2>${chosen === null ? t('lists.newest') : t('lists.of', { list: chosen.name })}</h2>
        ${chosen && html`<p><a href="/console/lists">${t('lists.all')}</a></p>`}
        ${listActions(view, chosen)}
        ${submissions.length === 0 ? emptyState(t('lists.empty')) : table(view, submissions)}
        ${older && html`<p><a href="/console/lists?${of}before=${older}">${t('lists.older')}</a></p>`}
      </section>
      <section>
        <h2>${t('lists.lists')}</h2>
        ${lists.length === 0 ? emptyState(t('lists.none')) : listTable(view, lists)}
      </section>`,
  )
}

/** What may be done with lists, or with the one that was chosen. */
function listActions({ t, principal }: View, chosen: HashList | null): Html | null {
  const mayWrite = principal !== null && mayDo(principal.role, 'list:write')
  if (chosen === null) {
    return mayWrite
      ? html`<p class="buttons">
          <a class="button" href="/console/hash-lists/new">${t('lists.open-new')}</a>
        </p>`
      : null
  }
  const path = `/console/hash-lists/${chosen.id}`
  return html`<p class="buttons">
    ${mayWrite && chosen.withdrawnAt === null && html`<a class="button primary" href="${path}/hand-in">${t('lists.hand-in')}</a>`}
    <a class="button" href="${path}">${t('lists.manage')}</a>
  </p>`
}

const table = (view: View, submissions: readonly SubmissionView[]): Html => {
  const { t } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('column.list')}</th>
        <th scope="col">${t('column.state')}</th>
        <th scope="col">${t('column.entries')}</th>
        <th scope="col">${t('column.handed-in')}</th>
        <th scope="col">${t('column.found')}</th>
      </tr>
    </thead>
    <tbody>
      ${submissions.map((one) => row(view, one))}
    </tbody>
  </table>`
}

function row(view: View, one: SubmissionView): Html {
  const { t, language } = view
  return html`<tr>
    <th scope="row">
      <a href="/console/submissions/${one.id}"
        >${one.list.name} <span class="id">${shortId(one.id)}</span></a
      ><small class="below">${one.authority.name}</small>
    </th>
    <td>${submissionBadge(view, one)}</td>
    <td>${countBar(view, one.counts)}</td>
    <td data-label="${t('column.handed-in')}">
      ${time(one.receivedAt, language)}
      <small class="below">${personName(view, one.submittedBy)}</small>
    </td>
    <td data-label="${t('column.found')}">${found(view, one)}</td>
  </tr>`
}

const found = (view: View, { state, lookBack }: SubmissionView): Html => {
  const shown = state === 'active' ? lookBack.state : 'none'
  return html`<span ${shown === 'found' && html`class="waits"`}
    >${view.t(`look-back-short.${shown}`, { found: number(view, lookBack.found) })}</span
  >`
}

const listTable = (view: View, lists: readonly HashList[]): Html => {
  const { t } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('column.list')}</th>
        <th scope="col">${t('column.authority')}</th>
        <th scope="col">${t('column.class')}</th>
      </tr>
    </thead>
    <tbody>
      ${lists.map(
        (list) =>
          html`<tr>
            <th scope="row">
              <a href="/console/lists?list=${list.id}">${list.name}</a
              ><small class="below id">${list.id}</small>
            </th>
            <td data-label="${t('column.authority')}">${list.authority.name}</td>
            <td data-label="${t('column.class')}">
              ${list.negative ? t('lists.negative') : t.code('class', list.legalClass)}
              ${list.withdrawnAt && html`<span class="badge plain">${t('lists.withdrawn')}</span>`}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
