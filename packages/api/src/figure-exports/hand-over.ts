import { DomainError, LANGUAGES } from '@nightlight/contract'
import { writeAudit } from '@nightlight/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type, type Static } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { oneOf } from '../schemas.ts'
import { exportFile, FORMATS } from './export-file.ts'
import { readExport } from './export-store.ts'
import { makeExport, remake, type ExportAsked, type MadeExport } from './make-export.ts'
import type { FigureMaking } from './own-slots.ts'

export const FileQuery = Type.Object(
  {
    format: oneOf(FORMATS),
    language: Type.Optional(
      oneOf(LANGUAGES, { description: 'That of the provider for a letter, else English' }),
    ),
  },
  { additionalProperties: false },
)

/** Ends work that reads much once nobody waits for it. */
function untilGone(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished)
      gone.abort(new Error(`Making figures: ${request.method} given up`))
  })
  return gone.signal
}

/** Makes figures for whoever asks, one thing at a time. @throws {DomainError} as `makeExport`; conflict `figures-busy` */
export async function makeFor(
  deps: AppDeps & FigureMaking,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: ExportAsked,
): Promise<MadeExport> {
  const { actor } = principalOf(request)
  using _slot = deps.figureSlots.take(actor)
  return await makeExport(deps, asked, actor, untilGone(request, reply))
}

/** Makes figures again and compares. @throws {DomainError} not-found `not-found`; conflict `figures-busy` */
export async function remakeFor(
  deps: AppDeps & FigureMaking,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
): Promise<{ digest: string; recomputed: string; same: boolean }> {
  const { actor } = principalOf(request)
  using _slot = deps.figureSlots.take(actor)
  const { digest, content } = await requireExport(deps, id)
  const again = await remake(deps.db, content, untilGone(request, reply))
  const same = again.digest === digest
  const about = { actor, objectType: 'figures', objectId: id }
  await writeAudit(deps.db, { ...about, action: 'figures.verified', detail: { same } })
  return { digest, recomputed: again.digest, same }
}

/** @throws {DomainError} not-found `not-found` */
export async function requireExport({ db }: Pick<AppDeps, 'db'>, id: string) {
  const kept = await readExport(db, { id })
  if (!kept) throw new DomainError('not-found', 'not-found', 'Reading figures: none such')
  return kept
}

/** Answers with the file; that it was had is in the log before. @throws {DomainError} as `exportFile`, `requireExport` */
export async function handOver(
  deps: AppDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, ...wanted }: { id: string } & Static<typeof FileQuery>,
): Promise<FastifyReply> {
  const { digest, content } = await requireExport(deps, id)
  const { name, type, body } = await exportFile(content, digest, wanted)
  await writeAudit(deps.db, {
    actor: principalOf(request).actor,
    action: 'figures.downloaded',
    objectType: 'figures',
    objectId: id,
    detail: { format: wanted.format, language: wanted.language ?? null },
  })
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('x-figures-digest', `sha256:${digest}`)
    .send(body)
}
