import { previewList, withdrawList } from '@nightlight/matcher'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { iso } from '../iso.ts'
import {
  entriesInForce,
  hashLists,
  readHashList,
  submissionCounts,
} from '../lists/hash-list-store.ts'
import { withoutForm } from '../lists/form-body.ts'
import {
  HashList,
  HashListBody,
  HashListInFull,
  HashListPage,
  Preview,
  ReasonBody,
} from '../lists/list-schemas.ts'
import { mustSeeList, notFound } from '../lists/list-scope.ts'
import { openHashList } from '../lists/open-hash-list.ts'
import { HEAD_BYTES } from '../lists/upload-body.ts'
import { UploadQuery, readUploadQuery } from '../lists/upload-query.ts'
import { ById, Page, Problem, nextOf } from '../schemas.ts'
import type { App } from '../validation.ts'
import { once } from './once.ts'

const Query = Type.Object(Page, { additionalProperties: false })
const { format, algorithm, map } = UploadQuery.properties
const PreviewQuery = Type.Object({ format, algorithm, map }, { additionalProperties: false })

export const listRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now } = deps

  app.get(
    '/v1/hash-lists',
    {
      config: { access: 'list:read' },
      schema: {
        summary: 'Hash lists in the order they were opened; of the police, their own',
        querystring: Query,
        response: { 200: HashListPage, default: Problem },
      },
    },
    async (request) => {
      const { limit, after = null } = request.query
      const items = await hashLists(db, principalOf(request), { limit, after })
      const next = nextOf(items, limit)
      return iso({ items, next })
    },
  )

  app.post(
    '/v1/hash-lists',
    {
      config: { access: 'list:write' },
      schema: {
        summary: 'Open a hash list',
        description: '200 with the list of that name and those terms when there is one',
        body: HashListBody,
        response: { 200: HashList, 201: HashList, default: Problem },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const answer = await once(deps, request, async (trx) => {
        const { id, isNew } = await openHashList(trx, request.body, principal, now())
        const list = await readHashList(trx, principal, id)
        if (!list) throw notFound('list')
        return { status: isNew ? 201 : 200, body: iso(list) }
      })
      return reply.code(answer.status === 200 ? 200 : 201).send(answer.body)
    },
  )

  app.get(
    '/v1/hash-lists/:id',
    {
      config: { access: 'list:read' },
      schema: {
        summary: 'Terms of a hash list and how much is on it',
        params: ById,
        response: { 200: HashListInFull, default: Problem },
      },
    },
    async (request) => {
      const { id } = request.params
      const list = await readHashList(db, principalOf(request), id)
      if (!list) throw notFound('list')
      return iso({
        ...list,
        entriesInForce: await entriesInForce(db, id),
        submissions: await submissionCounts(db, id),
      })
    },
  )

  app.post(
    '/v1/hash-lists/:id/withdraw',
    {
      config: { access: 'list:revoke' },
      schema: {
        summary: 'Take everything of a list out of matching, for good',
        params: ById,
        body: ReasonBody,
        response: { 200: HashList, default: Problem },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id } = request.params
      const { body } = await once(deps, request, async (trx) => {
        await mustSeeList(trx, principal, id)
        await withdrawList(trx, id, request.body.reason, principal)
        const list = await readHashList(trx, principal, id)
        if (!list) throw notFound('list')
        return { status: 200, body: iso(list) }
      })
      return body
    },
  )

  await app.register(previewRoute(deps))
}

const previewRoute =
  ({ now }: AppDeps) =>
  async (app: App) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: HEAD_BYTES },
      (_request, body, done) => done(null, body),
    )
    app.post(
      '/v1/hash-lists/preview',
      {
        config: { access: 'list:write' },
        schema: {
          summary: 'How a file would be read',
          description:
            'The body is the first part of the file, up to 1 MiB, of whatever media type. Nothing is kept and no hash is told; an Idempotency-Key changes nothing.',
          querystring: PreviewQuery,
          body: { content: { '*/*': { schema: Type.Unsafe<unknown>({}) } } },
          response: { 200: Preview, default: Problem },
        },
      },
      async (request) => {
        const { source } = readUploadQuery(request.query, now())
        const bytes = withoutForm(inOnePiece(request.body), request.headers['content-type'])
        return previewList({ ...source, bytes })
      },
    )
  }

async function* inOnePiece(body: unknown): AsyncGenerator<Uint8Array> {
  if (Buffer.isBuffer(body)) yield body
}
