import { ROLES } from '@nightlight/contract'
import type { KeyView } from '../../machines/key-store.ts'
import { emptyState } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

export type Keys = {
  keys: KeyView[]
  /** The last one shown, where older ones follow. */
  next: string | null
  /** One that was made just before; shown once. */
  made: string | null
  done: string | null
}

const TONES = { active: 'good', expiring: 'wait', expired: 'plain', revoked: 'plain' } as const

export const keysPage = (view: View, { keys, next, made, done }: Keys): Html => {
  const { t } = view
  return layout(
    view,
    t('keys.title'),
    html`${done && html`<p class="flash" role="status">${t.code('keys-done', done)}</p>`}
      ${
        made &&
        html`<section class="card flash" role="status">
          <h2>${t('keys.made')}</h2>
          <p>${t('keys.made-how')}</p>
          <p>
            <input class="copy" readonly value="${made}" aria-label="${t('keys.made')}" autofocus />
          </p>
        </section>`
      }
      ${makeForm(view)}
      <section>
        ${keys.length === 0 ? emptyState(t('keys.none')) : table(view, keys)}
        ${next && html`<p><a rel="next" href="/console/keys?after=${next}">${t('keys.further')}</a></p>`}
      </section>`,
  )
}

const makeForm = ({ t, form }: View): Html =>
  html`<section class="card">
    <h2>${t('keys.make')}</h2>
    <p>${t('keys.how')}</p>
    <form method="post" action="/console/keys" class="row four">
      <input type="hidden" name="form" value="${form}" />
      <label
        >${t('people.name')}<input name="name" required maxlength="80" autocomplete="off"
      /></label>
      <label
        >${t('people.role')}<select name="role">
          ${ROLES.filter((role) => role !== 'provider').map(
            (role) => html`<option value="${role}">${t.code('role', role)}</option>`,
          )}
        </select></label
      >
      <label
        >${t('people.authority')}<input name="authority" maxlength="80" autocomplete="off"
      /></label>
      <label
        >${t('keys.days')}<input name="days" type="number" min="1" max="365" value="365" required
      /></label>
      <button class="primary">${t('keys.make')}</button>
    </form>
  </section>`

const table = (view: View, keys: readonly KeyView[]): Html =>
  html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${view.t('column.key')}</th>
        <th scope="col">${view.t('column.state')}</th>
        <th scope="col">${view.t('column.held-to')}</th>
        <th scope="col">${view.t('column.ends')}</th>
        <th scope="col">${view.t('column.used')}</th>
        <th scope="col">${view.t('column.what-to-do')}</th>
      </tr>
    </thead>
    <tbody>
      ${keys.map((key) => row(view, key))}
    </tbody>
  </table>`

function row(view: View, key: KeyView): Html {
  const { t, language } = view
  const whose = [t.code('role', key.role), key.authority ?? key.provider].filter(
    (part) => part !== null,
  )
  const isOpen = key.state === 'active' || key.state === 'expiring'
  return html`<tr>
    <th scope="row">${key.name}<small class="below">${whose.join(', ')}</small></th>
    <td><span class="badge ${TONES[key.state]}">${t.code('key-state', key.state)}</span></td>
    <td data-label="${t('column.held-to')}">${limitsOf(view, key)}</td>
    <td data-label="${t('column.ends')}">${time(key.expiresAt, language)}</td>
    <td data-label="${t('column.used')}">
      ${key.lastUsedAt ? time(key.lastUsedAt, language) : '–'}
    </td>
    <td>${isOpen && html`${button(view, key, 'replace')} ${button(view, key, 'revoke')}`}</td>
  </tr>`
}

const limitsOf = ({ t }: View, { scopes, networks, certificate }: KeyView): string =>
  [
    scopes === null ? t('keys.everything') : scopes.join(', '),
    networks.length === 0 ? t('keys.everywhere') : networks.join(', '),
    ...(certificate === null ? [] : [t('keys.certificate')]),
  ].join('; ')

const button = ({ t, form }: View, { id, name }: KeyView, action: 'revoke' | 'replace'): Html =>
  html`<form method="post" action="/console/keys/${id}/${action}">
    <input type="hidden" name="form" value="${form}" />
    <button class="quiet" aria-label="${t.code('key-action', action)}: ${name}">
      ${t.code('key-action', action)}
    </button>
  </form>`
