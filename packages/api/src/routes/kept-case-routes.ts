import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { ExportBody, type CaseSending } from '../case-export/send-case.ts'
import { iso } from '../iso.ts'
import { keepCase, withdrawKeptCase } from '../kept-cases/keep-case.ts'
import { keptCases } from '../kept-cases/kept-case-store.ts'
import { sendKeptCase } from '../kept-cases/send-kept-case.ts'
import { ById, Id, Problem, Time, nullable } from '../schemas.ts'
import type { App } from '../validation.ts'

const bytes = Type.Unsafe<unknown>(Type.String({ contentEncoding: 'binary' }))
const KeptCase = Type.Object({
  id: Id,
  takedownId: Id,
  reason: Type.String(),
  fileName: Type.String(),
  isEncrypted: Type.Boolean({ description: 'To the OpenPGP key of the authority' }),
  bytes: Type.Integer(),
  madeAt: Time,
  lastReadAt: nullable(Time),
})
const KeepBody = Type.Object(
  { ...ExportBody.properties, recipientId: Id },
  { additionalProperties: false },
)

/** Cases that were put together for an authority, and wait for its officers. */
export const keptCaseRoutes = (deps: AppDeps & CaseSending) => async (app: App) => {
  app.post(
    '/v1/takedowns/:id/kept-exports',
    {
      config: { access: 'case:export' },
      schema: {
        summary: 'Put a case together for the police, and keep it for their officers',
        description:
          'As an export, but kept here, sealed, for as long as the retention schedule says, up to 256 MiB. Each one is an export of its own; no image is in it.',
        params: ById,
        body: KeepBody,
        response: { 201: Type.Object({ id: Id }), default: Problem },
      },
    },
    async (request, reply) => {
      const { actor, role } = principalOf(request)
      const asked = { takedownId: request.params.id, ...request.body, by: { actor, role } }
      return reply.code(201).send({ id: await keepCase(deps, asked) })
    },
  )

  app.get(
    '/v1/kept-cases',
    {
      config: { access: 'hand-over:read', reads: 'kept_case' },
      schema: {
        summary: 'Cases that are kept for the own authority, the newest first, 200 at most',
        response: { 200: Type.Object({ items: Type.Array(KeptCase) }), default: Problem },
      },
    },
    async (request) =>
      iso({ items: await keptCases(deps.db, principalOf(request), { limit: 200 }) }),
  )

  app.get(
    '/v1/kept-cases/:id/file',
    {
      config: { access: 'hand-over:read', reads: 'kept_case' },
      schema: {
        summary: 'One of them, as the archive that it is; each download is in the log',
        params: ById,
        response: {
          200: {
            content: {
              'application/zip': { schema: bytes },
              'application/pgp-encrypted': { schema: bytes },
            },
          },
          default: Problem,
        },
      },
    },
    async (request, reply) => {
      await sendKeptCase(deps, request, reply)
      return reply
    },
  )

  app.delete(
    '/v1/kept-cases/:id',
    {
      config: { access: 'case:export' },
      schema: {
        summary: 'Take back what is kept of a case',
        params: ById,
        response: { 204: Type.Null(), default: Problem },
      },
    },
    async (request, reply) => {
      await withdrawKeptCase(deps.db, request.params.id, principalOf(request).actor)
      return reply.code(204).send(null)
    },
  )
}
