import { LEGAL_CLASSES, type LegalClass } from '@nightlight/contract'
import {
  ROUTE_WORDS,
  standingOf,
  type Explanation,
  type OpenSimulation,
  type Policy,
  type StoredPolicy,
} from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import { logLink } from '../audit/audit-fragments.ts'
import { buttonForm } from '../button-form.ts'
import { facts, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { inParts } from '../page-in-parts.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { policyBadge, validWords } from './policies-page.ts'
import { policyPlan } from './policy-plan.ts'
import { planWords, simulationSection } from './simulation-section.ts'

/** A case that nobody has, and what the policy makes of it. */
export type MadeUp = { country: string; of: string; explanation: Explanation | null }

/** What a policy would change of what is open: not yet known, or known. */
export type Tried = 'under-way' | OpenSimulation

export type PolicyInFull = {
  stored: StoredPolicy
  policy: Policy
  inForce: string | null
  lists: readonly { id: string; name: string; legalClass: LegalClass }[]
  madeUp: MadeUp
  tried: Tried | null
  /** It hands cases over to the police, whose mailbox is not set up. */
  lacksPolice: boolean
  done: string | null
}

/** One policy: what it says, what it would change, and what becomes of it. */
export function policyPage(view: View, shown: PolicyInFull): Html {
  const { t } = view
  const { stored, policy, inForce, tried, done } = shown
  return layout(
    view,
    policy.title,
    html`${done && flash(t.code('policies-done', done))}
      ${shown.lacksPolice && html`<p class="attention">${t('policies.lacks-police')}</p>`}
      ${tried && inParts(t('policies.under-way'), tried === 'under-way' ? null : simulationSection(view, tried))}
      ${stateCard(view, stored, inForce)} ${madeUpForm(view, shown)} ${policyPlan(view, policy)}
      <details class="card">
        <summary>${t('policies.as-written')}</summary>
        <p class="fine">SHA-256 <code>${stored.sha256}</code></p>
        <pre><code>${JSON.stringify(policy, null, 2)}</code></pre>
      </details>
      <p><a href="/console/policies">${t('policies.back')}</a></p>`,
  )
}

function stateCard(view: View, stored: StoredPolicy, inForce: string | null): Html {
  const { t, language, principal } = view
  const role = principal?.role
  const may = (access: 'policy:write' | 'policy:activate') =>
    role !== undefined && isAllowed(role, access)
  const state = standingOf(stored, inForce, view.now)
  const isOpen = stored.state !== 'ended'
  const did = (at: Date | null, name: string | null): Html | null =>
    at && html`${time(at, language)}${name && html` · ${name}`}`
  return html`<section class="card">
    <p>${policyBadge(view, stored, inForce)} ${validWords(view, stored)}</p>
    ${facts([
      [t('policies.proposed'), did(stored.proposed_at, stored.proposer)],
      [t('policies.simulated'), did(stored.simulated_at, null)],
      [t('policies.activated'), did(stored.activated_at, stored.activator)],
      [t('policies.ended'), did(stored.ended_at, null)],
      [t('nav.audit'), logLink(view, stored.id)],
    ])}
    ${state === 'draft' && draftSteps(view, stored)}
    ${state === 'over' && html`<p class="attention">${t('policies.over', { name: stored.name, day: stored.valid_to ?? '' })}</p>`}
    <div class="buttons">
      ${isOpen && button(view, stored.id, 'simulate', stored.simulated_at === null)}
      ${state === 'draft' && may('policy:activate') && stored.simulated_at !== null && !isOwn(view, stored) && button(view, stored.id, 'activate', true)}
      ${may('policy:write') && html`<a class="button" href="/console/policies/new?from=${stored.id}">${t(state === 'ended' ? 'policies.again' : 'policies.copy')}</a>`}
      ${isOpen && may('policy:write') && endButton(view, stored)}
    </div>
    ${state === 'in-force' && may('policy:write') && html`<p class="fine">${t('policies.end-how')}</p>`}
  </section>`
}

const isOwn = ({ principal }: View, { proposer, proposed_by }: StoredPolicy): boolean =>
  principal !== null && (principal.name === proposer || principal.actor === proposed_by)

/** What a draft still needs, said to whom it is shown. */
function draftSteps(view: View, stored: StoredPolicy): Html {
  const { t } = view
  if (stored.simulated_at === null) return html`<p>${t('policies.simulate-first')}</p>`
  if (isOwn(view, stored)) return html`<p>${t('policies.another-activates')}</p>`
  const { principal } = view
  const mayActivate = principal !== null && isAllowed(principal.role, 'policy:activate')
  return html`<p>${t(mayActivate ? 'policies.you-may-activate' : 'policies.admin-activates')}</p>`
}

const button = (
  view: View,
  id: string,
  action: 'simulate' | 'activate',
  isPrimary: boolean,
): Html =>
  buttonForm(view, `/console/policies/${id}/${action}`, {
    text: view.t(`policies.${action}`),
    tone: isPrimary ? 'primary' : '',
  })

const endButton = (view: View, { id, state }: StoredPolicy): Html =>
  buttonForm(view, `/console/policies/${id}/end`, {
    text: view.t(state === 'draft' ? 'policies.drop' : 'policies.end'),
    tone: '',
    hidden: { seen: state },
  })

function madeUpForm(view: View, { stored, lists, madeUp }: PolicyInFull): Html {
  const { t, language } = view
  const words = ROUTE_WORDS[language]
  const option = (value: string, text: string): Html =>
    html`<option value="${value}" ${value === madeUp.of && html` selected`}>${text}</option>`
  return html`<section class="card" id="made-up">
    <h2>${t('policies.made-up')}</h2>
    <form method="get" action="/console/policies/${stored.id}#made-up" class="row three">
      <label
        >${t('policies.country')}<input
          name="country"
          value="${madeUp.country}"
          maxlength="2"
          pattern="[A-Za-z]{2}"
          placeholder="NL"
          autocomplete="off"
          autocapitalize="characters"
      /></label>
      <label
        >${t('policies.class-or-list')}<select name="of">
          ${LEGAL_CLASSES.map((one) => option(one, words.classes[one]))}
          ${lists.map(({ id, name }) => option(id, t('policies.list', { name })))}
        </select></label
      >
      <button class="primary">${t('policies.try')}</button>
    </form>
    ${madeUp.explanation && outcome(view, madeUp.explanation)}
  </section>`
}

function outcome(view: View, { rules, route }: Explanation): Html {
  const { t, language } = view
  const words = ROUTE_WORDS[language]
  const plan =
    route.status === 'routed'
      ? t('policies.goes', { plan: planWords(view, route.plan), rule: route.rule })
      : t(route.reason === 'no-rule' ? 'policies.goes-to-person' : 'policies.not-valid-then')
  return html`<p role="status"><strong>${plan}</strong></p>
    <details>
      <summary>${t('policies.why')}</summary>
      <ul>
        ${rules.map(
          ({ rule, misfits }) =>
            html`<li>
              ${misfits.length === 0 ? t('policies.fits', { rule }) : words.misfit(rule, misfits.map((one) => words.misfits[one]).join('; '))}
            </li>`,
        )}
      </ul>
    </details>`
}
