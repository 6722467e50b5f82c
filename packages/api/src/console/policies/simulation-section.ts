import {
  ROUTE_WORDS,
  type ChangedGroup,
  type FirstSteps,
  type OpenExample,
  type OpenSimulation,
} from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import { shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { number } from '../list-fragments.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { stepWords } from './policy-plan.ts'

export const planWords = (view: View, plan: OpenExample['now']): string =>
  plan === null || plan.length === 0
    ? view.t('policies.a-person')
    : plan.map((step) => stepWords(view.language, step)).join(' → ')

/** What a policy would change of what is open: how much was looked at, what goes another way, and how much stays. */
export function simulationSection(view: View, simulation: OpenSimulation): Html {
  const { t } = view
  const { cases, differing, isCut, firstSteps, groups, hasMoreGroups, examples } = simulation
  return html`<section class="card" role="status" id="simulation">
    <h2>${t('policies.would-change')}</h2>
    <p>
      <strong
        >${t('policies.of-open', { n: number(view, cases), differing: number(view, differing) })}</strong
      >
      ${differing === 0 && cases > 0 && t('policies.nothing-changes')} ${isCut && t('policies.cut')}
    </p>
    <p class="fine">${lookedAt(view, simulation)} ${t('policies.changes-none')}</p>
    ${
      groups.length > 0 &&
      html`<h3>${t('policies.changes')}</h3>
        ${groupTable(view, groups)}
        ${hasMoreGroups && html`<p class="fine">${t('policies.more-groups')}</p>`}`
    }
    ${
      firstSteps.length > 0 &&
      html`<h3>${t('policies.by-first')}</h3>
        ${firstTable(view, firstSteps)}`
    }
    ${
      examples.length > 0 &&
      html`<details>
        <summary>${t('policies.examples')}</summary>
        <ul>
          ${examples.map((one) => html`<li>${example(view, one)}</li>`)}
        </ul>
      </details>`
    }
  </section>`
}

/** What was asked of what, so that nobody takes it for more. */
function lookedAt(view: View, { cases, oldestAt, today }: OpenSimulation): Html | string {
  const { t, language, now } = view
  if (oldestAt === null) return t('policies.none-open')
  const day = today.toISOString().slice(0, 10)
  return html`${t('policies.looked-at', { n: number(view, cases), day })}
  ${time(oldestAt, language)} – ${time(now, language)}.`
}

const groupTable = (view: View, groups: readonly ChangedGroup[]): Html => {
  const { t } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('policies.plan-now')}</th>
        <th scope="col">${t('policies.plan-would')}</th>
        <th scope="col" class="figure">${t('policies.cases')}</th>
        <th scope="col">${t('policies.where')}</th>
      </tr>
    </thead>
    <tbody>
      ${groups.map(
        ({ now, would, cases, countries, takedowns }) =>
          html`<tr>
            <th scope="row">${planWords(view, now)}</th>
            <td data-label="${t('policies.plan-would')}">${planWords(view, would)}</td>
            <td class="figure" data-label="${t('policies.cases')}">${number(view, cases)}</td>
            <td data-label="${t('policies.where')}">
              ${countryWords(view, countries)}${caseLinks(view, takedowns)}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

const COUNTRIES = 6

function countryWords(view: View, countries: ChangedGroup['countries']): string {
  const { countryUnknown } = ROUTE_WORDS[view.language]
  const words = countries
    .slice(0, COUNTRIES)
    .map(({ country, cases }) => `${country ?? countryUnknown} ${number(view, cases)}`)
  return [...words, ...(countries.length > COUNTRIES ? ['…'] : [])].join(', ')
}

/** Some of them, for who sees takedowns; whoever runs the service sees none. */
function caseLinks(view: View, takedowns: readonly string[]): Html | null {
  const { principal } = view
  if (principal === null || !isAllowed(principal.role, 'takedown:read')) return null
  return html`<small class="below"
    >${takedowns.map((id) => html`<a href="/console/takedowns/${id}">${shortId(id)}</a> `)}</small
  >`
}

const firstTable = (view: View, rows: readonly FirstSteps[]): Html => {
  const { t, language } = view
  const word = (step: FirstSteps['now']) =>
    step === null ? t('policies.a-person') : stepWords(language, step)
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('policies.now-first')}</th>
        <th scope="col">${t('policies.would-first')}</th>
        <th scope="col" class="figure">${t('policies.cases')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ now, would, cases }) =>
          html`<tr>
            <th scope="row">${word(now)}</th>
            <td data-label="${t('policies.would-first')}">
              ${now === would ? t('policies.the-same') : word(would)}
            </td>
            <td class="figure" data-label="${t('policies.cases')}">${number(view, cases)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function example(
  view: View,
  { takedown, openedAt, country, legalClass, now, would }: OpenExample,
): Html {
  const { t, language } = view
  const words = ROUTE_WORDS[language]
  return html`${time(openedAt, language)}, ${country ?? words.countryUnknown},
    ${words.classes[legalClass]}: ${planWords(view, now)}
    <em>${t('policies.becomes')}</em> ${planWords(view, would)} ${caseLinks(view, [takedown])}`
}
