import { PROVIDER_KINDS, type ListedProvider } from '@nightlight/notices'
import { formField } from '../button-form.ts'
import { emptyState } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { duration } from '../times.ts'
import type { View } from '../view.ts'
import { lineField } from './provider-form.ts'

export type ProvidersShown = {
  items: readonly ListedProvider[]
  filter: { search: string; kind: string; isOpen: boolean }
  /** Id of the last one, where there are more. */
  next: string | null
  mayAdd: boolean
}

export function providersPage(view: View, { items, filter, next, mayAdd }: ProvidersShown): Html {
  const { t } = view
  const query = new URLSearchParams({
    ...(filter.search && { search: filter.search }),
    ...(filter.kind && { kind: filter.kind }),
    ...(filter.isOpen && { open: 'on' }),
    ...(next && { after: next }),
  })
  return layout(
    view,
    t('providers.title'),
    html`${filterForm(view, filter)}
    ${items.length === 0 ? emptyState(t('providers.none')) : table(view, items)}
    ${next && html`<p><a href="/console/providers?${query.toString()}">${t('providers.more')}</a></p>`}
    ${mayAdd && addForm(view)}`,
  )
}

/** For one that no takedown has led to yet. */
const addForm = ({ t, form }: View): Html =>
  html`<details class="card">
    <summary>${t('providers.add')}</summary>
    <form method="post" action="/console/providers" class="stack">
      ${formField({ form })}
      <p>${t('providers.add-how')}</p>
      ${lineField({ label: t('providers.name'), name: 'name', most: 200, isNeeded: true })}
      ${lineField({ label: t('providers.desk'), name: 'mailbox', type: 'email', most: 254, like: 'abuse@hosting.example', isNeeded: true })}
      ${lineField({ label: t('providers.country'), name: 'country', most: 2, like: 'NL' })}
      <button class="primary">${t('providers.add-it')}</button>
    </form>
  </details>`

const filterForm = ({ t }: View, { search, kind, isOpen }: ProvidersShown['filter']): Html =>
  html`<form method="get" action="/console/providers" class="row find" role="search">
    <label
      >${t('providers.search')}<input
        name="search"
        type="search"
        value="${search}"
        maxlength="200"
        autocomplete="off"
    /></label>
    <label
      >${t('column.kind')}<select name="kind">
        <option value="">${t('providers.all-kinds')}</option>
        ${PROVIDER_KINDS.map(
          (name) =>
            html`<option value="${name}" ${name === kind && html` selected`}>
              ${t.code('provider-kind', name)}
            </option>`,
        )}
      </select></label
    >
    <label class="check"
      ><input
        type="checkbox"
        name="open"
        ${isOpen && html` checked`}
      />${t('providers.only-open')}</label
    >
    <button class="primary">${t('providers.show')}</button>
  </form>`

const table = (view: View, items: readonly ListedProvider[]): Html => {
  const { t } = view
  return html`<table class="cards words-whole">
    <thead>
      <tr>
        <th scope="col">${t('column.provider')}</th>
        <th scope="col">${t('column.kind')}</th>
        <th scope="col">${t('provider.country')}</th>
        <th scope="col">${t('provider.open')}</th>
        <th scope="col">${t('provider.mailboxes')}</th>
        <th scope="col">${t('provider.channel')}</th>
      </tr>
    </thead>
    <tbody>
      ${items.map((one) => row(view, one))}
    </tbody>
  </table>`
}

/** What a provider is called; by its handle where no registry names it. */
export const providerName = ({ name, handle }: { name: string; handle: string }): string =>
  name === '' ? handle : name

function row(view: View, one: ListedProvider): Html {
  const { t } = view
  const below = [one.organisation, one.name === '' ? null : one.handle].filter(Boolean).join(' · ')
  return html`<tr>
    <th scope="row">
      <a href="/console/providers/${one.id}">${providerName(one)}</a
      >${below !== '' && html`<small class="below">${below}</small>`}
    </th>
    <td data-label="${t('column.kind')}">${t.code('provider-kind', one.kind)}</td>
    <td data-label="${t('provider.country')}">${one.country ?? '–'}</td>
    <td data-label="${t('provider.open')}">${openIn(view, one)}</td>
    <td data-label="${t('provider.mailboxes')}">${mailboxesIn(view, one)}</td>
    <td data-label="${t('provider.channel')}">${t.code('channel-kind', one.channel)}</td>
  </tr>`
}

function openIn(view: View, { open, oldestToldAt }: ListedProvider): Html {
  if (open === 0) return html`<span class="fine">–</span>`
  const age = oldestToldAt && duration(view.now.getTime() - oldestToldAt.getTime(), view.language)
  return html`<strong>${number(view, open)}</strong>
    <small class="below"
      >${age === null ? view.t('provider.none-told') : view.t('provider.told-for', { age })}</small
    >`
}

const mailboxesIn = (view: View, { mailboxes, proposals }: ListedProvider): Html =>
  html`<span ${mailboxes === 0 && html`class="waits"`}>${number(view, mailboxes)}</span>
    ${proposals > 0 && html`<small class="below waits">${view.t('provider.to-approve', { n: proposals })}</small>`}`
