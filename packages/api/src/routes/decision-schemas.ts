import { Type } from 'typebox'
import { Id, Reason, Time, Verdict } from '../schemas.ts'

export const DecisionBody = Type.Object(
  {
    verdict: Verdict,
    reason: Reason,
    seen: Type.Optional(
      Type.Union([Id, Type.Null()], {
        description:
          'Id of the `decision` that the match had when you looked, null for none: 409 `decided-meanwhile` where another person decided it since. Without it the newest is overturned whatever it is',
      }),
    ),
  },
  { additionalProperties: false },
)

export const MadeDecision = Type.Object({
  id: Id,
  matchId: Id,
  verdict: Verdict,
  actor: Type.String(),
  at: Time,
})
