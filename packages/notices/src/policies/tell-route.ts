import type { Language } from '@nightlight/contract'
import type { Because } from '../routing.ts'
import type { RuleFit } from './explain.ts'
import type { ToldRoute } from './told-route.ts'
import { ROUTE_WORDS, type RouteWords } from './words.ts'

/**
 * Says why a takedown went where it went, for whoever asks: the outcome, the facts, and each rule in
 * order with why it did or did not fit.
 *
 * @returns lines of plain text
 */
export function tellRoute(told: ToldRoute, language: Language): string[] {
  const words = ROUTE_WORDS[language]
  const facts = words.facts(told.country ?? words.countryUnknown, words.classes[told.legalClass])
  const decider = 'rule' in told ? told.rule : null
  const rules = told.rules.map((fit) => tellRule(words, fit, told, language))
  // An old record has the rule that decided and no other.
  const kept = rules.length > 0 || decider === null ? rules : [words.decidedOnly(decider)]
  const plan =
    'plan' in told ? [words.plan(told.plan.map((step) => words.steps[step]).join(', '))] : []
  return [outcome(words, told), facts, ...kept, ...plan]
}

function outcome(words: RouteWords, told: ToldRoute): string {
  const { name, title } = told.policy
  const policy = title === null ? (name ?? '') : `“${title}” (${name})`
  if (told.status === 'routed') return words.routed(told.at.toISOString().slice(0, 10), policy)
  if (told.status === 'would-be-routed') return words.wouldBeRouted(policy)
  if (name === null) return words.noPolicy
  return told.reason === 'no-rule' ? words.noRule(policy) : words.notValid(policy)
}

function tellRule(
  words: RouteWords,
  { rule, misfits }: RuleFit,
  told: ToldRoute,
  language: Language,
): string {
  if (misfits.length > 0) {
    return words.misfit(rule, misfits.map((misfit) => words.misfits[misfit]).join('; '))
  }
  if (!('rule' in told) || told.rule !== rule) return words.fitsToo(rule)
  return told.because === null
    ? words.decidedOnly(rule)
    : words.decided(rule, inLanguage(told.because, language))
}

const inLanguage = (because: Because, language: Language): string =>
  typeof because === 'string' ? because : because[language]
