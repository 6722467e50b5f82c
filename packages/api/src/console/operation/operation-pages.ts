import {
  askCheck,
  askMailTest,
  deliveryViews,
  hookViews,
  lastMailTests,
  testHook,
} from '@nightlight/notices'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import {
  channelUse,
  interfaceWays,
  lastDone,
  proposedWays,
  providerWays,
} from '../../operation/channel-store.ts'
import { readServiceHealth } from '../../operation/health.ts'
import { waitingNow } from '../../operation/health-store.ts'
import { noticesSetUp } from '../../operation/set-up.ts'
import { ById, DoneCode } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { sendFollowed } from '../follow.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { followedOf } from './channel-tests.ts'
import { channelsPage } from './channels-page.ts'
import { healthPage } from './health-page.ts'

const HOOKS_SHOWN = 50
const KINDS = ['mail', 'police', 'iccam'] as const
const Form = Type.Object({ form: Type.String({ maxLength: 64 }) })

/** How the service and its ways out are, for whoever runs it. */
export const operationPages = (deps: AppDeps) => async (app: App) => {
  const { db, now } = deps
  const config = { access: 'service:read' } as const

  app.get('/console/health', { config }, async (request, reply) => {
    const health = await readServiceHealth(db, now())
    return sendPage(
      reply,
      deps,
      healthPage(viewOf(deps, request, reply, '/console/health'), health),
    )
  })

  app.get(
    '/console/channels',
    { config, schema: { querystring: Type.Object({ done: DoneCode }) } },
    async (request, reply) => {
      const hooks = []
      for (const hook of (await hookViews(db)).slice(0, HOOKS_SHOWN)) {
        const [last = null] = await deliveryViews(db, hook.id, { limit: 1 })
        hooks.push({ hook, last })
      }
      const waiting = (await waitingNow(db)).find(({ kind }) => kind === 'notice')!
      const page = channelsPage(viewOf(deps, request, reply, '/console/channels'), {
        setUp: await noticesSetUp(db, now()),
        use: await channelUse(db),
        ways: await providerWays(db),
        proposed: await proposedWays(db),
        waiting,
        tests: await lastMailTests(db),
        interfaces: await interfaceWays(db),
        iccamAt: await lastDone(db, 'iccam-files-made'),
        hooks,
        done: request.query.done ?? null,
      })
      return sendPage(reply, deps, page)
    },
  )

  app.get(
    '/console/channels/live',
    { config: { ...config, unattended: true } },
    async (request, reply) => {
      const asked = { tests: await lastMailTests(db), interfaces: await interfaceWays(db) }
      return sendFollowed(reply, deps, followedOf(viewOf(deps, request, reply, null), asked))
    },
  )

  for (const kind of KINDS) {
    app.post(
      `/console/channels/${kind}/test`,
      { config: { access: 'hook:write' }, schema: { body: Form } },
      async (request, reply) => {
        checkForm(request, deps, request.body)
        await askMailTest(db, kind, principalOf(request).actor)
        return reply.redirect('/console/channels?done=asked', 303)
      },
    )
  }

  app.post(
    '/console/channels/ways/:id/test',
    { config: { access: 'hook:write' }, schema: { params: ById, body: Form } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const by = { actor: principalOf(request).actor, at: now() }
      const testId = await db.transaction().execute((trx) => askCheck(trx, request.params.id, by))
      await deps.enqueue('test-channel', { testId })
      return reply.redirect('/console/channels?done=asked', 303)
    },
  )

  app.post(
    '/console/channels/hooks/:id/test',
    { config: { access: 'hook:write' }, schema: { params: ById, body: Form } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const by = { actor: principalOf(request).actor, at: now() }
      await db.transaction().execute((trx) => testHook(trx, request.params.id, by))
      return reply.redirect('/console/channels?done=asked', 303)
    },
  )
}
