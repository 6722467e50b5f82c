import { revokeEntry, withdrawList } from '@nightlight/matcher'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { findEntry, readEntry } from '../../lists/find-entry.ts'
import { readHashList } from '../../lists/hash-list-store.ts'
import { ByEntry } from '../../lists/list-schemas.ts'
import { mustSeeEntry, mustSeeList, notFound } from '../../lists/list-scope.ts'
import { createKeptRests } from '../../lists/kept-rests.ts'
import { isAllowed } from '../../identity/principal.ts'
import { ById, DoneCode, Reason } from '../../schemas.ts'
import { keptUploads } from '../../uploads/kept-uploads.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { entryPage } from './entry-page.ts'
import { listCarePage, withdrawPage } from './list-care-page.ts'
import { After, restingPage } from './resting-matches.ts'

const form = Type.String({ maxLength: 64 })
const Done = Type.Object({ done: DoneCode, after: After })
const Act = Type.Object({ form, reason: Reason })
const Find = Type.Object({ form, of: Type.String({ minLength: 1, maxLength: 256 }) })

/** One list: what rests on it, an entry that is looked for, and how either is taken back. */
export const listCarePages = (deps: AppDeps) => async (app: App) => {
  const { db } = deps
  const restsOn = createKeptRests(deps)
  const revoking = { access: 'list:revoke', stepUp: true } as const

  const inFull = async (request: FastifyRequest<{ Params: { id: string } }>) => {
    const { id } = request.params
    const list = await readHashList(db, principalOf(request), id)
    if (!list) throw notFound('list')
    const handsIn = deps.spool && isAllowed(principalOf(request).role, 'list:write')
    const kept = handsIn ? await keptUploads(db, id) : []
    return { list, rests: await restsOn({ kind: 'list', id }), kept }
  }

  app.get(
    '/console/hash-lists/:id',
    {
      config: { access: 'list:read', reads: 'hash_list' },
      schema: { params: ById, querystring: Done },
    },
    async (request, reply) => {
      const { id } = request.params
      const { done = null, after = null } = request.query
      const view = viewOf(deps, request, reply, `/console/hash-lists/${id}`)
      const full = await inFull(request)
      const resting = after === null ? null : await restingPage(db, { kind: 'list', id }, after)
      const page = listCarePage(view, { ...full, resting }, done)
      return sendPage(reply, deps, page)
    },
  )

  app.get(
    '/console/hash-lists/:id/withdraw',
    { config: { access: 'list:revoke', reads: 'hash_list' }, schema: { params: ById } },
    async (request, reply) => {
      const full = await inFull(request)
      const view = viewOf(deps, request, reply, `/console/hash-lists/${full.list.id}/withdraw`)
      const isOver = full.list.withdrawnAt !== null
      const page = isOver
        ? listCarePage(view, { ...full, resting: null }, null)
        : withdrawPage(view, full)
      return sendPage(reply, deps, page)
    },
  )

  app.post(
    '/console/hash-lists/:id/withdraw',
    { config: revoking, schema: { params: ById, body: Act } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const by = principalOf(request)
      await mustSeeList(db, by, id)
      await withdrawList(db, id, request.body.reason, by)
      return reply.redirect(`/console/hash-lists/${id}?done=withdrawn`, 303)
    },
  )

  app.post(
    '/console/hash-lists/:id/entries',
    { config: { access: 'list:read' }, schema: { params: ById, body: Find } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id: listId } = request.params
      const by = principalOf(request)
      await mustSeeList(db, by, listId)
      const entryId = await findEntry(deps, by, { listId, of: request.body.of })
      return reply.redirect(`/console/hash-lists/${listId}/entries/${entryId}`, 303)
    },
  )

  app.get(
    '/console/hash-lists/:id/entries/:entryId',
    {
      config: { access: 'list:read', reads: 'list_entry' },
      schema: { params: ByEntry, querystring: Done },
    },
    async (request, reply) => {
      const { id: listId, entryId: id } = request.params
      const entry = await readEntry(db, principalOf(request), { listId, id })
      if (!entry) throw notFound('entry')
      const ground = { kind: 'entry', id } as const
      const rests = await restsOn(ground)
      const { done = null, after = null } = request.query
      const resting = await restingPage(db, ground, after)
      const path = `/console/hash-lists/${listId}/entries/${id}`
      const view = viewOf(deps, request, reply, path)
      return sendPage(reply, deps, entryPage(view, { entry, rests, resting, done }))
    },
  )

  app.post(
    '/console/hash-lists/:id/entries/:entryId/revoke',
    { config: revoking, schema: { params: ByEntry, body: Act } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id, entryId } = request.params
      const by = principalOf(request)
      await mustSeeEntry(db, by, entryId, id)
      await revokeEntry(db, entryId, request.body.reason, by)
      return reply.redirect(`/console/hash-lists/${id}/entries/${entryId}?done=revoked`, 303)
    },
  )
}
