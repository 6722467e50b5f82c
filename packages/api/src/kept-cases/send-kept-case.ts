import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { openKeptCase } from './kept-case-store.ts'

/** Answers with what is kept, as a file; whoever gets it is in the log before it leaves. */
export async function sendKeptCase(
  deps: AppDeps,
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { kept, content } = await openKeptCase(deps, principalOf(request), request.params.id)
  return reply
    .header('content-disposition', `attachment; filename="${kept.fileName}"`)
    .type(kept.isEncrypted ? 'application/pgp-encrypted' : 'application/zip')
    .send(Readable.from(content, { objectMode: false }))
}
