import { DomainError } from '@nightlight/contract'
import { retentionSettings } from '@nightlight/runtime'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { countRead } from '../../note-reads.ts'
import { HOLD_KINDS, scopeFrom } from '../../retention/hold-scope.ts'
import { HOLD_REASONS, placeHold, releaseHold } from '../../retention/legal-holds.ts'
import { readRetention } from '../../retention/retention-view.ts'
import { ById, DoneCode, oneOf, TEXT } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { retentionPage } from './retention-page.ts'

const DAY_MS = 24 * 3_600_000
const form = Type.String({ maxLength: 64 })
const HoldForm = Type.Object({
  form,
  kind: oneOf(HOLD_KINDS),
  /** An id, or the address of a page of the console that has it. */
  of: Type.String({ maxLength: 300 }),
  reason: oneOf(HOLD_REASONS),
  authority: Type.String({ minLength: 1, maxLength: 200, pattern: TEXT }),
  days: Type.String({
    pattern: '^[1-9][0-9]{0,2}$|^[1-2][0-9]{3}$|^3[0-5][0-9]{2}$|^36[0-4][0-9]$|^3650$',
  }),
})

/** What is erased and when, and the legal holds: seen, placed and released by supervisors. */
export const retentionPages = (deps: AppDeps) => async (app: App) => {
  const { db, now, retention = retentionSettings() } = deps
  const config = { access: 'retention:hold', stepUp: true } as const
  const by = (request: Parameters<typeof principalOf>[0]) => {
    const { actor, name } = principalOf(request)
    return { actor, name }
  }

  app.get(
    '/console/retention',
    {
      config: { access: 'retention:run', reads: 'legal_hold' },
      schema: { querystring: Type.Object({ done: DoneCode }) },
    },
    async (request, reply) => {
      const shown = await readRetention(db, retention, now())
      countRead(request, shown.holds.length)
      const view = viewOf(deps, request, reply, '/console/retention')
      return sendPage(reply, deps, retentionPage(view, shown, request.query.done ?? null))
    },
  )

  app.post(
    '/console/retention/holds',
    { config, schema: { body: HoldForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { kind, of, reason, authority, days } = request.body
      const at = now()
      const reviewAt = new Date(at.getTime() + Number(days) * DAY_MS)
      await db.transaction().execute(async (trx) => {
        const scope = await scopeFrom(trx, kind, of)
        if (!scope) {
          throw new DomainError('invalid', 'legal-hold-of-nothing', 'Placing a hold: no id in it')
        }
        await placeHold(trx, scope, { reason, authority, reviewAt }, by(request), at)
      })
      return reply.redirect('/console/retention?done=placed', 303)
    },
  )

  app.post(
    '/console/retention/holds/:id/release',
    { config, schema: { params: ById, body: Type.Object({ form }) } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      await db.transaction().execute((trx) => releaseHold(trx, id, by(request), now()))
      return reply.redirect('/console/retention?done=released', 303)
    },
  )
}
