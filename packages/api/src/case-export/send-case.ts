import { Readable } from 'node:stream'
import { DomainError } from '@nightlight/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import type { Slots } from '../lists/upload-slots.ts'
import { Id, oneOf, Reason } from '../schemas.ts'
import {
  exportCase,
  EXPORT_REASONS,
  type CaseExport,
  type CaseExportRequest,
} from './export-case.ts'

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

/** Exports that are made or sent at once; each holds one connection to the database, and uses another. */
export const EXPORTS_AT_ONCE = 2
const RETRY_SECONDS = 60

/** What the routes that export a case share. */
export type CaseSending = { exportSlots: Slots }

/**
 * Answers with an export, as a file that the browser keeps and nobody else does. It ends when whoever asked is gone.
 *
 * @throws {DomainError} conflict `exports-busy`; as `exportCase`
 */
export async function sendCase(
  deps: AppDeps & CaseSending,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: Omit<CaseExportRequest, 'by'>,
): Promise<FastifyReply> {
  const { actor, role } = principalOf(request)
  const slot = deps.exportSlots.take()
  if (!slot) {
    reply.header('retry-after', RETRY_SECONDS)
    throw new DomainError('conflict', 'exports-busy', 'Exporting a case: others are under way')
  }
  const gone = new AbortController()
  const { signal } = gone
  reply.raw.once('close', () => gone.abort())
  let made: CaseExport
  try {
    made = await exportCase(deps, { ...asked, by: { actor, role } }, { signal })
  } catch (error) {
    slot[Symbol.dispose]()
    // nobody is there to be told
    if (signal.aborted) return reply.hijack()
    throw error
  }
  const stream = Readable.from(made.content, { objectMode: false })
  const late = setTimeout(() => stream.destroy(new Error('Sending a case: too slow')), SEND_MS)
  stream.once('close', () => {
    clearTimeout(late)
    made[Symbol.asyncDispose]()
      .catch(() => deps.log.warn('export not closed'))
      .finally(() => slot[Symbol.dispose]())
  })
  signal.addEventListener('abort', () => stream.destroy())
  if (signal.aborted) {
    stream.destroy()
    return reply.hijack()
  }
  return reply
    .header('content-disposition', `attachment; filename="${made.fileName}"`)
    .type(made.encrypted ? 'application/pgp-encrypted' : 'application/zip')
    .send(stream)
}
