import { Readable } from 'node:stream'
import { DomainError } from '@nightlight/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, identityOf, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { toProblem } from '../../errors.ts'
import { authorityChosen } from '../../identity/identity-authority.ts'
import { noForeignFile } from '../../lists/file-head.ts'
import { authorityNames, readHashList, type HashList } from '../../lists/hash-list-store.ts'
import { COUNTRY } from '../../lists/list-schemas.ts'
import { takeStreams } from '../../lists/linger.ts'
import { notFound } from '../../lists/list-scope.ts'
import { openHashList } from '../../lists/open-hash-list.ts'
import { receiveUpload, tryUpload } from '../../lists/receive-upload.ts'
import { countsOf } from '../../lists/submission-view-store.ts'
import { uploadBytes } from '../../lists/upload-body.ts'
import type { UploadSlots } from '../../lists/upload-slots.ts'
import { checkUpload } from '../../machines/signed-upload.ts'
import { ruleOfList } from '../../machines/signature-rule-store.ts'
import { DRY_STALL_MS, UPLOADS } from '../../routes/upload-routes.ts'
import { ById, DoneCode, oneOf } from '../../schemas.ts'
import { keptUploads } from '../../uploads/kept-uploads.ts'
import { openUploads } from '../../uploads/upload-store.ts'
import { securityHeaders } from '../../security-headers.ts'
import type { App } from '../../validation.ts'
import { html, render } from '../html.ts'
import { AuthorityFields } from '../people/who-fields.ts'
import { refillForm } from '../refill-form.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { readHandInForm, sizeIn, wrong } from './hand-in-form.ts'
import { handInPage } from './hand-in-page.ts'
import { openListPage } from './open-list-page.ts'
import { readForm } from './read-form.ts'
import { triedPage } from './tried-page.ts'
import { wordsOf } from './words-of.ts'

type Deps = AppDeps & UploadSlots

/** Of a form, beside its file. */
const FORM_BYTES = 64 * 1024
const OpenForm = Type.Object({
  form: Type.String({ maxLength: 64 }),
  ...AuthorityFields,
  name: Type.String({ minLength: 1, maxLength: 80, pattern: '^[^\\p{Cc}]*$' }),
  legalClass: oneOf(['csam', 'harmful']),
  countries: Type.String({ maxLength: 800 }),
  negative: Type.Optional(Type.Literal('yes')),
})

