import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import {
  allowEntered,
  allowNotices,
  handOverNotFound,
  receiveHandOver,
} from '../../hand-overs/answer-hand-over.ts'
import {
  HAND_OVER_STATES,
  countEnteredWaiting,
  enteredHandOvers,
  enteredWaiting,
  isOffice,
  listHandOvers,
  readHandOver,
} from '../../hand-overs/hand-over-store.ts'
import { keptCases } from '../../kept-cases/kept-case-store.ts'
import { countRead } from '../../note-reads.ts'
import { chasingDeps } from '../../routes/chasing-routes.ts'
import { ById, oneOf } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { handOverPage } from './hand-over-page.ts'
import { enteredPage } from './entered-page.ts'
import { handOversPage } from './hand-overs-page.ts'

const SHOWN = 25
/** What waits stands on the first page, all of it but for what nobody would read through. */
const MOST_WAITING = 100
const form = Type.String({ maxLength: 64 })
const Query = Type.Object({
  state: Type.Optional(oneOf([...HAND_OVER_STATES, 'entered'])),
  after: Type.Optional(Type.String({ format: 'uuid' })),
  done: Type.Optional(Type.Literal('authorised')),
})
const DONE = ['received', 'numbered', 'other-number', 'authorised'] as const

/** As the database has it; blank for none. */
const OwnReference = Type.String({ pattern: '^([A-Za-z0-9][A-Za-z0-9 ._/-]{0,63})?$' })

/** What was handed over to an authority: seen by its officers, and answered. */
export const handOverPages = (deps: AppDeps) => async (app: App) => {
  const { db, now, enqueue } = deps

  app.get(
    '/console/hand-overs',
    { config: { access: 'hand-over:read', reads: 'hand_over' }, schema: { querystring: Query } },
    async (request, reply) => {
      const principal = principalOf(request)
      const { state = 'waiting', after = null, done = null } = request.query
      const kept = await keptCases(db, principal, { limit: SHOWN })
      const entered = await countEnteredWaiting(db, principal)
      if (state === 'entered') {
        const waiting = after === null ? await enteredWaiting(db, principal, MOST_WAITING) : []
        const page = { before: after, limit: SHOWN + 1, isAnswered: true }
        const cases = await enteredHandOvers(db, principal, page)
        const others = cases.slice(0, SHOWN)
        const shown = [...waiting, ...others]
        countRead(request, shown.length)
        const next = cases.length > SHOWN ? (others.at(-1)?.takedownId ?? null) : null
        const isBound = shown.length > 0 || (await isOffice(db, principal))
        const view = viewOf(deps, request, reply, '/console/hand-overs?state=entered')
        return sendPage(reply, deps, enteredPage(view, { shown, next, isBound, done, entered }))
      }
      const found = await listHandOvers(db, principal, { state, after, limit: SHOWN + 1 })
      const shown = found.slice(0, SHOWN)
      countRead(request, shown.length)
      const next = found.length > SHOWN ? (shown.at(-1)?.id ?? null) : null
      const isBound = shown.length > 0 || (await isOffice(db, principal))
      const view = viewOf(deps, request, reply, `/console/hand-overs?state=${state}`)
      return sendPage(
        reply,
        deps,
        handOversPage(view, { shown, state, next, isBound, kept, entered }),
      )
    },
  )

  app.get(
    '/console/hand-overs/:id',
    {
      config: { access: 'hand-over:read', reads: 'hand_over' },
      schema: {
        params: ById,
        querystring: Type.Object({ done: Type.Optional(oneOf(DONE)) }),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const found = await readHandOver(db, principalOf(request), id)
      if (!found) throw handOverNotFound()
      const view = viewOf(deps, request, reply, `/console/hand-overs/${id}`)
      return sendPage(reply, deps, handOverPage(view, found, request.query.done ?? null))
    },
  )

  app.post(
    '/console/hand-overs/:id/receive',
    {
      config: { access: 'hand-over:answer', stepUp: true },
      schema: { params: ById, body: Type.Object({ form, reference: OwnReference }) },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const said = { id, ownReference: request.body.reference || null, at: now() }
      const by = principalOf(request)
      const done = await db.transaction().execute((trx) => receiveHandOver(trx, by, said))
      return reply.redirect(`/console/hand-overs/${id}?done=${done}`, 303)
    },
  )

  app.post(
    '/console/hand-overs/:id/allow',
    {
      config: { access: 'hand-over:answer', stepUp: true },
      schema: { params: ById, body: Type.Object({ form }) },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const by = principalOf(request)
      const going = await db
        .transaction()
        .execute((trx) => allowNotices(trx, chasingDeps(deps), by, id))
      for (const takedownId of going) await enqueue('advance-takedown', { takedownId })
      return reply.redirect(`/console/hand-overs/${id}?done=authorised`, 303)
    },
  )

  app.post(
    '/console/hand-overs/entered/:id/allow',
    {
      config: { access: 'hand-over:answer', stepUp: true },
      schema: { params: ById, body: Type.Object({ form }) },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id: takedownId } = request.params
      const by = principalOf(request)
      const inOne = db.transaction()
      await inOne.execute((trx) => allowEntered(trx, chasingDeps(deps), by, takedownId))
      await enqueue('advance-takedown', { takedownId })
      return reply.redirect('/console/hand-overs?state=entered&done=authorised', 303)
    },
  )
}
