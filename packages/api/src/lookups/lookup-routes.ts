import { DomainError } from '@nightlight/contract'
import {
  accreditations,
  approveAccreditation,
  canariesAsked,
  discloseList,
  doAlarm,
  endAccreditation,
  lookupAlarms,
  makeCanaries,
  proposeAccreditation,
  type Accreditation,
  type LookupActor,
} from '@nightlight/matcher'
import { startSweep, type DbOrTransaction } from '@nightlight/runtime'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { iso } from '../iso.ts'
import { mustSeeList } from '../lists/list-scope.ts'
import { once } from '../routes/once.ts'
import { ById, Problem } from '../schemas.ts'
import type { App } from '../validation.ts'
import { answerBody } from './answer-body.ts'
import { answerLookups } from './answer-lookups.ts'
import { ANSWER_SLOTS, slotOf, untilSlot } from './answer-slots.ts'
import {
  AccreditationBody,
  AccreditationSchema,
  AlarmSchema,
  CanariesBody,
  CanaryList,
  DisclosureBody,
  LookupBody,
  LookupResults,
} from './lookup-schemas.ts'

/** 1,000 hashes of any algorithm. */
const BODY_LIMIT = 256 * 1024
const MINUTE_S = 60
const ALARMS_EVERY_MS = 1_000
const Done = Type.Object({ state: Type.Literal('done') })

/** Providers ask whether hashes are known; people of the hotline say who may. */
export const lookupRoutes = (deps: AppDeps) => async (app: App) => {
  await app.register(askRoute(deps))
  await app.register(grantRoutes(deps))
}

const askRoute = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now, lookups } = deps
  // apart from the answers, none of which comes later for what nobody is to tell from a hit
  const alarms = startSweep(deps, 'canary alarms', ALARMS_EVERY_MS, () => canariesAsked(db, crypto))
  app.addHook('onClose', () => alarms[Symbol.asyncDispose]())

  app.post(
    '/v1/lookups',
    {
      bodyLimit: BODY_LIMIT,
      config: { access: 'lookup:ask' },
      schema: {
        summary: 'Ask whether hashes are known; for providers that are accredited',
        description:
          'Every call is logged. An answer is not kept, so that an Idempotency-Key changes nothing: asking again counts again. ' +
          'A hash that is none has the whole call refused with 422, `index` and `reason`',
        body: LookupBody,
        response: { 200: LookupResults, default: Problem },
      },
    },
    async (request, reply) => {
      const startedAt = performance.now()
      const { hashes } = request.body
      const { actor, providerId } = principalOf(request)
      if (!providerId) {
        throw new DomainError('forbidden', 'provider-missing', 'Looking hashes up: for nobody')
      }
      if (!lookups) throw new DomainError('conflict', 'lookups-off', 'Looking hashes up: it is off')
      try {
        const from = { ...deps, ask: lookups.ask }
        const answers = await answerLookups(from, hashes, { actor, providerId })
        await untilSlot(startedAt, slotOf(lookups.slots ?? ANSWER_SLOTS, hashes))
        reply.type('application/json; charset=utf-8')
        return reply.send(answerBody(answers) as never)
      } catch (error) {
        if (error instanceof DomainError && error.code === 'lookup-quota') {
          reply.header('retry-after', MINUTE_S - now().getUTCSeconds())
        }
        throw error
      }
    },
  )
}

const grantRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now } = deps
  const by = (request: FastifyRequest): LookupActor => {
    const { actor, name } = principalOf(request)
    return { actor, name, at: now() }
  }
  const change = async (
    request: FastifyRequest,
    status: number,
    act: (trx: DbOrTransaction, by: LookupActor) => Promise<Accreditation>,
  ) => once(deps, request, async (trx) => ({ status, body: iso(await act(trx, by(request))) }))

  app.get(
    '/v1/lookups/accreditations',
    {
      config: { access: 'lookup:grant' },
      schema: {
        summary: 'Which providers may ask, for what, and how much they asked and hit',
        response: {
          200: Type.Object({ items: Type.Array(AccreditationSchema) }),
          default: Problem,
        },
      },
    },
    async () => iso({ items: await accreditations(db, now()) }),
  )

  app.post(
    '/v1/lookups/accreditations',
    {
      config: { access: 'lookup:grant' },
      schema: {
        summary: 'Propose that a provider may ask; it counts once another person has approved it',
        body: AccreditationBody,
        response: { 201: AccreditationSchema, default: Problem },
      },
    },
    async (request, reply) => {
      const { body } = await change(request, 201, (trx, who) =>
        proposeAccreditation(trx, request.body, who),
      )
      return reply.code(201).send(body)
    },
  )

  for (const [verb, access, act, summary] of [
    ['approve', 'lookup:approve', approveAccreditation, 'Approve what somebody else proposed'],
    ['end', 'lookup:grant', endAccreditation, 'End an accreditation, at once and for good'],
  ] as const) {
    app.post(
      `/v1/lookups/accreditations/:id/${verb}`,
      {
        config: { access },
        schema: {
          summary,
          params: ById,
          response: { 200: AccreditationSchema, default: Problem },
        },
      },
      async (request) => {
        const { id } = request.params
        return (await change(request, 200, (trx, who) => act(trx, id, who))).body
      },
    )
  }

  app.post(
    '/v1/lookups/accreditations/:id/canaries',
    {
      config: { access: 'lookup:grant' },
      schema: {
        summary: 'Draw canaries for a provider, which are its test set; shown once',
        description:
          'The answer is not kept: with an Idempotency-Key others are drawn all the same',
        params: ById,
        body: CanariesBody,
        response: { 201: CanaryList, default: Problem },
      },
    },
    async (request, reply) => {
      const asked = { id: request.params.id, count: request.body.count }
      const drawn = await makeCanaries(deps, asked, by(request))
      return reply.code(201).send({ items: drawn.map(({ hashes }) => hashes) })
    },
  )

  app.get(
    '/v1/lookups/alarms',
    {
      config: { access: 'lookup:grant' },
      schema: {
        summary: 'What came to light and waits for a person: canaries that got out, and probing',
        response: { 200: Type.Object({ items: Type.Array(AlarmSchema) }), default: Problem },
      },
    },
    async () => iso({ items: await lookupAlarms(db) }),
  )

  app.post(
    '/v1/lookups/alarms/:id/done',
    {
      config: { access: 'lookup:grant' },
      schema: {
        summary: 'Note that somebody has looked at an alarm',
        params: ById,
        response: { 200: Done, default: Problem },
      },
    },
    async (request) => {
      const { body } = await once(deps, request, async (trx) => {
        await doAlarm(trx, request.params.id, by(request))
        return { status: 200, body: { state: 'done' as const } }
      })
      return body
    },
  )

  app.post(
    '/v1/hash-lists/:id/disclosure',
    {
      config: { access: 'list:write' },
      schema: {
        summary: 'Say whether a list may answer providers that are accredited',
        description:
          '`toProviders: true` is for officers of its authority alone (403 `authority-needed`); `false` is for supervisors too',
        params: ById,
        body: DisclosureBody,
        response: { 200: DisclosureBody, default: Problem },
      },
    },
    async (request) => {
      const { id } = request.params
      const { toProviders } = request.body
      const { body } = await once(deps, request, async (trx) => {
        const principal = principalOf(request)
        await mustSeeList(trx, principal, id)
        const { authorityId } = principal
        await discloseList(trx, id, toProviders, { ...by(request), authorityId })
        return { status: 200, body: { toProviders } }
      })
      return body
    },
  )
}
