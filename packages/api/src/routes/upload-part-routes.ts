import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { iso } from '../iso.ts'
import { takeStreams } from '../lists/linger.ts'
import { mustSeeList } from '../lists/list-scope.ts'
import { ById, Problem } from '../schemas.ts'
import type { Parts } from '../uploads/parts.ts'
import { keptUploads } from '../uploads/kept-uploads.ts'
import { receivePart } from '../uploads/receive-part.ts'
import { ownUpload } from '../uploads/upload-store.ts'
import {
  FinishBody,
  KeptUploads,
  keptView,
  PartQuery,
  PartsBody,
  PartsQuery,
  Upload,
  uploadView,
} from '../uploads/upload-schemas.ts'
import { beginUpload, dropUpload, finishUpload } from '../uploads/upload.ts'
import type { App } from '../validation.ts'
import { UPLOADS } from './upload-routes.ts'

type Deps = AppDeps & { parts: Parts }
const access = 'list:write'

/** Files that come in parts: what is here outlives a connection, a program that sends, and this process. */
export const uploadPartRoutes = (deps: Deps) => async (app: App) => {
  const options = { ...UPLOADS, ...deps.uploads }
  const inside = () => ({ ...deps, spool: deps.parts.spool() })

  app.post(
    '/v1/hash-lists/:id/uploads',
    {
      config: { access },
      schema: {
        summary: 'Begin to hand in a file in parts',
        description:
          'Goes on with the upload that the same key began of a file that begins so and is as long: send what `offset` says on. Then send the parts one after the other, and finish. Not for an authority that takes only what is signed.',
        params: ById,
        querystring: PartsQuery,
        body: PartsBody,
        response: { 200: Upload, 201: Upload, default: Problem },
      },
    },
    async (request, reply) => {
      const { size, headSha256 } = request.body
      const begun = {
        listId: request.params.id,
        said: request.query,
        mapsLater: request.query.mapLater ?? false,
        size,
        headSha256: Buffer.from(headSha256, 'hex'),
      }
      const by = principalOf(request)
      const { upload, isResumed } = await beginUpload(inside(), by, begun, options)
      return reply.code(isResumed ? 200 : 201).send(iso(uploadView(upload)))
    },
  )

  app.get(
    '/v1/hash-lists/:id/uploads',
    {
      config: { access },
      schema: {
        summary: 'Files of the authority of a list that are not whole or not read yet',
        description:
          'Of any of its lists, whoever began them: so many are kept and no more. Only the key that began one goes on with it; any that may hand in throws it away.',
        params: ById,
        response: { 200: KeptUploads, default: Problem },
      },
    },
    async (request) => {
      const by = principalOf(request)
      await mustSeeList(deps.db, by, request.params.id)
      const kept = await keptUploads(deps.db, request.params.id)
      return iso({ items: kept.map((one) => keptView(one, by)) })
    },
  )

  app.get(
    '/v1/uploads/:id',
    {
      config: { access },
      schema: {
        summary: 'How much of a file is here, and what became of it',
        params: ById,
        response: { 200: Upload, default: Problem },
      },
    },
    async (request) =>
      iso(uploadView(await ownUpload(deps, principalOf(request), request.params.id))),
  )

  app.post(
    '/v1/uploads/:id/finish',
    {
      config: { access },
      schema: {
        summary: 'Have a file that is here as a whole read into a submission',
        description:
          'Answers at once; GET /v1/submissions/{submissionId} tells how far it is. A file whose digest is another one is thrown away. Said twice it is done once.',
        params: ById,
        body: FinishBody,
        response: { 200: Upload, default: Problem },
      },
    },
    async (request) => {
      const sha256 = Buffer.from(request.body.sha256, 'hex')
      const said = { id: request.params.id, sha256 }
      const upload = await finishUpload(inside(), principalOf(request), said)
      deps.parts.wake()
      return iso(uploadView(upload))
    },
  )

  app.delete(
    '/v1/uploads/:id',
    {
      config: { access },
      schema: {
        summary: 'Throw away what is here of a file, also of one that a colleague began',
        description:
          'Of a colleague’s only as long as not all of it has come: afterwards it is refused with `upload-not-receiving`, and what became of it stays for whoever sent it. While it is read: `upload-being-read`.',
        params: ById,
        response: { 204: Type.Null(), default: Problem },
      },
    },
    async (request, reply) => {
      await dropUpload(inside(), principalOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  await app.register(partRoute(deps, options.stallMs))
}

const partRoute = (deps: Deps, stallMs: number) => async (app: App) => {
  const stopping = new AbortController()
  app.addHook('preClose', async () => stopping.abort())
  takeStreams(app)
  app.patch(
    '/v1/uploads/:id',
    {
      config: { access, isStreamed: true },
      schema: {
        summary: 'Send the next part of a file',
        description:
          'The body is the bytes from `offset` on: at most `partBytes`, at least 1 MiB unless they are the last ones. A part that is cut off leaves no trace; ask where to go on, and send it again.',
        params: ById,
        querystring: PartQuery,
        body: { content: { '*/*': { schema: Type.Unsafe<unknown>({}) } } },
        response: { 200: Upload, default: Problem },
      },
    },
    async (request) => {
      const { id } = request.params
      const part = { id, offset: request.query.offset }
      await receivePart(deps, request, part, { stallMs, stop: stopping.signal })
      return iso(uploadView(await ownUpload(deps, principalOf(request), id)))
    },
  )
}
