import type { Language } from '@nightlight/contract'
import {
  ESCALATION_LEVELS,
  REMIND_AFTER_HOURS,
  ROUTE_WORDS,
  type Policy,
} from '@nightlight/notices'
import { facts } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { duration } from '../times.ts'
import type { View } from '../view.ts'

type Rule = Policy['rules'][number]

const HOUR_MS = 3_600_000
const hours = (view: View, n: number): string => duration(n * HOUR_MS, view.language)

/** A policy as people read it: whose case goes where, who is told first, and what follows after how long. */
export const policyPlan = (view: View, policy: Policy): Html => {
  const { t } = view
  return html`<section>
      <h2>${t('policy.rules')}</h2>
      <p class="fine">${t('policy.rules-how')}</p>
      <ol class="plain-list">
        ${policy.rules.map((rule) => html`<li class="card">${ruleCard(view, policy, rule)}</li>`)}
        <li class="card">
          <h3>${t('policy.else')}</h3>
          <p>${t('policy.else-person')}</p>
        </li>
      </ol>
    </section>
    <section class="card">
      <h2>${t('policy.then')}</h2>
      ${ladder(view, policy)}
    </section>
    ${terms(view, policy)}`
}

function ruleCard(view: View, policy: Policy, rule: Rule): Html {
  const { t, language } = view
  const because = typeof rule.because === 'string' ? rule.because : rule.because[language]
  const steps = [
    ...rule.plan,
    ...(policy.directNotice?.includes(rule.id) ? (['provider-notice'] as const) : []),
  ]
  return html`<h3>${whoseCase(view, policy, rule)}</h3>
    ${
      steps.length === 0
        ? html`<p>${t('policy.else-person')}</p>`
        : html`<ol class="steps">
            ${steps.map((step) => html`<li>${stepWords(language, step)}</li>`)}
          </ol>`
    }
    <p class="fine">${because}</p>`
}

export const stepWords = (language: Language, step: Rule['plan'][number]): string =>
  ROUTE_WORDS[language].steps[step]

/** The conditions of a rule, as one line. */
function whoseCase(view: View, policy: Policy, rule: Rule): string {
  const { t, language } = view
  const classes = rule.legalClasses.map((one) => ROUTE_WORDS[language].classes[one]).join(', ')
  const where = [
    ...(rule.countries ? [countries(language, rule.countries)] : []),
    ...(rule.inhope === true ? [t('policy.inhope', { n: policy.inhopeCountries.length })] : []),
    ...(rule.inhope === false ? [t('policy.not-inhope')] : []),
  ]
  return `${where.join('; ') || t('policy.everywhere')} – ${classes}`
}

const MOST_NAMED = 8

function countries(language: Language, codes: readonly string[]): string {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'code' })
  const named = codes.slice(0, MOST_NAMED).map((code) => names.of(code) ?? code)
  const rest = codes.length - named.length
  return rest > 0 ? `${named.join(', ')} (+${rest})` : named.join(', ')
}

/** What follows the first notice, in the order of time. */
function ladder(view: View, { deadlines, groupWindowHours }: Policy): Html {
  const { t } = view
  const answer = deadlines?.answerHours ?? REMIND_AFTER_HOURS
  const repeat = deadlines?.repeatHours ?? REMIND_AFTER_HOURS
  const rungs: [number, string][] = deadlines?.escalation
    ? deadlines.escalation.map(({ afterHours, step }) => [
        afterHours,
        t.code('policy-ladder', step),
      ])
    : ESCALATION_LEVELS.map(({ afterHours }) => [afterHours, t('policy.ladder-person')])
  const rows: [string, string][] = [
    [
      t('policy.at-once'),
      groupWindowHours
        ? t('policy.first-grouped', { time: hours(view, groupWindowHours) })
        : t('policy.first'),
    ],
    [hours(view, answer), t('policy.reminder', { time: hours(view, repeat) })],
    ...rungs
      .toSorted(([a], [b]) => a - b)
      .map(([after, words]): [string, string] => [hours(view, after), words]),
  ]
  return html`<dl class="ladder">
    ${rows.map(
      ([when, what]) =>
        html`<div>
          <dt>${when}</dt>
          <dd>${what}</dd>
        </div>`,
    )}
  </dl>`
}

function terms(view: View, policy: Policy): Html {
  const { t } = view
  const { blockedDays, holds, legal, jurisdiction, source } = policy
  const days = blockedDays && [
    ...(blockedDays.weekdays ?? []).map((day) => t.code('weekday', day)),
    ...(blockedDays.dates?.length ? [t('policy.n-dates', { n: blockedDays.dates.length })] : []),
  ]
  return html`<section class="card">
    <h2>${t('policy.terms')}</h2>
    ${facts([
      [t('policy.jurisdiction'), jurisdiction ?? null],
      [
        t('policy.blocked'),
        days ? `${days.join(', ')} (${blockedDays.timeZone})` : t('policy.none-blocked'),
      ],
      [t('policy.holds'), holds ? hours(view, holds.longestHours) : null],
      [t('policy.legal'), legal ? legal.join(', ') : t('policy.legal-all')],
    ])}
    ${source !== undefined && html`<p class="anywhere"><span class="fine">${t('policy.source')}</span><br />${source}</p>`}
  </section>`
}
