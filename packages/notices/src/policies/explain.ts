import type { LegalClass } from '@nightlight/contract'
import type { Because, Policy, Rule, Step } from '../routing.ts'
import { termsOf, type Terms } from './terms.ts'

/** What a case is routed by. */
export type Facts = {
  /** ISO 3166 code of the hosting country, null when unknown: only a rule that needs none fits then. */
  country: string | null
  legalClass: LegalClass
  today: Date
}

export const MISFITS = [
  'class-not-covered',
  'country-unknown',
  'country-not-named',
  'country-not-inhope',
  'country-is-inhope',
] as const
/** Why a rule does not fit. */
export type Misfit = (typeof MISFITS)[number]

/** One rule, and whether it fits: an earlier one that does comes first. */
export type RuleFit = { rule: string; misfits: Misfit[] }

export type Route =
  | {
      status: 'routed'
      policy: string
      rule: string
      because: Because
      plan: Step[]
      rules: RuleFit[]
      terms: Terms
    }
  | { status: 'unroutable'; reason: 'no-rule' | 'policy-not-valid-today' }

/** What a takedown keeps of why it was routed as it was, and of what it goes on by. */
export type Routing = {
  /** Row of the policy; null for one that is in none. */
  policyId: string | null
  rule: string
  because: Because
  rules: readonly RuleFit[]
  terms: Terms
}

/** Every rule in the order of the policy, and what came of it: the first that fits decides. */
export type Explanation = { rules: RuleFit[]; route: Route }

/**
 * Tells how a policy routes a case, and why. A case without a rule goes to a person, never to a
 * default, and so does one whose rule plans nothing.
 */
export function explain(policy: Policy, facts: Facts): Explanation {
  const rules = policy.rules.map((rule) => ({
    rule: rule.id,
    misfits: misfits(policy, rule, facts),
  }))
  if (!isValidOn(policy, facts.today)) {
    return { rules, route: { status: 'unroutable', reason: 'policy-not-valid-today' } }
  }
  const rule = policy.rules[rules.findIndex((fit) => fit.misfits.length === 0)]
  if (!rule || rule.plan.length === 0) {
    return { rules, route: { status: 'unroutable', reason: 'no-rule' } }
  }
  const { because, id } = rule
  const plan = planOf(policy, rule)
  const terms = termsOf(policy)
  const name = policy.id
  return { rules, route: { status: 'routed', policy: name, rule: id, because, plan, rules, terms } }
}

/** Both days included, UTC. */
export function isValidOn({ validFrom, validTo }: Policy, today: Date): boolean {
  const day = today.toISOString().slice(0, 10)
  return day >= validFrom && (validTo === undefined || day <= validTo)
}

function misfits(policy: Policy, rule: Rule, { country, legalClass }: Facts): Misfit[] {
  const found: Misfit[] = []
  const inhope = country !== null && policy.inhopeCountries.includes(country)
  const named = country !== null && rule.countries?.includes(country)
  if (!rule.legalClasses.includes(legalClass)) found.push('class-not-covered')
  if (country === null && (rule.countries || rule.inhope)) found.push('country-unknown')
  if (country !== null && rule.countries && !named) found.push('country-not-named')
  if (country !== null && rule.inhope && !inhope) found.push('country-not-inhope')
  if (rule.inhope === false && inhope) found.push('country-is-inhope')
  return found
}

/** Where the operator has switched it on, the host is told after the police. */
const planOf = (policy: Policy, rule: Rule): Step[] => [
  ...rule.plan,
  ...(policy.directNotice?.includes(rule.id) ? (['provider-notice'] as const) : []),
]
