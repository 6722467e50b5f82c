import { LEGAL_CLASSES, TIERS } from '@nightlight/contract'
import { Type } from 'typebox'
import { MATCH_VARIANTS } from '../match-store.ts'
import { Id, SecondOpinions, Time, Verdict, nullable, oneOf } from '../schemas.ts'
import { Counts, SUBMISSION_STATES } from './list-schemas.ts'

const Count = Type.Integer({ minimum: 0 })
const Named = Type.Object({ id: Id, name: Type.String() })
const Followed = nullable(
  Type.String({ format: 'uuid', description: 'For those who may follow cases; null for others' }),
)

export const Rests = Type.Object({
  counts: Type.Object({
    matches: Type.Object({
      all: Count,
      undecided: Count,
      confirmed: Count,
      rejected: Count,
      held: Type.Integer({ description: 'Found by looking back, and not released' }),
    }),
    takedowns: Type.Record(Type.String(), Count, { description: 'By status' }),
    notices: Type.Record(Type.String(), Count, { description: 'By state' }),
    retractions: Counts,
  }),
  items: Type.Array(
    Type.Object({
      matchId: Followed,
      entryId: Id,
      tier: oneOf(TIERS),
      legalClass: oneOf(LEGAL_CLASSES),
      matchedAt: Time,
      verdict: nullable(Verdict),
      isHeld: Type.Boolean(),
      takedowns: Type.Array(
        Type.Object({
          id: Followed,
          status: Type.String(),
          openedAt: Time,
          notices: Type.Array(
            Type.Object({
              id: Followed,
              kind: Type.String(),
              state: Type.String(),
              composedAt: Time,
              sentAt: nullable(Time),
            }),
          ),
        }),
      ),
    }),
    { description: 'Matches in the order they were found' },
  ),
  next: nullable(Id),
})

export const Provenance = Type.Object({
  id: Id,
  mediaId: Id,
  authority: Named,
  list: Type.Object({
    id: Id,
    name: Type.String(),
    expiresAt: nullable(Time),
    withdrawnAt: nullable(Time),
  }),
  submission: Type.Object({ id: Id, state: oneOf(SUBMISSION_STATES) }),
  entry: Type.Object({
    id: Id,
    status: oneOf(['active', 'suspended', 'revoked']),
    inForce: Type.Boolean(),
    legalClass: oneOf(LEGAL_CLASSES),
    category: nullable(Type.String()),
    reason: nullable(Type.String()),
    changedAt: nullable(Time),
  }),
  tier: oneOf(TIERS),
  algorithm: Type.String(),
  distance: Type.Integer({ description: 'Bits; 0 for digests' }),
  orientation: Type.Integer(),
  flavour: Type.String(),
  frame: Type.Integer(),
  variant: oneOf(MATCH_VARIANTS),
  listEpoch: Type.String({ description: 'Of the lists that it was compared with' }),
  matchedAt: Time,
  lookBack: nullable(Type.Object({ submissionId: Id, isHeld: Type.Boolean() })),
  decisions: Type.Array(
    Type.Object({ verdict: Verdict, reason: Type.String(), actor: Type.String(), at: Time }),
  ),
  secondOpinions: SecondOpinions,
})