/** A list is opened, and a file of hashes handed in to it, by forms of a browser. */
export const handInPages = (deps: Deps) => async (app: App) => {
  const { db, now } = deps

  app.get(
    '/console/hash-lists/new',
    { config: { access: 'list:write' } },
    async (request, reply) => {
      const view = viewOf(deps, request, reply, '/console/hash-lists/new')
      const isPolice = principalOf(request).role === 'police'
      const authorities = isPolice ? null : await authorityNames(db)
      return sendPage(reply, deps, openListPage(view, { authorities }))
    },
  )

  app.post(
    '/console/hash-lists/new',
    { config: { access: 'list:write' }, schema: { body: OpenForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { name, legalClass, countries, negative } = request.body
      const authority = await authorityChosen(db, request.body)
      const said = {
        ...(authority === undefined ? {} : { authority }),
        name,
        legalClass,
        jurisdictions: countriesIn(countries),
        negative: negative === 'yes',
      }
      const principal = principalOf(request)
      const { id } = await db
        .transaction()
        .execute((trx) => openHashList(trx, said, principal, now()))
      return reply.redirect(`/console/hash-lists/${id}/hand-in`, 303)
    },
  )

  app.get(
    '/console/hash-lists/:id/hand-in',
    {
      config: { access: 'list:write' },
      schema: { params: ById, querystring: Type.Object({ done: DoneCode }) },
    },
    async (request, reply) =>
      sendHandIn(deps, request, reply, {
        id: request.params.id,
        done: request.query.done ?? null,
      }),
  )

  await app.register(fileForms(deps))
}

const COUNTRY_CODE = new RegExp(COUNTRY)

/** Countries as people write them: `be, NL`. @throws {DomainError} invalid `countries-invalid` */
function countriesIn(text: string): string[] {
  const codes = text
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter(Boolean)
  if (codes.some((code) => !COUNTRY_CODE.test(code)))
    throw new DomainError(
      'invalid',
      'countries-invalid',
      'Opening a list: a country is two letters',
      {
        detail: { field: 'countries' },
      },
    )
  return [...new Set(codes)]
}

const fileForms = (deps: Deps) => async (app: App) => {
  const stopping = new AbortController()
  app.addHook('preClose', async () => stopping.abort())
  takeStreams(app)
  const config = { access: 'list:write', isStreamed: true } as const
  for (const action of ['hand-in', 'try'] as const) {
    app.post<{ Params: { id: string } }>(
      `/console/hash-lists/:id/${action}`,
      { config, schema: { params: ById } },
      async (request, reply) => {
        const list = await listOf(deps, request, request.params.id)
        const fields: Record<string, string> = {}
        try {
          return await take(
            deps,
            { request, reply, list, fields, isDryRun: action === 'try' },
            stopping.signal,
          )
        } catch (error) {
          return sendRefusal(deps, { request, reply, list, fields }, error)
        }
      },
    )
  }
}

async function listOf(deps: Deps, request: FastifyRequest, id: string): Promise<HashList> {
  const list = await readHashList(deps.db, principalOf(request), id)
  if (!list) throw notFound('list')
  return list
}

type Taking = {
  request: FastifyRequest
  reply: FastifyReply
  list: HashList
  /** Filled with what was typed, as far as it was read. */
  fields: Record<string, string>
}

async function take(
  deps: Deps,
  { request, reply, list, fields, isDryRun }: Taking & { isDryRun: boolean },
  stop: AbortSignal,
) {
  const options = { ...UPLOADS, ...deps.uploads }
  using slot = deps.uploadSlots.take()
  if (!slot) throw new DomainError('conflict', 'uploads-busy', 'Receiving a file: others come in')
  const limits = {
    maxBytes: isDryRun ? options.maxDryRunBytes : options.maxBytes,
    stallMs: isDryRun ? Math.min(options.stallMs, DRY_STALL_MS) : options.stallMs,
  }
  if (isDryRun && Number(request.headers['content-length'] ?? 0) > limits.maxBytes + FORM_BYTES)
    throw new DomainError('invalid', 'try-too-large', 'Trying a file: it is longer than is tried')
  const body = request.body instanceof Readable ? request.body : Readable.from([])
  const arriving = uploadBytes(body, limits, stop)
  const { fields: typed, file } = await readForm(arriving, request.headers['content-type'])
  Object.assign(fields, typed)
  checkForm(request, deps, { form: typed['form'] ?? '' })
  const by = principalOf(request)
  const check = { listId: list.id, isKept: !isDryRun, actor: by.actor }
  await checkUpload({ ...deps, publicUrl: identityOf(deps).publicUrl }, request, check)
  if (file === null) throw wrong('file')
  const { facts: said, source } = readHandInForm(typed, isDryRun, deps.now())
  // what its codes mean is said on the page that follows
  const facts = { ...said, mapsLater: true }
  const bytes = noForeignFile(file)
  const upload = { listId: list.id, facts, source, bytes, size: sizeIn(typed), isDryRun, by }
  if (isDryRun) {
    const { submission, skipped, unmapped, refusals, columns } = await tryUpload(deps, upload)
    const tried = {
      ...countsOf(submission),
      skipped,
      codes: { ...submission.codes, ...unmapped },
      refusals,
      columns,
    }
    const view = viewOf(deps, request, reply, null)
    return sendPage(reply, deps, triedPage(view, list, tried))
  }
  const { submission } = await receiveUpload(deps, upload)
  const location = `/console/submissions/${submission.id}?done=staged`
  return wantsData(request) ? reply.send({ location }) : reply.redirect(location, 303)
}

/** Whether the script of the page asks, which shows what happened on the page that it is on. */
const wantsData = ({ headers }: FastifyRequest): boolean => headers.accept === 'application/json'

async function sendRefusal(deps: Deps, { request, reply, list, fields }: Taking, error: unknown) {
  const told = toProblem(error, deps.log, request.routeOptions.url)
  const view = viewOf(deps, request, reply, null)
  const words = wordsOf(view, told)
  reply.code(told.status)
  if (wantsData(request)) {
    return reply.send({ code: told.code, words })
  }
  const page = render(handInPage(view, await handInOf(deps, request, list)))
  const path = `/console/hash-lists/${list.id}/hand-in`
  const typed = Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, [text]]))
  const refusal = {
    title: view.t('error-title.400'),
    words: html`${words} ${view.t('error.kept')}`,
    field: told.field ?? (told.code.startsWith('file-') ? 'file' : null),
  }
  return reply
    .headers(securityHeaders('scripted', deps.secure))
    .type('text/html; charset=utf-8')
    .send(refillForm(page, { path, fields: typed }, refusal) ?? page)
}

async function handInOf(
  deps: Deps,
  request: FastifyRequest,
  list: HashList,
  done: string | null = null,
) {
  const { required: isSignedOnly } = await ruleOfList(deps.db, list.id)
  const { maxBytes, maxDryRunBytes: maxTryBytes } = { ...UPLOADS, ...deps.uploads }
  const begun = deps.spool ? await openUploads(deps, principalOf(request), list.id) : []
  const all = deps.spool ? await keptUploads(deps.db, list.id) : []
  const kept = all.filter(({ id }) => begun.every((one) => one.id !== id))
  return { list, isSignedOnly, maxBytes, maxTryBytes, begun, kept, done }
}

async function sendHandIn(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, done }: { id: string; done: string | null },
) {
  const list = await listOf(deps, request, id)
  const view = viewOf(deps, request, reply, `/console/hash-lists/${id}/hand-in`)
  return sendPage(reply, deps, handInPage(view, await handInOf(deps, request, list, done)))
}
