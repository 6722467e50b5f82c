import { DomainError, LANGUAGES, LEGAL_CLASSES } from '@nightlight/contract'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { isTimeZone } from './policies/blocked-days.ts'
import { explain, type Facts, type Route } from './policies/explain.ts'
import type { PolicyProblem } from './policies/policy-problems.ts'
import { TERMS } from './policies/terms.ts'

export type { Route } from './policies/explain.ts'

export const STEPS = [
  'police-hand-over',
  'iccam-hand-over',
  'provider-notice',
  'upstream-escalation',
  'registrar-escalation',
] as const
export type Step = (typeof STEPS)[number]

const Words = Type.String({ minLength: 1 })
const Country = Type.String({ pattern: '^[A-Z]{2}$' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const [en, fr, nl, de] = LANGUAGES
const BecauseSchema = Type.Union([
  Words,
  Type.Object(
    { [en]: Words, [fr]: Words, [nl]: Words, [de]: Words },
    { additionalProperties: false },
  ),
])
/** Why a case goes this way, in words for the person who asks; in one language or in each. */
export type Because = Static<typeof BecauseSchema>

const RuleSchema = Type.Object(
  {
    id: Words,
    because: BecauseSchema,
    countries: Type.Optional(Type.Array(Country, { minItems: 1 })),
    inhope: Type.Optional(Type.Boolean()),
    legalClasses: Type.Array(Type.Enum([...LEGAL_CLASSES]), { minItems: 1 }),
    plan: Type.Array(Type.Enum([...STEPS])),
  },
  { additionalProperties: false },
)
export type Rule = Static<typeof RuleSchema>

export const PolicySchema = Type.Object(
  {
    id: Words,
    title: Words,
    /** Whose law it follows: ISO 3166, or EU; none where it is of no country. */
    jurisdiction: Type.Optional(Country),
    /** Where each thing comes from, and what is not established. */
    source: Type.Optional(Words),
    validFrom: Day,
    validTo: Type.Optional(Day),
    inhopeCountries: Type.Array(Country),
    rules: Type.Array(RuleSchema, { minItems: 1 }),
    /** Rules that hand over to the police, whose hosts are told as well; none is what switches it off. */
    directNotice: Type.Optional(Type.Array(Words)),
    ...TERMS,
  },
  { additionalProperties: false },
)

/** Who is told what in which order, by country and legal class: data that a lawyer reviews. */
export type Policy = Static<typeof PolicySchema>

/**
 * Checks a policy.
 *
 * @throws {DomainError} `policy-invalid`, naming the first place that is wrong
 */
export function parsePolicy(value: unknown): Policy {
  if (!Value.Check(PolicySchema, value)) {
    const first = Value.Errors(PolicySchema, value)[0]
    throw invalid(`${first?.instancePath || 'the file'} ${first?.message ?? ''}`.trim())
  }
  const problem = contradictionIn(value)
  if (problem) throw invalid(`${problem.path} ${CONTRADICTIONS[problem.code] ?? problem.code}`)
  return value
}

const invalid = (what: string) =>
  new DomainError('invalid', 'policy-invalid', `Reading a routing policy: ${what}`)

/** What no schema tells: parts that do not go together. */
export function contradictionIn(policy: Policy): PolicyProblem | null {
  const { blockedDays, deadlines, directNotice = [], holds, rules, validFrom, validTo } = policy
  const ids = rules.map(({ id }) => id)
  if (new Set(ids).size < ids.length) return { path: '/rules', code: 'rules-of-one-id' }
  const days: [string, string][] = [
    ['/validFrom', validFrom],
    ...(validTo === undefined ? [] : [['/validTo', validTo] satisfies [string, string]]),
    ...(blockedDays?.dates ?? []).map((day, at): [string, string] => [
      `/blockedDays/dates/${at}`,
      day,
    ]),
  ]
  const wrong = days.find(([, day]) => !isDay(day))
  if (wrong) return { path: wrong[0], code: 'no-such-day' }
  if (validTo !== undefined && validTo < validFrom) {
    return { path: '/validTo', code: 'ends-before-it-begins' }
  }
  if (blockedDays && !isTimeZone(blockedDays.timeZone)) {
    return { path: '/blockedDays/timeZone', code: 'time-zone-unknown' }
  }
  const handsOver = new Set(
    rules.filter(({ plan }) => plan.join() === 'police-hand-over').map(({ id }) => id),
  )
  if (!directNotice.every((id) => handsOver.has(id))) {
    return { path: '/directNotice', code: 'direct-notice-of-other-rule' }
  }
  const hours = deadlines?.escalation?.map(({ afterHours }) => afterHours) ?? []
  if (hours.some((hour, at) => at > 0 && hour <= hours[at - 1]!)) {
    return { path: '/deadlines/escalation', code: 'escalation-not-ascending' }
  }
  return holds && holds.remindHours >= holds.longestHours
    ? { path: '/holds/remindHours', code: 'reminder-too-early' }
    : null
}

/** The same for whoever reads it as a line. */
const CONTRADICTIONS: Partial<Record<PolicyProblem['code'], string>> = {
  'rules-of-one-id': 'has two of one id',
  'no-such-day': 'a day is in no calendar',
  'ends-before-it-begins': 'lies before /validFrom',
  'time-zone-unknown': 'is not known',
  'direct-notice-of-other-rule': 'names what is no rule that only hands over to the police',
  'escalation-not-ascending': 'does not ascend',
  'reminder-too-early': 'is no shorter than the longest hold',
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

/**
 * The first rule that fits decides; a case without a rule goes to a person, never to a default.
 *
 * @param policy null when none is in force
 */
export const route = (policy: Policy | null, facts: Facts): Route =>
  policy ? explain(policy, facts).route : { status: 'unroutable', reason: 'policy-not-valid-today' }
