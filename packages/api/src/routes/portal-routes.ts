import { LEGAL_CLASSES } from '@nightlight/contract'
import { ITEM_STATES, ownTimes, toldItems } from '@nightlight/notices'
import { Type } from 'typebox'
import type { AppDeps } from '../app.ts'
import { asOwn, ownProvider } from '../console/portal/own-provider.ts'
import { iso } from '../iso.ts'
import { Id, nextOf, nullable, oneOf, Page, Problem, Time } from '../schemas.ts'
import type { App } from '../validation.ts'

const Query = Type.Object(
  {
    ...Page,
    state: Type.Optional(oneOf(ITEM_STATES, { description: 'All of them without' })),
    class: Type.Optional(oneOf(LEGAL_CLASSES)),
    olderThanHours: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 87_600, description: 'Told at least so long ago' }),
    ),
  },
  { additionalProperties: false },
)
const ItemList = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Id,
      references: Type.Array(Type.String(), {
        description: 'In the newest notice, as NL-2026-000001-1',
      }),
      noticeId: Id,
      notice: Type.String({ description: 'Reference of the newest notice' }),
      host: Type.String(),
      class: Type.String(),
      state: oneOf(ITEM_STATES),
      toldAt: Time,
      askedAt: Time,
      answer: nullable(Type.String()),
      answeredAt: nullable(Time),
    }),
  ),
  next: nullable(Id),
})

const ms = nullable(Type.Number())
const Times = Type.Object({
  n: Type.Integer(),
  ended: Type.Integer({ description: 'The rest counts for as long as it was waited for' }),
  over: Type.Integer({
    description:
      'Of the rest, what is not waited for any more: taken back, moved, closed, or gone without an answer',
  }),
  within: Type.Array(Type.Object({ hours: nullable(Type.Integer()), count: Type.Integer() }), {
    description: 'Ended ones by the bound that they kept; null for longer than all',
  }),
  medianMs: ms,
  p90Ms: ms,
  within24h: nullable(Type.Number({ minimum: 0, maximum: 1 })),
  isFew: Type.Boolean({ description: 'Below ten: they say little' }),
})
const OwnTimes = Type.Object({
  asOf: Time,
  since: Time,
  truncated: Type.Boolean({ description: 'Only the 5,000 items told last are counted' }),
  goneBefore: Type.Integer({ description: 'Gone before they were told; in no other figure' }),
  answer: Times,
  removal: Times,
  open: Type.Object({
    ages: Type.Array(Type.Object({ hours: nullable(Type.Integer()), count: Type.Integer() })),
    oldestToldAt: nullable(Time),
  }),
})

/** The portal for programs: what the provider of a key was told of, and how fast it answered. */
export const portalRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now } = deps

  app.get(
    '/v1/provider/items',
    {
      config: { access: 'portal:use', reads: 'told_item' },
      schema: {
        summary: 'What the provider of this key was told of, told longest ago first',
        description:
          '`open` waits for an answer since the newest notice; answers go to POST /v1/notices/{noticeId}/replies or /v1/replies/import',
        querystring: Query,
        response: { 200: ItemList, default: Problem },
      },
    },
    async (request) => {
      const providerId = ownProvider(request)
      const { state, class: legalClass, olderThanHours, limit, after } = request.query
      const filter = {
        state: state ?? null,
        legalClass: legalClass ?? null,
        olderThanHours: olderThanHours ?? null,
      }
      const page = { now: now(), limit, after: after ?? null }
      const items = await asOwn(db, providerId, (own) => toldItems(own, providerId, filter, page))
      const told = items.map(({ legalClass: name, ...item }) => ({ ...item, class: name }))
      return iso({ items: told, next: nextOf(items, limit) })
    },
  )

  app.get(
    '/v1/provider/response-times',
    {
      config: { access: 'portal:use', reads: 'response_times' },
      schema: {
        summary: 'How fast the provider of this key answered and removed, in 365 days',
        description:
          'From the first notice (T6) to the first answer, and to first seen gone (T9) once verified; Kaplan-Meier, so that what is open counts',
        response: { 200: OwnTimes, default: Problem },
      },
    },
    async (request) => iso(await ownTimes(db, ownProvider(request), now())),
  )
}
