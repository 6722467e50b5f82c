import { DomainError, LEGAL_CLASSES, type LegalClass } from '@nightlight/contract'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

export const STEPS = [
  'police-hand-over',
  'iccam-hand-over',
  'provider-notice',
  'upstream-escalation',
  'registrar-escalation',
] as const
export type Step = (typeof STEPS)[number]

const RuleSchema = Type.Object(
  {
    id: Type.String({ minLength: 1 }),
    /** Why a case goes this way, in words for the person who asks. */
    because: Type.String({ minLength: 1 }),
    countries: Type.Optional(Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), { minItems: 1 })),
    inhope: Type.Optional(Type.Boolean()),
    legalClasses: Type.Array(Type.Enum([...LEGAL_CLASSES]), { minItems: 1 }),
    plan: Type.Array(Type.Enum([...STEPS])),
  },
  { additionalProperties: false },
)

export const PolicySchema = Type.Object(
  {
    id: Type.String({ minLength: 1 }),
    title: Type.String({ minLength: 1 }),
    validFrom: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    validTo: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
    inhopeCountries: Type.Array(Type.String({ pattern: '^[A-Z]{2}$' })),
    rules: Type.Array(RuleSchema, { minItems: 1 }),
  },
  { additionalProperties: false },
)

/** Who is told what in which order, by country and legal class: data that a lawyer reviews. */
export type Policy = Static<typeof PolicySchema>

export type Route =
  | { status: 'routed'; rule: string; because: string; plan: Step[] }
  | { status: 'unroutable'; reason: 'no-rule' | 'policy-not-valid-today' }

/**
 * Checks a policy file.
 *
 * @throws {DomainError} `policy-invalid`, naming the first place that is wrong
 */
export function parsePolicy(value: unknown): Policy {
  if (Value.Check(PolicySchema, value)) return value
  const first = Value.Errors(PolicySchema, value)[0]
  throw new DomainError(
    'invalid',
    'policy-invalid',
    `Reading a routing policy: ${first?.instancePath || 'the file'} ${first?.message ?? ''}`.trim(),
  )
}

/**
 * The first rule that fits decides; a case without a rule goes to a person, never to a default.
 *
 * @param facts.country ISO 3166 code of the hosting country, null when unknown: only a rule without
 *   a country fits then
 */
export function route(
  policy: Policy,
  facts: { country: string | null; legalClass: LegalClass; today: Date },
): Route {
  const day = facts.today.toISOString().slice(0, 10)
  if (day < policy.validFrom || (policy.validTo !== undefined && day > policy.validTo)) {
    return { status: 'unroutable', reason: 'policy-not-valid-today' }
  }
  const { country } = facts
  const inhope = country !== null && policy.inhopeCountries.includes(country)
  const rule = policy.rules.find(
    (candidate) =>
      candidate.legalClasses.includes(facts.legalClass) &&
      (candidate.countries === undefined ||
        (country !== null && candidate.countries.includes(country))) &&
      (candidate.inhope === undefined || candidate.inhope === inhope),
  )
  if (!rule || rule.plan.length === 0) return { status: 'unroutable', reason: 'no-rule' }
  return { status: 'routed', rule: rule.id, because: rule.because, plan: [...rule.plan] }
}
