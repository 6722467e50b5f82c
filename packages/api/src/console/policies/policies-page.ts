import { standingOf, type PolicyStanding, type StoredPolicy } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import { emptyState, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

export type Policies = {
  items: readonly StoredPolicy[]
  inForce: string | null
  /** Names of those that come with the program. */
  shipped: readonly string[]
  done: string | null
}

/** Every policy, and from what a new one is drafted. */
export function policiesPage(view: View, { items, inForce, shipped, done }: Policies): Html {
  const { t } = view
  const mayWrite = view.principal !== null && isAllowed(view.principal.role, 'policy:write')
  return layout(
    view,
    t('policies.title'),
    html`${done && flash(t.code('policies-done', done))}
      <p class="lead">${t('policies.lead')}</p>
      ${warning(view, items, inForce)}
      ${items.length === 0 ? emptyState(t('policies.none')) : table(view, items, inForce)}
      ${
        mayWrite &&
        html`<section class="card">
          <h2>${t('policies.draft')}</h2>
          <p>${t('policies.draft-how')}</p>
          <form method="get" action="/console/policies/new" class="row two">
            <label
              >${t('policies.from')}<select name="from">
                ${items.map(
                  (one) =>
                    html`<option value="${one.id}" ${one.id === inForce && html` selected`}>
                      ${one.name} (${stateWord(view, one, inForce)})
                    </option>`,
                )}
                ${shipped.map((name) => html`<option value="${name}">${t('policies.shipped', { name })}</option>`)}
              </select></label
            >
            <button class="primary">${t('policies.begin')}</button>
          </form>
        </section>`
      }`,
  )
}

/** That new cases are not routed. */
function warning(
  { t, now }: View,
  items: readonly StoredPolicy[],
  inForce: string | null,
): Html | null {
  if (inForce === null) return html`<p class="attention">${t('policies.none-in-force')}</p>`
  const over = items.find((one) => standingOf(one, inForce, now) === 'over')
  if (!over) return null
  const words = t('policies.over', { name: over.name, day: over.valid_to ?? '' })
  return html`<p class="attention">${words}</p>`
}

const TONES: Readonly<Record<PolicyStanding, string>> = {
  'in-force': 'good',
  over: 'bad',
  later: 'wait',
  draft: 'wait',
  ended: 'plain',
  replaced: 'plain',
}

const stateWord = (view: View, policy: StoredPolicy, inForce: string | null): string =>
  view.t.code('policy-state', standingOf(policy, inForce, view.now))

export const policyBadge = (view: View, policy: StoredPolicy, inForce: string | null): Html => {
  const state = standingOf(policy, inForce, view.now)
  return html`<span class="badge ${TONES[state]}">${view.t.code('policy-state', state)}</span>`
}

/** The days on which a policy counts, both included. */
export const validWords = ({ t }: View, { valid_from: from, valid_to: to }: StoredPolicy): string =>
  to === null ? t('policies.since', { from }) : t('policies.between', { from, to })

const table = (view: View, items: readonly StoredPolicy[], inForce: string | null): Html => {
  const { t, language } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('policies.policy')}</th>
        <th scope="col">${t('column.state')}</th>
        <th scope="col">${t('policies.valid')}</th>
        <th scope="col">${t('policies.proposed')}</th>
        <th scope="col">${t('policies.activated')}</th>
        <th scope="col">${t('policies.ended')}</th>
      </tr>
    </thead>
    <tbody>
      ${items.map(
        (one) =>
          html`<tr>
            <th scope="row">
              <a href="/console/policies/${one.id}">${one.name}</a>
              ${one.jurisdiction && html`<small class="below">${one.jurisdiction}</small>`}
            </th>
            <td>${policyBadge(view, one, inForce)}</td>
            <td data-label="${t('policies.valid')}">${validWords(view, one)}</td>
            <td data-label="${t('policies.proposed')}">
              ${time(one.proposed_at, language)}<small class="below">${one.proposer}</small>
            </td>
            <td data-label="${t('policies.activated')}">
              ${one.activated_at ? html`${time(one.activated_at, language)}<small class="below">${one.activator}</small>` : '–'}
            </td>
            <td data-label="${t('policies.ended')}">
              ${one.ended_at ? time(one.ended_at, language) : '–'}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
