import { findEvent, verifyEvents, writeVerifierKey, type FoundEvent } from '@nightlight/audit'
import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { Type } from 'typebox'
import { principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { isAllowed } from '../../identity/principal.ts'
import { ById } from '../../schemas.ts'
import { securityHeaders } from '../../security-headers.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { keyOwners } from './accounts-store.ts'
import type { KeyOwners } from './audit-fragments.ts'
import { eventPage } from './event-page.ts'
import { findProof, handProof, isBlindTo } from './event-proof.ts'
import { inOneState } from './one-state.ts'

const Verify = Type.Object({ verify: Type.Optional(Type.Literal('1')) })
const reading = { access: 'audit:read', reads: 'audit' } as const

/** One event of the log, verified, and its proof to take along. */
export const eventRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, logKey } = deps

  app.get(
    '/console/audit/events/:id',
    { config: reading, schema: { params: ById, querystring: Verify } },
    async (request, reply) => {
      const { id } = request.params
      const principal = principalOf(request)
      const key = await logKey(db)
      const found = await inOneState(db, async (trx) => {
        const event = await requireEvent(trx, id)
        const handed = await findProof({ db: trx, crypto }, event, principal)
        const isAsked = request.query.verify !== undefined
        const looked = isAsked ? await verifyEvents(trx, { crypto, key }, [id]) : null
        const isBlind = await isBlindTo(trx, event, principal)
        const seesNames = isAllowed(principal.role, 'person:read')
        const owners: KeyOwners = seesNames ? await keyOwners(trx, [event.actor]) : new Map()
        return { event, handed, verdict: looked?.verdicts.get(id) ?? null, isBlind, owners }
      })
      const view = viewOf(deps, request, reply, `/console/audit/events/${id}`)
      return sendPage(reply, deps, eventPage(view, { ...found, key: writeVerifierKey(key) }))
    },
  )

  app.get(
    '/console/audit/events/:id/proof',
    { config: { ...reading, stepUp: true, sendsFile: true }, schema: { params: ById } },
    async (request, reply) => {
      const { id } = request.params
      const { proof } = await inOneState(db, async (trx) =>
        handProof({ db: trx, crypto }, await requireEvent(trx, id), principalOf(request)),
      )
      const body = { ...proof, key: writeVerifierKey(await logKey(db)) }
      return reply
        .headers(securityHeaders('data', deps.secure))
        .header('content-disposition', `attachment; filename="event-${id.slice(-6)}.json"`)
        .type('application/json; charset=utf-8')
        .send(`${JSON.stringify(body, null, 2)}\n`)
    },
  )
}

async function requireEvent(db: DbOrTransaction, id: string): Promise<FoundEvent> {
  const event = await findEvent(db, id)
  if (event) return event
  throw new DomainError('not-found', 'not-found', 'Reading an event: none such')
}
