import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { toProblem } from '../../errors.ts'
import { takeStreams } from '../../lists/linger.ts'
import { UPLOADS } from '../../routes/upload-routes.ts'
import { ById } from '../../schemas.ts'
import type { Parts } from '../../uploads/parts.ts'
import { receivePart } from '../../uploads/receive-part.ts'
import { FinishBody, PartQuery, PartsBody, uploadView } from '../../uploads/upload-schemas.ts'
import { ownUpload, type StoredUpload } from '../../uploads/upload-store.ts'
import { beginUpload, dropUpload, finishUpload } from '../../uploads/upload.ts'
import type { App } from '../../validation.ts'
import { viewOf } from '../reply-page.ts'
import { asFormProblem, saidIn } from './hand-in-form.ts'
import { wordsOf } from './words-of.ts'

type Deps = AppDeps & { parts: Parts }
const config = { access: 'list:write' } as const
const form = Type.String({ maxLength: 64 })
const BeginForm = Type.Object({
  form,
  size: Type.String({ pattern: '^[1-9]\\d{0,14}$' }),
  headSha256: PartsBody.properties.headSha256,
})
const FinishForm = Type.Object({ form, sha256: FinishBody.properties.sha256 })
/** Has the token of the session: the body is bytes of the file. */
const FORM_HEADER = 'form-token'

/** What the page sends a file in parts by; each is a request of somebody at the page. */
export const uploadPages = (deps: Deps) => async (app: App) => {
  app.post(
    '/console/uploads/:id/drop',
    { config, schema: { params: ById, body: Type.Object({ form }) } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const by = principalOf(request)
      const inside = { ...deps, spool: deps.parts.spool() }
      const listId = await dropUpload(inside, by, request.params.id)
      const location = `/console/hash-lists/${listId}/hand-in?done=dropped`
      return wantsData(request) ? reply.send({ location }) : reply.redirect(location, 303)
    },
  )

  await app.register(scriptRoutes(deps))
}

/** Asked by the script, which shows what is refused on the page that it is on. */
const scriptRoutes = (deps: Deps) => async (app: App) => {
  const options = { ...UPLOADS, ...deps.uploads }
  const inside = () => ({ ...deps, spool: deps.parts.spool() })
  app.setErrorHandler((error, request, reply) => sendRefusal(deps, request, reply, error))

  app.post(
    '/console/hash-lists/:id/uploads',
    { config, schema: { params: ById, body: BeginForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { size, headSha256 } = request.body
      const begun = {
        listId: request.params.id,
        said: saidIn(request.body),
        // what its codes mean is said on the page that follows
        mapsLater: true,
        size: Number(size),
        headSha256: Buffer.from(headSha256, 'hex'),
      }
      const by = principalOf(request)
      const { upload } = await beginUpload(inside(), by, begun, options).catch(asFormProblem)
      return reply.send(told(upload))
    },
  )

  app.post(
    '/console/uploads/:id',
    { config, schema: { params: ById, body: Type.Object({ form }) } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      return reply.send(told(await ownUpload(deps, principalOf(request), request.params.id)))
    },
  )

  app.post(
    '/console/uploads/:id/finish',
    { config, schema: { params: ById, body: FinishForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const sha256 = Buffer.from(request.body.sha256, 'hex')
      const said = { id: request.params.id, sha256 }
      const by = principalOf(request)
      const upload = await finishUpload(inside(), by, said).catch(asFormProblem)
      deps.parts.wake()
      return reply.send(told(upload))
    },
  )

  await app.register(partRoute(deps, options.stallMs))
}

const partRoute = (deps: Deps, stallMs: number) => async (app: App) => {
  const stopping = new AbortController()
  app.addHook('preClose', async () => stopping.abort())
  takeStreams(app)
  app.post(
    '/console/uploads/:id/parts',
    {
      config: { ...config, isStreamed: true },
      schema: { params: ById, querystring: PartQuery },
    },
    async (request, reply) => {
      checkForm(request, deps, { form: String(request.headers[FORM_HEADER] ?? '') })
      const part = { id: request.params.id, offset: request.query.offset }
      const offset = await receivePart(deps, request, part, { stallMs, stop: stopping.signal })
      return reply.send({ offset })
    },
  )
}

const told = (upload: StoredUpload) => {
  const { id, state, size, offset, partBytes, submissionId } = uploadView(upload)
  const location =
    submissionId === null
      ? null
      : `/console/submissions/${submissionId}?done=${state === 'done' ? 'known' : 'sent'}`
  return { id, size, offset, partBytes, location }
}

const wantsData = ({ headers }: FastifyRequest): boolean => headers.accept === 'application/json'

function sendRefusal(deps: Deps, request: FastifyRequest, reply: FastifyReply, error: unknown) {
  const told = toProblem(error, deps.log, request.routeOptions.url)
  const view = viewOf(deps, request, reply, null)
  return reply.code(told.status).send({ code: told.code, words: wordsOf(view, told) })
}
