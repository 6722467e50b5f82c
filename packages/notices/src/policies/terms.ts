import { Type, type Static } from 'typebox'

/** Whom a case goes to when nothing else helped: by a letter of ours, to an authority by hand. */
export const LADDER_STEPS = ['upstream', 'registrar', 'registry', 'authority'] as const
export type LadderStep = (typeof LADDER_STEPS)[number]

/** From Sunday on, as `Date` counts them. */
export const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const

const Hours = Type.Number({ exclusiveMinimum: 0, maximum: 366 * 24 })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
/** The longest that a first notice may wait for others. */
export const LONGEST_GROUP_HOURS = 72
const strict = { additionalProperties: false }

/** The parts of a policy that a takedown goes on by after it was routed; what is left out is as in `deadline.ts`. */
export const TERMS = {
  deadlines: Type.Optional(
    Type.Object(
      {
        /** What a host is given by a code or a law before the first reminder; else as later ones. */
        answerHours: Type.Optional(Hours),
        repeatHours: Type.Optional(Hours),
        /** Since the first notice, ascending. */
        escalation: Type.Optional(
          Type.Array(
            Type.Object({ afterHours: Hours, step: Type.Enum([...LADDER_STEPS]) }, strict),
            { maxItems: 8 },
          ),
        ),
      },
      strict,
    ),
  ),
  /** How long a first notice waits for others to the same provider. */
  groupWindowHours: Type.Optional(Type.Number({ minimum: 0, maximum: LONGEST_GROUP_HOURS })),
  /** Days of the place on which no notice goes to a provider; what goes to the police is not held. */
  blockedDays: Type.Optional(
    Type.Object(
      {
        timeZone: Type.String({ minLength: 1 }),
        weekdays: Type.Optional(Type.Array(Type.Enum([...WEEKDAYS]), { maxItems: 6 })),
        dates: Type.Optional(Type.Array(Day, { maxItems: 400 })),
      },
      strict,
    ),
  ),
  /** How long police may hold a case at most, and how long before its end a person is told. */
  holds: Type.Optional(Type.Object({ longestHours: Hours, remindHours: Hours }, strict)),
  /** Ids of texts in infra/legal; only these are printed in a notice. */
  legal: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z0-9-]{1,64}$' }))),
}

const TermsSchema = Type.Object(TERMS)
export type Terms = Static<typeof TermsSchema>
export type BlockedDays = NonNullable<Terms['blockedDays']>

/** What a takedown keeps of the policy that it was routed by. */
export function termsOf(policy: Terms): Terms {
  const { blockedDays, deadlines, groupWindowHours, holds, legal } = policy
  return {
    ...(deadlines && { deadlines }),
    ...(groupWindowHours !== undefined && { groupWindowHours }),
    ...(blockedDays && { blockedDays }),
    ...(holds && { holds }),
    ...(legal && { legal }),
  }
}
