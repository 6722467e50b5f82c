import { listEvents, proveEvent, readPublicTile, requireCheckpoint } from '@nightlight/audit'
import { DomainError } from '@nightlight/contract'
import { Type } from 'typebox'
import type { AppDeps } from '../app.ts'
import { ById, Page, Problem } from '../schemas.ts'
import type { App } from '../validation.ts'

const Event = Type.Object({
  index: Type.Optional(Type.Integer({ description: 'place in the log' })),
  id: Type.String(),
  at: Type.String({ description: 'UTC, microseconds' }),
  action: Type.String(),
  objectType: Type.String(),
  objectId: Type.String(),
  role: Type.String({ description: 'in which it was done, or system' }),
  commitment: Type.String({
    description: 'HMAC-SHA-256 of who it was and of the detail, under a salt that is kept sealed',
  }),
})
const Events = Type.Object({
  items: Type.Array(Event),
  next: Type.Union([Type.Integer(), Type.Null()], { description: 'for `from` of the next page' }),
})
const Proof = Type.Object({
  event: Event,
  index: Type.Integer(),
  size: Type.Integer(),
  proof: Type.Array(Type.String(), { description: 'base64, from the leaf upwards (RFC 6962)' }),
  checkpoint: Type.String({ description: 'signed note (C2SP tlog-checkpoint)' }),
})
const Query = Type.Object(
  { limit: Page.limit, from: Type.Integer({ minimum: 0, maximum: 2 ** 52, default: 0 }) },
  { additionalProperties: false },
)
const TilePath = Type.Object({ '*': Type.String({ maxLength: 64 }) })
const ofType = (type: string, schema: ReturnType<typeof Type.Unsafe<string | Buffer>>) => ({
  content: { [type]: { schema } },
})
const bytes = Type.Unsafe<string | Buffer>(Type.String())

const config = { access: 'audit:read' } as const
/** The head alone, made to be handed around, says nothing of what was done: asking for it is no event. */
const reading = { ...config, reads: 'audit' } as const

/** The log of what was done, for those who verify it: codes, ids and commitments only. */
export const auditRoutes =
  ({ db }: AppDeps) =>
  async (app: App) => {
    app.get(
      '/v1/audit/checkpoint',
      {
        config,
        schema: {
          summary: 'The newest signed head of the log (C2SP tlog-checkpoint)',
          response: { 200: ofType('text/plain', bytes), default: Problem },
        },
      },
      async (_request, reply) => {
        const note = await requireCheckpoint(db)
        return reply.type('text/plain; charset=utf-8').send(note)
      },
    )

    app.get(
      '/v1/audit/tile/*',
      {
        config: reading,
        schema: {
          summary: 'Hashes of the tree, or a bundle of events (C2SP tlog-tiles)',
          params: TilePath,
          response: { 200: ofType('application/octet-stream', bytes), default: Problem },
        },
      },
      async ({ params }, reply) => {
        const tile = await readPublicTile(db, `tile/${params['*']}`)
        if (!tile) throw new DomainError('not-found', 'not-found', 'Reading a tile: none such')
        return reply.type('application/octet-stream').send(tile)
      },
    )

    app.get(
      '/v1/audit/events',
      {
        config: reading,
        schema: {
          summary: 'What was done, in the order of the log, without who it was',
          querystring: Query,
          response: { 200: Events, default: Problem },
        },
      },
      async ({ query: { limit, from } }) => {
        const items = await listEvents(db, { from, limit })
        const last = items.at(-1)
        return { items, next: last && items.length === limit ? last.index + 1 : null }
      },
    )

    app.get(
      '/v1/audit/events/:id/proof',
      {
        config: reading,
        schema: {
          summary: 'That an event is in the signed log',
          params: ById,
          response: { 200: Proof, default: Problem },
        },
      },
      async ({ params }) => proveEvent(db, params.id),
    )
  }
