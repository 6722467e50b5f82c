import type { PersonInList } from '../../identity/person-store.ts'
import { keysOfProviderSection } from './key-section.ts'
import { emptyState, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** What was done to a key, and not to an account. */
const KEYS_DONE: readonly string[] = ['revoke', 'made-before']

export type PeopleShown = {
  providerId: string
  name: string
  people: readonly PersonInList[]
  may: { invite: boolean; approve: boolean }
  /** Null for whoever makes no keys. */
  keys: Parameters<typeof keysOfProviderSection>[2] | null
  /** A link made just before; shown once. */
  made: string | null
  done: string | null
}

export function peopleOfProviderPage(view: View, shown: PeopleShown): Html {
  const { t, form } = view
  const { providerId, name, people, may, keys, made, done } = shown
  return layout(
    view,
    t('portal.people-of', { name }),
    html`${done && flash(t.code(KEYS_DONE.includes(done) ? 'keys-done' : 'people-done', done))}
      ${made && newLink(view, made)}
      <p>${t('portal.people-how')}</p>
      ${people.length === 0 ? emptyState(t('portal.no-people')) : table(view, shown)}
      ${
        may.invite &&
        html`<section class="card">
          <h2>${t('portal.invite')}</h2>
          <form method="post" action="/console/providers/${providerId}/people" class="row two">
            <input type="hidden" name="form" value="${form}" />
            <label
              >${t('people.name')}<input name="name" required maxlength="80" autocomplete="off"
            /></label>
            <button class="primary">${t('people.make')}</button>
          </form>
        </section>`
      }
      ${keys && keysOfProviderSection(view, providerId, keys)}
      <p><a href="/console/providers/${providerId}">${t('portal.to-provider')}</a></p>`,
  )
}

const table = (view: View, { providerId, people, may }: PeopleShown): Html => {
  const { t, language } = view
  return html`<table class="cards words-whole">
    <thead>
      <tr>
        <th scope="col">${t('people.name')}</th>
        <th scope="col">${t('column.state')}</th>
        <th scope="col">${t('column.last-sign-in')}</th>
        ${may.approve && html`<th scope="col">${t('column.what-to-do')}</th>`}
      </tr>
    </thead>
    <tbody>
      ${people.map(
        (one) =>
          html`<tr>
            <th scope="row">
              ${one.name}<small class="below"
                >${t('portal.asked-by', { name: one.requester })}</small
              >
            </th>
            <td>${stateOf(view, one)}</td>
            <td data-label="${t('column.last-sign-in')}">
              ${one.lastSignInAt ? time(one.lastSignInAt, language) : '–'}
            </td>
            ${may.approve && html`<td>${actions(view, providerId, one)}</td>`}
          </tr>`,
      )}
    </tbody>
  </table>`
}

function stateOf({ t }: View, { state, isWaiting }: PersonInList): Html {
  const word = isWaiting && state !== 'deactivated' ? 'waiting' : state
  const tone = { waiting: 'wait', invited: 'wait', active: 'good', deactivated: 'plain' }[word]
  return html`<span class="badge ${tone}">${t.code('person-state', word)}</span>`
}

function actions({ t, form, principal }: View, providerId: string, one: PersonInList): Html | null {
  if (one.state === 'deactivated') return null
  const button = (action: 'approve' | 'deactivate'): Html =>
    html`<form method="post" action="/console/providers/${providerId}/people/${one.id}/${action}">
      <input type="hidden" name="form" value="${form}" />
      <button class="quiet" aria-label="${t.code('people-action', action)}: ${one.name}">
        ${t.code('people-action', action)}
      </button>
    </form>`
  return html`${one.isWaiting && one.requester !== principal?.name && button('approve')}
  ${button('deactivate')}`
}

const newLink = ({ t }: View, link: string): Html =>
  html`<section class="card flash" role="status">
    <h2>${t('people.made')}</h2>
    <p>${t('people.made-how')}</p>
    <p>
      <input class="copy" readonly value="${link}" aria-label="${t('people.made')}" autofocus />
    </p>
    <p class="attention">${t('portal.made-waiting')}</p>
  </section>`
