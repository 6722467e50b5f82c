import { Readable } from 'node:stream'
import {
  activateSubmission,
  endSubmission,
  mapCategories,
  refusedRows,
  releaseLookBack,
  submissionOf,
} from '@nightlight/matcher'
import type { DbOrTransaction } from '@nightlight/runtime'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { iso } from '../iso.ts'
import {
  MappingBody,
  MappingView,
  ReasonBody,
  Submission,
  SUBMISSION_STATES,
  SubmissionPage,
} from '../lists/list-schemas.ts'
import { readMapping, type Mapping } from '../lists/mapping-store.ts'
import { mustSeeList, mustSeeSubmission, notFound } from '../lists/list-scope.ts'
import { refusalsCsv } from '../lists/refusals-csv.ts'
import { readSubmission, submissionsOfList } from '../lists/submission-view-store.ts'
import { ById, Page, Problem, nextOf } from '../schemas.ts'
import type { App } from '../validation.ts'
import { once } from './once.ts'

const Query = Type.Object(Page, { additionalProperties: false })
const Seen = Type.Object(
  {
    mark: Type.Optional(
      Type.String({
        maxLength: 128,
        description:
          'Of the submission as it was seen. Needed where its codes have meanings that are said later (mapping-unseen), and of an edition where something of its list was activated since it came in (edition-outdated)',
      }),
    ),
  },
  { additionalProperties: false },
)

export const submissionRoutes = (deps: AppDeps) => async (app: App) => {
  const { db } = deps

  /** Does something to a submission that the caller sees, once for each Idempotency-Key. */
  const change = async (
    request: FastifyRequest & { params: { id: string } },
    act: (trx: DbOrTransaction) => Promise<unknown>,
  ) => {
    const principal = principalOf(request)
    const { id } = request.params
    const { body } = await once(deps, request, async (trx) => {
      await mustSeeSubmission(trx, principal, id)
      await act(trx)
      const submission = await readSubmission({ ...deps, db: trx }, principal, id)
      if (!submission) throw notFound('submission')
      return { status: 200, body: iso(submission) }
    })
    return body
  }

  app.get(
    '/v1/hash-lists/:id/submissions',
    {
      config: { access: 'list:read' },
      schema: {
        summary: 'What was handed in to a list, in that order',
        params: ById,
        querystring: Query,
        response: { 200: SubmissionPage, default: Problem },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id: listId } = request.params
      const { limit, after = null } = request.query
      await mustSeeList(db, principal, listId)
      const items = await submissionsOfList(deps, principal, { listId, limit, after })
      const next = nextOf(items, limit)
      return iso({ items, next })
    },
  )

  app.get(
    '/v1/submissions/:id',
    {
      config: { access: 'list:read' },
      schema: {
        summary: 'One submission: how far it is, what came of it, and who did what',
        params: ById,
        response: { 200: Submission, default: Problem },
      },
    },
    async (request) => {
      const submission = await readSubmission(deps, principalOf(request), request.params.id)
      if (!submission) throw notFound('submission')
      return iso(submission)
    },
  )

  app.get(
    '/v1/submissions/:id/refusals',
    {
      config: { access: 'list:read', reads: 'submission' },
      schema: {
        summary:
          'Which lines of the file were refused and why, of VICS which media and of NCMEC which entries, as the head says; never what stood in them',
        params: ById,
        response: {
          200: { content: { 'text/csv': { schema: Type.Unsafe<Readable>(Type.String()) } } },
          default: Problem,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await mustSeeSubmission(db, principalOf(request), id)
      const { format } = await submissionOf(db, id)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="refused-${id}.csv"`)
        .send(Readable.from(refusalsCsv(format, refusedRows(db, id))))
    },
  )

  app.get(
    '/v1/submissions/:id/mapping',
    {
      config: { access: 'list:read' },
      schema: {
        summary: 'Which codes its file has, with examples, and what they mean',
        params: ById,
        response: { 200: MappingView, default: Problem },
      },
    },
    async (request) => {
      const found = await readMapping(deps, principalOf(request), request.params.id)
      if (!found) throw notFound('submission')
      return mappingView(found)
    },
  )

  app.post(
    '/v1/submissions/:id/mapping',
    {
      config: { access: 'list:write' },
      schema: {
        summary: 'Say what codes of a staged submission mean',
        description:
          'Whoever says so does not activate it. To leave a code out, or not any more, the same file is handed in again afterwards.',
        params: ById,
        body: MappingBody,
        response: { 200: MappingView, default: Problem },
      },
    },
    async (request) => {
      const by = principalOf(request)
      const { id } = request.params
      const { classes, mark, asDefault = false } = request.body
      const { body } = await once(deps, request, async (trx) => {
        await mustSeeSubmission(trx, by, id)
        await mapCategories(trx, id, { classes, asDefault, seen: mark }, by)
        const found = await readMapping({ ...deps, db: trx }, by, id)
        if (!found) throw notFound('submission')
        return { status: 200, body: mappingView(found) }
      })
      return body
    },
  )

  app.post(
    '/v1/submissions/:id/activate',
    {
      config: { access: 'list:activate' },
      schema: {
        summary: 'Have a staged submission count; not by who handed it in',
        params: ById,
        querystring: Seen,
        response: { 200: Submission, default: Problem },
      },
    },
    async (request) =>
      change(request, (trx) =>
        activateSubmission(trx, request.params.id, principalOf(request), request.query.mark),
      ),
  )

  app.post(
    '/v1/submissions/:id/end',
    {
      config: { access: 'list:revoke' },
      schema: {
        summary: 'Take an active submission out of matching, or throw another one away',
        params: ById,
        body: ReasonBody,
        response: { 200: Submission, default: Problem },
      },
    },
    async (request) => {
      const how = { reason: 'revoked', note: request.body.reason } as const
      return change(request, (trx) =>
        endSubmission(trx, request.params.id, how, principalOf(request)),
      )
    },
  )

  app.post(
    '/v1/submissions/:id/release',
    {
      config: { access: 'list:release' },
      schema: {
        summary: 'Have what was found in everything seen before act like any other match',
        params: ById,
        response: { 200: Submission, default: Problem },
      },
    },
    async (request) =>
      change(request, (trx) => releaseLookBack(trx, request.params.id, principalOf(request))),
  )
}

const mappingView = ({ id, state, mapping, mappedBy, codes, mark }: Mapping) => ({
  id,
  state: SUBMISSION_STATES.find((known) => known === state) ?? 'ended',
  mapping,
  mappedBy,
  codes: codes.map(({ code, rows, samples, readAs, now }) => ({
    code,
    rows,
    samples: [...samples],
    readAs,
    now,
  })),
  mark,
})
