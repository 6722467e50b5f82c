import { Readable } from 'node:stream'
import {
  activateSubmission,
  endSubmission,
  refusedRows,
  releaseLookBack,
  submissionOf,
} from '@nightlight/matcher'
import { DomainError, type Permission } from '@nightlight/contract'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import type { Principal } from '../identity/principal.ts'
import { hashLists, readHashList } from '../lists/hash-list-store.ts'
import { mustSeeSubmission, notFound } from '../lists/list-scope.ts'
import { refusalsCsv } from '../lists/refusals-csv.ts'
import { createKeptRests } from '../lists/kept-rests.ts'
import { reachOfRelease } from '../lists/release-reach-store.ts'
import {
  actionsOn,
  SUBMISSION_ACTIONS,
  type SubmissionAction,
} from '../lists/submission-actions.ts'
import { readMapping } from '../lists/mapping-store.ts'
import { newestSubmissions, readSubmission } from '../lists/submission-view-store.ts'
import { ById, Reason } from '../schemas.ts'
import type { App } from '../validation.ts'
import { sendFollowed } from './follow.ts'
import { After, restingPage } from './list-care/resting-matches.ts'
import { listsPage } from './pages/lists-page.ts'
import { submissionActionPage } from './pages/submission-action-page.ts'
import { followedOf, submissionPage } from './pages/submission-page.ts'
import { sendPage, viewOf } from './reply-page.ts'

const SUBMISSIONS_SHOWN = 25
const LISTS_SHOWN = 200

const Id = Type.String({ format: 'uuid' })
const ListsQuery = Type.Object({ list: Type.Optional(Id), before: Type.Optional(Id) })
const PageQuery = Type.Object({
  done: Type.Optional(Type.String({ pattern: '^[a-z]{1,20}$' })),
  after: After,
})
const ActionForm = Type.Object({
  form: Type.String({ maxLength: 64 }),
  reason: Type.Optional(Reason),
  /** What was seen, of what is activated. */
  seen: Type.Optional(Type.String({ maxLength: 128 })),
})

const ACCESS: Readonly<Record<SubmissionAction, Permission>> = {
  activate: 'list:activate',
  release: 'list:release',
  end: 'list:revoke',
  discard: 'list:revoke',
}
const DONE: Readonly<Record<SubmissionAction, string>> = {
  activate: 'activated',
  release: 'released',
  end: 'ended',
  discard: 'discarded',
}

export const listPages = (deps: AppDeps) => async (app: App) => {
  const { db } = deps
  const restsOn = createKeptRests(deps)

  app.get(
    '/console/lists',
    { config: { access: 'list:read' }, schema: { querystring: ListsQuery } },
    async (request, reply) => {
      const principal = principalOf(request)
      const { list: listId = null, before = null } = request.query
      const chosen = listId === null ? null : await readHashList(db, principal, listId)
      if (listId !== null && !chosen) throw notFound('list')
      const asked = { listId, before, limit: SUBMISSIONS_SHOWN }
      const submissions = await newestSubmissions(deps, principal, asked)
      const isFull = submissions.length === SUBMISSIONS_SHOWN
      const lists = await hashLists(db, principal, { limit: LISTS_SHOWN, after: null })
      const view = viewOf(deps, request, reply, '/console/lists')
      const older = isFull ? (submissions.at(-1)?.id ?? null) : null
      return sendPage(reply, deps, listsPage(view, { submissions, older, lists, chosen }))
    },
  )

  app.get(
    '/console/submissions/:id',
    { config: { access: 'list:read' }, schema: { params: ById, querystring: PageQuery } },
    async (request, reply) => {
      const { id } = request.params
      const { done = null, after = null } = request.query
      const principal = principalOf(request)
      const submission = await readSubmission(deps, principal, id)
      if (!submission) throw notFound('submission')
      const full = {
        submission,
        rests: await restsOn({ kind: 'submission', id }),
        resting: after === null ? null : await restingPage(db, { kind: 'submission', id }, after),
        actions: actionsOn(submission, principal),
        done,
      }
      const view = viewOf(deps, request, reply, `/console/submissions/${id}`)
      return sendPage(reply, deps, submissionPage(view, full))
    },
  )

  app.get(
    '/console/submissions/:id/live',
    { config: { access: 'list:read', unattended: true }, schema: { params: ById } },
    async (request, reply) => {
      const submission = await readSubmission(deps, principalOf(request), request.params.id)
      if (!submission) throw notFound('submission')
      const view = viewOf(deps, request, reply, null)
      return sendFollowed(reply, deps, followedOf(view, submission))
    },
  )

  app.get(
    '/console/submissions/:id/refusals',
    { config: { access: 'list:read', reads: 'submission' }, schema: { params: ById } },
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

  for (const action of SUBMISSION_ACTIONS) actionPages(app, { ...deps, restsOn }, action)
}

/** A page that asks whether to do it, and the form that does it. */
function actionPages(
  app: App,
  deps: AppDeps & { restsOn: ReturnType<typeof createKeptRests> },
  action: SubmissionAction,
): void {
  const config = { access: ACCESS[action] }
  const url = `/console/submissions/:id/${action}`

  app.get(url, { config, schema: { params: ById } }, async (request, reply) => {
    const { id } = request.params
    const principal = principalOf(request)
    const submission = await readSubmission(deps, principal, id)
    if (!submission) throw notFound('submission')
    if (!actionsOn(submission, principal).includes(action)) {
      return reply.redirect(`/console/submissions/${id}`, 303)
    }
    const view = viewOf(deps, request, reply, `/console/submissions/${id}/${action}`)
    const reach = {
      rests: action === 'end' ? await deps.restsOn({ kind: 'submission', id }) : null,
      release: action === 'release' ? await reachOfRelease(deps.db, id) : null,
      // read after the mark: what changes in between is refused
      mapping: action === 'activate' ? await readMapping(deps, principal, id) : null,
    }
    return sendPage(reply, deps, submissionActionPage(view, submission, action, reach))
  })

  const acting = { config: { ...config, stepUp: true }, schema: { params: ById, body: ActionForm } }
  app.post(url, acting, async (request, reply) => {
    checkForm(request, deps, request.body)
    const { id } = request.params
    const principal = principalOf(request)
    await mustSeeSubmission(deps.db, principal, id)
    const { reason, seen } = request.body
    await act(deps, action, { id, reason, seen, principal })
    return reply.redirect(`/console/submissions/${id}?done=${DONE[action]}`, 303)
  })
}

async function act(
  { db }: AppDeps,
  action: SubmissionAction,
  said: { id: string; reason: string | undefined; seen: string | undefined; principal: Principal },
): Promise<unknown> {
  const { id, reason, seen, principal } = said
  switch (action) {
    case 'activate':
      return activateSubmission(db, id, principal, seen)
    case 'release':
      return releaseLookBack(db, id, principal)
    case 'end':
    case 'discard':
      if (reason === undefined) throw reasonNeeded()
      return endSubmission(
        db,
        id,
        { reason: 'revoked', note: reason, ...(action === 'discard' && { seen: 'waiting' }) },
        principal,
      )
  }
}

const reasonNeeded = (): DomainError =>
  new DomainError('invalid', 'body-invalid', 'Ending a submission: say why', {
    detail: { field: 'reason' },
  })
