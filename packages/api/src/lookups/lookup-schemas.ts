import {
  ACCREDITATION_STATES,
  ALARM_KINDS,
  LOOKUP_ALGORITHMS,
  MOST_HASHES,
} from '@nightlight/matcher'
import { Type } from 'typebox'
import { Id, TEXT, Time, nullable, oneOf } from '../schemas.ts'

const Algorithm = oneOf(LOOKUP_ALGORITHMS)

export const LookupBody = Type.Object(
  {
    hashes: Type.Array(
      Type.Object(
        {
          algorithm: Algorithm,
          value: Type.String({ maxLength: 128, description: 'Hex, base64 or base32' }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: MOST_HASHES },
    ),
  },
  { additionalProperties: false },
)

export const LookupResults = Type.Object({
  results: Type.Array(
    Type.Object({
      known: Type.Boolean(),
      class: Type.Optional(oneOf(['csam', 'harmful'])),
    }),
    { description: 'In the order of the hashes; each of the same length in bytes' },
  ),
})

export const AccreditationBody = Type.Object(
  {
    providerId: Id,
    purpose: Type.String({ minLength: 1, maxLength: 500, pattern: TEXT }),
    algorithms: Type.Array(Algorithm, { minItems: 1, maxItems: 4 }),
    perceptual: Type.Optional(
      Type.Boolean({ description: 'Has to be said for `pdq`: likeness tells more than equality' }),
    ),
    listIds: Type.Array(Id, { minItems: 1, maxItems: 100 }),
    quotaMinute: Type.Integer({ minimum: 1, maximum: 100_000, description: 'Hashes' }),
    quotaDay: Type.Integer({ minimum: 1, maximum: 10_000_000, description: 'Hashes' }),
    days: Type.Integer({ minimum: 1, maximum: 366, description: 'Until it expires' }),
  },
  { additionalProperties: false },
)

export const AccreditationSchema = Type.Object(
  {
    id: Id,
    providerId: Id,
    purpose: Type.String(),
    algorithms: Type.Array(Algorithm),
    listIds: Type.Array(Id),
    quotaMinute: Type.Integer(),
    quotaDay: Type.Integer(),
    expiresAt: Time,
    state: oneOf(ACCREDITATION_STATES),
    proposer: Type.String(),
    proposedAt: Time,
    approver: nullable(Type.String()),
    approvedAt: nullable(Time),
    endedAt: nullable(Time),
    frozenAt: nullable(Time),
    canaries: Type.Integer(),
    calls: Type.Integer({ description: 'Answered in the last 30 days' }),
    hashes: Type.Integer({ description: 'Asked for in the last 30 days' }),
    hits: Type.Integer({ description: 'Of these, known; canaries do not count' }),
  },
  { description: 'Only one that is `approved` lets a provider ask' },
)

export const CanariesBody = Type.Object(
  { count: Type.Integer({ minimum: 1, maximum: 500 }) },
  { additionalProperties: false },
)
const Hex = Type.String({ pattern: '^[0-9a-f]+$' })
export const CanaryList = Type.Object({
  items: Type.Array(Type.Object({ md5: Hex, sha1: Hex, sha256: Hex, pdq: Hex }), {
    description: 'Shown once: the test set of the provider',
  }),
})

export const AlarmSchema = Type.Object({
  id: Id,
  kind: oneOf(ALARM_KINDS),
  providerId: Id,
  provider: Type.String({ description: 'Whose canary got out, or who asked' }),
  asker: nullable(Type.String({ description: 'Who asked for a canary of another' })),
  mediaId: nullable(Id),
  times: Type.Integer(),
  firstAt: Time,
  lastAt: Time,
  doneAt: nullable(Time),
})

export const DisclosureBody = Type.Object(
  {
    toProviders: Type.Boolean({
      description: 'Whether it may answer providers that are accredited',
    }),
  },
  { additionalProperties: false },
)
