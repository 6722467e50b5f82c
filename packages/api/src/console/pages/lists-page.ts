import { mayDo } from '@nightlight/contract'
import type { HashList } from '../../lists/hash-list-store.ts'
import { takesFiles } from '../../lists/submission-actions.ts'
import type { SubmissionView } from '../../lists/submission-view-store.ts'
import { emptyState, firstRows, shortId } from '../fragments.ts'
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

export function listsPage(view: View, shown: Lists): Html {
  const { t } = view
  const parts = [listSection(view, shown), submissionSection(view, shown)]
  // Of one list it is what was handed in to it; else a list is what a file is handed in to.
  return layout(view, t('lists.title'), html`${shown.chosen ? parts.toReversed() : parts}`)
}

const listSection = (view: View, { lists, chosen }: Lists): Html => {
  const { t } = view
  return html`<section id="lists">
    <h2>${t('lists.lists')}</h2>
    ${
      chosen === null &&
      mayWrite(view) &&
      html`<p class="buttons">
        <a class="button" href="/console/hash-lists/new">${t('lists.open-new')}</a>
      </p>`
    }
    ${lists.length === 0 ? emptyState(t(mayWrite(view) ? 'lists.none-first' : 'lists.none')) : firstRows(view, openFirst(lists), (rows) => listTable(view, rows))}
  </section>`
}

const openFirst = (lists: readonly HashList[]): HashList[] =>
  lists.toSorted((a, b) => Number(!takesFiles(a)) - Number(!takesFiles(b)))

const submissionSection = (view: View, shown: Lists): Html => {
  const { submissions, older, chosen } = shown
  const { t } = view
  const of = chosen === null ? '' : `list=${chosen.id}&`
  return html`<section>
    <h2>${chosen === null ? t('lists.newest') : t('lists.of', { list: chosen.name })}</h2>
    ${
      chosen &&
      html`<p><a href="/console/lists">${t('lists.all')}</a></p>
        ${listActions(view, chosen)}`
    }
    ${submissions.length === 0 ? emptyState(t('lists.empty'), wayToFirst(view, shown)) : table(view, submissions)}
    ${older && html`<p><a href="/console/lists?${of}before=${older}">${t('lists.older')}</a></p>`}
  </section>`
}

/** What comes before a file is handed in, for whoever may: a list that takes one. Where there are some, each has its own way. */
const wayToFirst = (view: View, { chosen, lists }: Lists): { path: string; text: string } | null =>
  chosen === null && mayWrite(view) && lists.every((list) => !takesFiles(list))
    ? { path: '/console/hash-lists/new', text: view.t('lists.open-new') }
    : null

const mayWrite = ({ principal }: View): boolean =>
  principal !== null && mayDo(principal.role, 'list:write')

const handInPath = ({ id }: HashList): string => `/console/hash-lists/${id}/hand-in`

/** What may be done with the list that was chosen. */
const listActions = (view: View, chosen: HashList): Html => {
  const { t } = view
  return html`<p class="buttons">
    ${mayWrite(view) && takesFiles(chosen) && html`<a class="button primary" href="${handInPath(chosen)}">${t('lists.hand-in')}</a>`}
    <a class="button" href="/console/hash-lists/${chosen.id}">${t('lists.manage')}</a>
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
        ${mayWrite(view) && html`<th scope="col"><span class="sr">${t('lists.hand-in')}</span></th>`}
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
              ${!takesFiles(list) && html`<span class="badge plain">${t(list.withdrawnAt ? 'lists.withdrawn' : 'submission-state.over')}</span>`}
            </td>
            ${mayWrite(view) && html`<td>${takesFiles(list) && handInLink(view, list)}</td>`}
          </tr>`,
      )}
    </tbody>
  </table>`
}

const handInLink = ({ t }: View, list: HashList): Html =>
  html`<a class="button" href="${handInPath(list)}" aria-label="${t('lists.hand-in')}: ${list.name}"
    >${t('lists.hand-in')}</a
  >`
