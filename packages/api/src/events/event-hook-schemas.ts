import { EVENT_TYPES } from '@nightlight/contract'
import { MAX_SECRET_HOURS, SECRET_HOURS } from '@nightlight/notices'
import { Type } from 'typebox'
import { Id, nullable, oneOf, Page, TEXT, Time } from '../schemas.ts'

const Types = Type.Array(oneOf(EVENT_TYPES), { minItems: 1, maxItems: EVENT_TYPES.length })

export const HookBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80, pattern: TEXT }),
    url: Type.String({
      maxLength: 2048,
      description: 'https, of a public host; it is kept sealed',
    }),
    types: Types,
    providerId: Type.Optional(Type.String({ format: 'uuid', description: 'Told of its own only' })),
    authorityId: Type.Optional(
      Type.String({ format: 'uuid', description: 'Told of its own only' }),
    ),
  },
  { additionalProperties: false },
)

export const RotateHookBody = Type.Object(
  {
    overlapHours: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_SECRET_HOURS,
        default: SECRET_HOURS,
        description: 'How long the old secret signs as well',
      }),
    ),
  },
  { additionalProperties: false },
)

export const Hook = Type.Object({
  id: Id,
  name: Type.String(),
  types: Type.Array(oneOf(EVENT_TYPES)),
  providerId: nullable(Id),
  authorityId: nullable(Id),
  state: oneOf(['active', 'paused', 'ended', 'removed'], {
    description: '`ended`: the subscriber answered 410',
  }),
  because: nullable(oneOf(['by-person', 'failing', 'gone'])),
  stateAt: Time,
  madeAt: Time,
  failingSince: nullable(Time),
  retryAt: nullable(Time),
  deliveredAt: nullable(Time),
  waiting: Type.Integer({ description: 'Events that were not delivered yet' }),
  attention: nullable(
    oneOf(['event-hook-failing', 'event-hook-gone'], {
      description: 'What an administrator has to see to; nothing is sent before',
    }),
  ),
})
export const HookList = Type.Object({ items: Type.Array(Hook) })
export const MadeHook = Type.Object({
  id: Id,
  secret: Type.String({ description: 'Shown this once' }),
})
export const TestedHook = Type.Object({ id: Id, eventId: Id })

export const DeliveryQuery = Type.Object(Page, { additionalProperties: false })
export const DeliveryPage = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String({ format: 'uuid', description: 'The `webhook-id`' }),
      type: Type.String(),
      at: Time,
      state: oneOf(['waiting', 'delivered', 'given-up', 'dropped']),
      attempts: Type.Integer(),
      nextAt: nullable(Time),
      status: nullable(Type.Integer({ description: 'HTTP status of the last answer' })),
      problem: nullable(Type.String({ description: 'Why the last try failed' })),
      finishedAt: nullable(Time),
    }),
  ),
  next: nullable(Id),
})
