import { Type } from 'typebox'
import type { AppDeps } from '../app.ts'
import { iso } from '../iso.ts'
import { ById, Id, nextOf, nullable, oneOf, Page, Problem, TEXT, Time } from '../schemas.ts'
import type { App } from '../validation.ts'
import { EXPORT_KINDS, type ExportContent } from './export-content.ts'
import { FORMATS, FORMATS_OF } from './export-file.ts'
import { listExports, type KeptExport } from './export-store.ts'
import { FileQuery, handOver, makeFor, remakeFor, requireExport } from './hand-over.ts'
import type { FigureMaking } from './own-slots.ts'

export const PeriodName = Type.String({
  pattern: '^20\\d{2}(-(Q[1-4]|0[1-9]|1[0-2]))?$',
  description: 'A year, quarter or month, UTC: 2026, 2026-Q3, 2026-09',
})
export const Statement = Type.String({ minLength: 1, maxLength: 4000, pattern: TEXT })
const Body = Type.Object(
  {
    kind: oneOf(EXPORT_KINDS),
    period: PeriodName,
    providerId: Type.Optional(Id),
    statement: Type.Optional(Statement),
    asOf: Type.Optional(Time),
  },
  { additionalProperties: false },
)
const digest = Type.String({ description: 'SHA-256 of the canonical content, 64 hex digits' })
const Export = {
  id: Id,
  digest,
  kind: oneOf(EXPORT_KINDS),
  period: Type.String(),
  providerId: nullable(Id),
  providerName: nullable(Type.String()),
  asOf: Time,
  madeAt: Time,
  madeBy: Type.String(),
  formats: Type.Array(oneOf(FORMATS)),
}
const Content = Type.Unsafe<ExportContent>({
  type: 'object',
  additionalProperties: true,
  description: 'What the digest is of, once canonical (RFC 8785)',
})
const bytes = Type.Unsafe<unknown>(Type.String({ contentEncoding: 'binary' }))
const file = {
  content: {
    'text/csv': { schema: bytes },
    'application/json': { schema: bytes },
    'text/html': { schema: bytes },
    'application/pdf': { schema: bytes },
  },
}
const config = { access: 'statistics:read' } as const

const summary = ({ id, kind, period, providerId, providerName, ...rest }: KeptExport) => ({
  id,
  digest: rest.digest,
  kind,
  period,
  providerId,
  providerName,
  ...iso({ asOf: rest.asOf, madeAt: rest.madeAt }),
  madeBy: rest.madeBy,
  formats: [...FORMATS_OF[kind]],
})

/** Figures that leave the house: made of the log of events as it was at an instant, the same whenever they are made again. */
export const figureExportRoutes = (deps: AppDeps & FigureMaking) => async (app: App) => {
  app.get(
    '/v1/exports',
    {
      config,
      schema: {
        summary: 'Figures that were made, the newest first',
        querystring: Type.Object(Page, { additionalProperties: false }),
        response: {
          200: Type.Object({ items: Type.Array(Type.Object(Export)), next: nullable(Id) }),
          default: Problem,
        },
      },
    },
    async ({ query: { limit, after } }) => {
      const items = await listExports(deps.db, { after, limit })
      return { items: items.map(summary), next: nextOf(items, limit) }
    },
  )

  app.post(
    '/v1/exports',
    {
      config,
      schema: {
        summary: 'Make figures: quarterly for INHOPE, yearly for article 22, or of one provider',
        description:
          'As known at `asOf`, a minute ago without. Made before of the same, they come out the same and keep their id. Reads all takedowns; one at a time for each caller.',
        body: Body,
        response: { 200: Type.Object({ id: Id, digest, content: Content }), default: Problem },
      },
    },
    async (request, reply) => {
      const { asOf, ...asked } = request.body
      return makeFor(deps, request, reply, {
        ...asked,
        ...(asOf === undefined ? {} : { asOf: new Date(asOf) }),
      })
    },
  )

  app.get(
    '/v1/exports/:id',
    {
      config,
      schema: {
        summary: 'Figures that were made',
        params: ById,
        response: { 200: Type.Object({ ...Export, content: Content }), default: Problem },
      },
    },
    async ({ params: { id } }) => {
      const kept = await requireExport(deps, id)
      return { ...summary(kept), content: kept.content }
    },
  )

  app.get(
    '/v1/exports/:id/file',
    {
      config,
      schema: {
        summary: 'The same as a file',
        params: ById,
        querystring: FileQuery,
        response: { 200: file, default: Problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      return handOver(deps, request, reply, { id, ...request.query })
    },
  )

  app.post(
    '/v1/exports/:id/verification',
    {
      config,
      schema: {
        summary: 'Compute the figures again from the events, and compare',
        params: ById,
        response: {
          200: Type.Object({ digest, recomputed: digest, same: Type.Boolean() }),
          default: Problem,
        },
      },
    },
    async (request, reply) => remakeFor(deps, request, reply, request.params.id),
  )
}
