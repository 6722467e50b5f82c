import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { Id, oneOf, Reason } from '../schemas.ts'
import { exportCase, EXPORT_REASONS, type CaseExportRequest } from './export-case.ts'

/** What somebody says to export a case, but for who they are. */
export const exportFields = {
  reason: oneOf(EXPORT_REASONS),
  legalBasis: Reason,
}
export const ExportBody = Type.Object(
  { ...exportFields, recipientId: Type.Optional(Id) },
  { additionalProperties: false },
)

/** While an export is sent it holds a connection to the database; whoever reads slower gets it cut off. */
const SEND_MS = 10 * 60_000

/** Answers with an export, as a file that the browser keeps and nobody else does. */
export async function sendCase(
  deps: AppDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: Omit<CaseExportRequest, 'by'>,
): Promise<FastifyReply> {
  const { actor, role } = principalOf(request)
  const made = await exportCase(deps, { ...asked, by: { actor, role } })
  const stream = Readable.from(made.content, { objectMode: false })
  const late = setTimeout(() => stream.destroy(new Error('Sending a case: too slow')), SEND_MS)
  stream.once('close', () => {
    clearTimeout(late)
    made[Symbol.asyncDispose]().catch(() => deps.log.warn('export not closed'))
  })
  return reply
    .header('content-disposition', `attachment; filename="${made.fileName}"`)
    .type(made.encrypted ? 'application/pgp-encrypted' : 'application/zip')
    .send(stream)
}
