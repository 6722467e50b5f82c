import {
  HAND_OVER_STATES,
  type HandOver,
  type HandOverState,
} from '../../hand-overs/hand-over-store.ts'
import type { KeptCase } from '../../kept-cases/kept-case-store.ts'
import { emptyState } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { keptCasesSection } from '../kept-cases/kept-case-fragments.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** Hand-overs of an authority, the oldest first: what waits longest stands on top. */
export function handOversPage(
  view: View,
  page: {
    shown: HandOver[]
    state: HandOverState
    next: string | null
    isBound: boolean
    kept: KeptCase[]
    /** How many that were handed over by hand wait for a word. */
    entered: number
  },
): Html {
  const { t } = view
  const { shown, state, next, isBound, kept, entered } = page
  const none = isBound ? t(`hand-overs.none-${state}`) : t('hand-overs.unbound')
  return layout(
    view,
    t('hand-overs.title'),
    html`${whichHandOvers(view, state, entered)}
    ${shown.length === 0 ? emptyState(none) : table(view, shown)}
    ${next && html`<p><a href="/console/hand-overs?state=${state}&after=${next}">${t('hand-overs.older')}</a></p>`}
    ${keptCasesSection(view, kept)}`,
  )
}

/** Those with a mail by their state, and those without one with how many of them wait. */
export const whichHandOvers = (
  view: View,
  state: HandOverState | 'entered',
  entered: number,
): Html => {
  const { t } = view
  return html`<nav class="choice" aria-label="${t('hand-overs.which')}">
    <ul>
      ${([...HAND_OVER_STATES, 'entered'] as const).map(
        (one) =>
          html`<li>
            <a
              href="/console/hand-overs?state=${one}"
              ${one === state && html` aria-current="true"`}
              >${t(`hand-overs.${one}`)}${one === 'entered' && entered > 0 && waitingOn(view, entered)}</a
            >
          </li>`,
      )}
    </ul>
  </nav>`
}

const waitingOn = (view: View, n: number): Html =>
  html`<span aria-hidden="true"> (${number(view, n)})</span
    ><span class="visually-hidden">: ${view.t('hand-overs.waits', { n })}</span>`

const table = (view: View, shown: readonly HandOver[]): Html => {
  const { t, language } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('hand-overs.reference')}</th>
        <th scope="col">${t('hand-overs.at')}</th>
        <th scope="col" class="figure">${t('hand-overs.cases')}</th>
        <th scope="col">${t('hand-overs.received-at')}</th>
        <th scope="col">${t('hand-over.word')}</th>
      </tr>
    </thead>
    <tbody>
      ${shown.map(
        (one) =>
          html`<tr>
            <th scope="row">
              <a href="/console/hand-overs/${one.id}">${one.reference}</a>
              ${one.ownReference && html`<small class="below">${one.ownReference}</small>`}
            </th>
            <td data-label="${t('hand-overs.at')}">${time(one.handedOverAt, language)}</td>
            <td data-label="${t('hand-overs.cases')}" class="figure">${number(view, one.cases)}</td>
            <td data-label="${t('hand-overs.received-at')}">
              ${one.receivedAt ? time(one.receivedAt, language) : '–'}
              ${one.receiver && html`<small class="below">${one.receiver}</small>`}
            </td>
            <td data-label="${t('hand-over.word')}">
              ${one.waiting > 0 && html`<span class="attention">${t('hand-overs.waits', { n: one.waiting })}</span>`}
              ${one.allowedAt ? html`<span class="below">${time(one.allowedAt, language)}</span>` : one.waiting === 0 && '–'}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
