import { ROLES, type Role } from '@nightlight/contract'
import type { PersonInList } from '../../identity/person-store.ts'
import { buttonForm } from '../button-form.ts'
import { emptyState, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { madeOnce, roleOptions, whoFields } from './who-fields.ts'

/** A link made just before; shown once. */
export type Made = { link: string; isWaiting: boolean }
export type People = {
  people: PersonInList[]
  /** The last one shown, where more follow. */
  next: string | null
  /** Names that whoever lets an officer in may choose from. */
  authorities: string[]
  mayChange: boolean
  made: Made | null
  done: string | null
}

export const peoplePage = (
  view: View,
  { people, next, authorities, mayChange, made, done }: People,
): Html => {
  const { t } = view
  return layout(
    view,
    t('nav.people'),
    html`${done && flash(t.code('people-done', done))} ${made && newLink(view, made)}
      ${mayChange && linkForm(view, authorities)}
      <section>
        <h2>${t('people.accounts')}</h2>
        <p>${t('people.rule')}</p>
        ${people.length === 0 ? emptyState(t('people.none')) : table(view, people, mayChange)}
        ${next && html`<p><a rel="next" href="/console/people?after=${next}">${t('people.further')}</a></p>`}
      </section>`,
  )
}

const table = (view: View, people: readonly PersonInList[], mayChange: boolean): Html =>
  html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${view.t('people.name')}</th>
        <th scope="col">${view.t('column.state')}</th>
        <th scope="col">${view.t('column.signs-in-with')}</th>
        <th scope="col">${view.t('column.last-sign-in')}</th>
        ${mayChange && html`<th scope="col">${view.t('column.what-to-do')}</th>`}
      </tr>
    </thead>
    <tbody>
      ${people.map((one) => row(view, one, mayChange))}
    </tbody>
  </table>`

function row(view: View, one: PersonInList, mayChange: boolean): Html {
  const { t, language } = view
  const role = t.code('role', one.role)
  return html`<tr>
    <th scope="row">
      ${one.name}<small class="below"
        >${[role, one.authority ?? one.provider].filter(Boolean).join(', ')}</small
      >
    </th>
    <td>${stateOf(view, one)}</td>
    <td data-label="${t('column.signs-in-with')}">${waysOf(view, one)}</td>
    <td data-label="${t('column.last-sign-in')}">
      ${one.lastSignInAt ? time(one.lastSignInAt, language) : '–'}
      ${one.lastLevel && html`<small class="below ${one.lastLevel === 'totp' && 'attention'}">${t.code('level', one.lastLevel)}</small>`}
    </td>
    ${mayChange && html`<td>${actions(view, one)}</td>`}
  </tr>`
}

function stateOf({ t }: View, { state, isWaiting, sessions }: PersonInList): Html {
  const word = isWaiting && state !== 'deactivated' ? 'waiting' : state
  const tone = { waiting: 'wait', invited: 'wait', active: 'good', deactivated: 'plain' }[word]
  return html`<span class="badge ${tone}">${t.code('person-state', word)}</span>${
      sessions > 0 && html`<small class="below">${t('people.sessions', { n: sessions })}</small>`
    }`
}

function waysOf({ t }: View, { passkeys, hasCode, hasProvider, suspects }: PersonInList): Html {
  const ways = [
    passkeys > 0 && t('people.passkeys', { n: passkeys }),
    hasProvider && t('level.oidc'),
    hasCode && t('level.totp'),
  ].filter((way) => way !== false)
  return html`${ways.length === 0 ? '–' : ways.join(', ')}${
    suspects > 0 && html`<small class="attention">${t('account.suspect')}</small>`
  }`
}

function actions(view: View, one: PersonInList): Html {
  const { t, principal } = view
  const button = (action: string): Html =>
    buttonForm(view, `/console/people/${one.id}/${action}`, {
      text: t.code('people-action', action),
      of: one.name,
      ...(action === 'approve' && { hidden: { role: one.role, authority: one.authorityId ?? '' } }),
    })
  if (one.state === 'deactivated') return button('reactivate')
  const isOwn = principal?.name === one.name
  return html`${one.isWaiting && !isOwn && one.requester !== principal?.name && button('approve')}
  ${!isOwn && button('deactivate')} ${!isOwn && !BOUND.includes(one.role) && roleForm(view, one)}`
}

/** Whose people have accounts of their own, each bound to one. */
const BOUND: readonly Role[] = ['police', 'provider']
const CHANGEABLE = ROLES.filter((role) => !BOUND.includes(role))

const roleForm = ({ t, form }: View, one: PersonInList): Html =>
  html`<details>
    <summary>${t('people-action.role')}</summary>
    <form method="post" action="/console/people/${one.id}/role">
      <input type="hidden" name="form" value="${form}" />
      <select name="role" aria-label="${t('people-action.role')}: ${one.name}">
        ${roleOptions(t, CHANGEABLE, one.role)}
      </select>
      <button class="quiet">${t('people-action.role')}</button>
    </form>
  </details>`

const linkForm = (view: View, authorities: readonly string[]): Html => {
  const { t, form } = view
  return html`<section class="card">
    <h2>${t('people.title')}</h2>
    <p>${t('people.how')}</p>
    <form method="post" action="/console/sign-in-links" class="row four">
      <input type="hidden" name="form" value="${form}" />
      ${whoFields(view, { authorities })}
      <button class="primary">${t('people.make')}</button>
    </form>
  </section>`
}

const newLink = ({ t }: View, { link, isWaiting }: Made): Html =>
  madeOnce(link, {
    title: t('people.made'),
    how: t('people.made-how'),
    more: isWaiting ? html`<p class="attention">${t('people.made-waiting')}</p>` : null,
  })
