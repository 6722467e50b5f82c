import { LEGAL_CLASSES } from '@nightlight/contract'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import {
  allowEntered,
  allowNotices,
  handOverNotFound,
  receiveHandOver,
} from '../hand-overs/answer-hand-over.ts'
import {
  HAND_OVER_STATES,
  enteredHandOvers,
  listHandOvers,
  readHandOver,
} from '../hand-overs/hand-over-store.ts'
import { iso } from '../iso.ts'
import { ById, Id, nextOf, nullable, oneOf, Page, Problem, Time } from '../schemas.ts'
import { TAKEDOWN_STATUSES } from '../takedown-store.ts'
import type { App } from '../validation.ts'
import { chasingDeps, StepReference } from './chasing-routes.ts'
import { once } from './once.ts'

const strict = { additionalProperties: false }
const handOver = {
  id: Id,
  reference: Type.String(),
  handedOverAt: Time,
  cases: Type.Integer(),
  waiting: Type.Integer({
    description: 'Cases whose provider is told only once the police say so',
  }),
  receivedAt: nullable(Time),
  receiver: nullable(Type.String()),
  ownReference: nullable(Type.String({ description: 'Number that the authority gives it' })),
  allowedAt: nullable(Time),
  allower: nullable(Type.String()),
}
const handedCase = {
  takedownId: Id,
  host: Type.String(),
  country: nullable(Type.String()),
  legalClass: oneOf(LEGAL_CLASSES),
  status: oneOf(TAKEDOWN_STATUSES),
}
const waits = Type.Boolean({ description: 'Its provider is told only once the police say so' })
const EnteredHandOver = Type.Object({
  ...handedCase,
  waits,
  reference: Type.String({ description: 'What was given as its number when it was entered' }),
  handedOverAt: nullable(Time),
})
const HandOver = Type.Object(handOver)
const HandOverState = oneOf(HAND_OVER_STATES, {
  default: 'waiting',
  description: 'unanswered: received, with cases that wait for the word of the authority',
})
const HandOverInFull = Type.Object({
  ...handOver,
  items: Type.Array(
    Type.Object({
      ...handedCase,
      waits,
    }),
  ),
})

/** What was handed over to an authority of the police, and what it says of that. */
export const handOverRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now, enqueue } = deps

  app.get(
    '/v1/hand-overs',
    {
      config: { access: 'hand-over:read', reads: 'hand_over' },
      schema: {
        summary: 'What was handed over to the own authority, the oldest first',
        querystring: Type.Object({ ...Page, state: Type.Optional(HandOverState) }, strict),
        response: {
          200: Type.Object({ items: Type.Array(HandOver), next: nullable(Id) }),
          default: Problem,
        },
      },
    },
    async (request) => {
      const { limit, after = null, state = 'waiting' } = request.query
      const items = await listHandOvers(db, principalOf(request), { state, limit, after })
      return iso({ items, next: nextOf(items, limit) })
    },
  )

  app.get(
    '/v1/hand-overs/entered',
    {
      config: { access: 'hand-over:read', reads: 'hand_over' },
      schema: {
        summary: 'Cases that the hotline handed over by hand, without a mail, the newest first',
        querystring: Type.Object({ limit: Page.limit, before: Type.Optional(Id) }, strict),
        response: {
          200: Type.Object({ items: Type.Array(EnteredHandOver), next: nullable(Id) }),
          default: Problem,
        },
      },
    },
    async (request) => {
      const { limit, before = null } = request.query
      const items = await enteredHandOvers(db, principalOf(request), { limit, before })
      const next = items.length === limit ? (items.at(-1)?.takedownId ?? null) : null
      return iso({ items, next })
    },
  )

  app.post(
    '/v1/hand-overs/entered/:id/allow',
    {
      config: { access: 'hand-over:answer' },
      schema: {
        summary: 'Let the provider of a case be told that the hotline handed over by hand',
        description: 'The id is that of its takedown',
        params: ById,
        response: { 200: Type.Object({ takedownId: Id }), default: Problem },
      },
    },
    async (request) => {
      const { id: takedownId } = request.params
      const principal = principalOf(request)
      const { body } = await once(deps, request, async (trx) => {
        await allowEntered(trx, chasingDeps(deps), principal, takedownId)
        return { status: 200, body: { takedownId } }
      })
      await enqueue('advance-takedown', { takedownId })
      return body
    },
  )

  app.get(
    '/v1/hand-overs/:id',
    {
      config: { access: 'hand-over:read', reads: 'hand_over' },
      schema: {
        summary: 'One hand-over and its cases; exact addresses stand in its mail alone',
        params: ById,
        response: { 200: HandOverInFull, default: Problem },
      },
    },
    async (request) => {
      const found = await readHandOver(db, principalOf(request), request.params.id)
      if (!found) throw handOverNotFound()
      return iso(found)
    },
  )

  app.post(
    '/v1/hand-overs/:id/receive',
    {
      config: { access: 'hand-over:answer' },
      schema: {
        summary:
          'Say that the authority has it; saying it again gives it a number where it has none',
        params: ById,
        body: Type.Object({ reference: Type.Optional(nullable(StepReference)) }, strict),
        response: { 200: HandOverInFull, default: Problem },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id } = request.params
      const { body } = await once(deps, request, async (trx) => {
        const ownReference = request.body.reference ?? null
        await receiveHandOver(trx, principal, { id, ownReference, at: now() })
        return { status: 200, body: iso((await readHandOver(trx, principal, id))!) }
      })
      return body
    },
  )

  app.post(
    '/v1/hand-overs/:id/allow',
    {
      config: { access: 'hand-over:answer' },
      schema: {
        summary: 'Let the providers of its cases be told, as far as any waits for that',
        params: ById,
        response: { 200: HandOverInFull, default: Problem },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id } = request.params
      const going: string[] = []
      const { body } = await once(deps, request, async (trx) => {
        going.push(...(await allowNotices(trx, chasingDeps(deps), principal, id)))
        return { status: 200, body: iso((await readHandOver(trx, principal, id))!) }
      })
      for (const takedownId of going) await enqueue('advance-takedown', { takedownId })
      return body
    },
  )
}
