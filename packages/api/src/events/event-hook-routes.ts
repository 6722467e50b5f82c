import {
  deliveryViews,
  hookNotFound,
  hookViews,
  makeHook,
  pauseHook,
  removeHook,
  resumeHook,
  rotateHookSecret,
  testHook,
  type HookActor,
} from '@nightlight/notices'
import type { DbOrTransaction } from '@nightlight/runtime'
import type { FastifyRequest } from 'fastify'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { iso } from '../iso.ts'
import { once } from '../routes/once.ts'
import { ById, nextOf, Problem } from '../schemas.ts'
import type { App } from '../validation.ts'
import {
  DeliveryPage,
  DeliveryQuery,
  Hook,
  HookBody,
  HookList,
  MadeHook,
  RotateHookBody,
  TestedHook,
} from './event-hook-schemas.ts'

/** Who is told of events over HTTP, as an administrator says. */
export const eventHookRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now } = deps
  const config = { access: 'hook:write' } as const
  const by = (request: FastifyRequest): HookActor => ({
    actor: principalOf(request).actor,
    at: now(),
  })
  const view = async (trx: DbOrTransaction, id: string) => {
    const [hook] = await hookViews(trx, id)
    if (!hook) throw hookNotFound()
    return iso(hook)
  }
  const one = { 200: Hook, default: Problem }

  app.get(
    '/v1/event-hooks',
    {
      config,
      schema: {
        summary: 'Who is told of events, the newest first; without addresses and secrets',
        response: { 200: HookList, default: Problem },
      },
    },
    async () => ({ items: (await hookViews(db)).map(iso) }),
  )

  app.post(
    '/v1/event-hooks',
    {
      config,
      schema: {
        summary: 'Have somebody told of events',
        description:
          'The secret is in the answer and nowhere else, so an Idempotency-Key is not looked at: after a lost answer, remove what was made.',
        body: HookBody,
        response: { 201: MadeHook, default: Problem },
      },
    },
    async (request, reply) => {
      const means = { crypto, allowNetworks: deps.eventNetworks ?? [] }
      const made = await db
        .transaction()
        .execute((trx) => makeHook(trx, means, request.body, by(request)))
      return reply.code(201).send(made)
    },
  )

  app.get(
    '/v1/event-hooks/:id',
    { config, schema: { summary: 'One subscription', params: ById, response: one } },
    ({ params }) => view(db, params.id),
  )

  for (const [verb, act, summary] of [
    ['pause', pauseHook, 'Send nothing until it is resumed; what happens waits, 30 days at most'],
    ['resume', resumeHook, 'Send again, and what waits at once'],
  ] as const) {
    app.post(
      `/v1/event-hooks/:id/${verb}`,
      { config, schema: { summary, params: ById, response: one } },
      async (request) => {
        const { body } = await once(deps, request, async (trx) => {
          await act(trx, request.params.id, by(request))
          return { status: 200, body: await view(trx, request.params.id) }
        })
        return body
      },
    )
  }

  app.post(
    '/v1/event-hooks/:id/rotate',
    {
      config,
      schema: {
        summary: 'Make a secret that takes the place of another, which goes on for a while',
        description: 'As for making one, an Idempotency-Key is not looked at.',
        params: ById,
        body: RotateHookBody,
        response: { 201: MadeHook, default: Problem },
      },
    },
    async (request, reply) => {
      const asked = { id: request.params.id, overlapHours: request.body.overlapHours }
      const made = await db
        .transaction()
        .execute((trx) => rotateHookSecret(trx, crypto, asked, by(request)))
      return reply.code(201).send(made)
    },
  )

  app.post(
    '/v1/event-hooks/:id/test',
    {
      config,
      schema: {
        summary: 'Have an event of the type hook.test sent, which tells of nothing',
        params: ById,
        response: { 202: TestedHook, default: Problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { body } = await once(deps, request, async (trx) => ({
        status: 202,
        body: { id, eventId: await testHook(trx, id, by(request)) },
      }))
      return reply.code(202).send(body)
    },
  )

  app.delete(
    '/v1/event-hooks/:id',
    {
      config,
      schema: {
        summary: 'End a subscription for good; what waits for it goes nowhere',
        params: ById,
        response: one,
      },
    },
    async (request) =>
      db.transaction().execute(async (trx) => {
        await removeHook(trx, request.params.id, by(request))
        return view(trx, request.params.id)
      }),
  )

  app.get(
    '/v1/event-hooks/:id/deliveries',
    {
      config,
      schema: {
        summary: 'What it was sent and what became of it, the newest first, of the last 30 days',
        params: ById,
        querystring: DeliveryQuery,
        response: { 200: DeliveryPage, default: Problem },
      },
    },
    async ({ params, query }) => {
      await view(db, params.id)
      const items = await deliveryViews(db, params.id, query)
      return iso({ items, next: nextOf(items, query.limit) })
    },
  )
}
