import type { Permission, Role } from '@nightlight/contract'
import { newFormId } from '@nightlight/notices'
import type { KeyView } from '../../machines/key-store.ts'
import { OF_MACHINES } from '../../machines/keys.ts'
import { buttonForm } from '../button-form.ts'
import { formIdField } from '../form-once.ts'
import { emptyState, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { madeOnce, whoFields } from '../people/who-fields.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { limitFields, mayAndMayNot, missing } from './key-limits.ts'

/** A key that was made just before, shown once, and what it is held to. */
export type MadeKey = {
  key: string
  /** Null where one took the place of another, whose limits it has. */
  limits: { role: Role; scopes: readonly Permission[] | null; networks: readonly string[] } | null
}
export type Keys = {
  keys: KeyView[]
  /** The last one shown, where older ones follow. */
  next: string | null
  /** Names that whoever makes a key of the police may choose from. */
  authorities: readonly string[]
  made: MadeKey | null
  done: string | null
}

const TONES = { active: 'good', expiring: 'wait', expired: 'plain', revoked: 'plain' } as const

export const keysPage = (view: View, { keys, next, authorities, made, done }: Keys): Html => {
  const { t } = view
  return layout(
    view,
    t('keys.title'),
    html`${done && flash(t.code('keys-done', done))} ${made && newKey(view, made)}
      ${makeForm(view, authorities)}
      <section>
        ${keys.length === 0 ? emptyState(t('keys.none')) : keyTable(view, keys, '/console/keys')}
        ${next && html`<p><a rel="next" href="/console/keys?after=${next}">${t('keys.further')}</a></p>`}
      </section>`,
  )
}

const makeForm = (view: View, authorities: readonly string[]): Html => {
  const { t, form } = view
  return html`<section class="card">
    <h2>${t('keys.make')}</h2>
    <p>${t('keys.how')} ${t('keys.of-provider')}</p>
    <form method="post" action="/console/keys" class="key-form">
      <input type="hidden" name="form" value="${form}" /> ${formIdField()}
      <div class="row four">${whoFields(view, { authorities })} ${daysField(view)}</div>
      ${limitFields(view)}
      <button class="primary">${t('keys.make')}</button>
    </form>
  </section>`
}

export const newKey = (view: View, { key, limits }: MadeKey): Html =>
  madeOnce(key, {
    title: view.t('keys.made'),
    how: view.t('keys.made-how'),
    more: limits && mayAndMayNot(view, limits),
  })

export const daysField = ({ t }: View): Html =>
  html`<label
    >${t('keys.days')}<input name="days" type="number" min="1" max="365" value="365" required
  /></label>`

/** @param path  under which they are replaced and revoked */
export const keyTable = (view: View, keys: readonly KeyView[], path: string): Html =>
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
      ${keys.map((key) => row(view, key, path))}
    </tbody>
  </table>`

function row(view: View, key: KeyView, path: string): Html {
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
    <td>
      ${isOpen && !key.isReplaced && (mayReplace(view, key) ? button(view, key, path, 'replace') : html`<p class="fine">${t('keys.of-person')}</p>`)}
      ${isOpen && button(view, key, path, 'revoke')}
    </td>
  </tr>`
}

/** A key of a person is replaced by that person; who that is, as the database folds names, is looked at once more. */
const mayReplace = ({ principal }: View, { role, name }: KeyView): boolean =>
  OF_MACHINES.includes(role) || principal?.name.toLowerCase() === name.toLowerCase()

function limitsOf(view: View, key: KeyView): Html {
  const { t } = view
  const { role, scopes, networks, certificate } = key
  const from = [
    networks.length === 0 ? t('keys.everywhere') : networks.join(', '),
    ...(certificate === null ? [] : [t('keys.certificate')]),
  ].join('; ')
  if (scopes === null) return html`${t('keys.everything')}<small class="below">${from}</small>`
  const lacks = missing(role, scopes)
  return html`${scopes.map((one) => t(`permission.${one}`)).join('; ')}<small class="below"
      >${from}</small
    >
    ${
      lacks.length > 0 &&
      html`<details>
        <summary>${t('key-limits.may-not')}</summary>
        <ul>
          ${lacks.map((one) => html`<li>${t(`permission.${one}`)}</li>`)}
        </ul>
      </details>`
    }`
}

const button = (
  view: View,
  { id, name }: KeyView,
  path: string,
  action: 'revoke' | 'replace',
): Html =>
  buttonForm(view, `${path}/${id}/${action}`, {
    text: view.t.code('key-action', action),
    of: name,
    ...(action === 'replace' && { hidden: { id: newFormId() } }),
  })
