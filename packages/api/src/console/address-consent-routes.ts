import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../access.ts'
import {
  CONSENT_DAYS,
  giveConsent,
  proposeConsent,
  withdrawConsent,
} from '../address-files/address-consents.ts'
import type { AppDeps } from '../app.ts'
import { ById, Id, oneOf } from '../schemas.ts'
import type { App } from '../validation.ts'

const form = Type.String({ maxLength: 64 })
const OnlyForm = Type.Object({ form })
const ProposeForm = Type.Object({ form, days: oneOf(CONSENT_DAYS) })
const ConsentParams = Type.Object({ id: Id, consentId: Id })

/** That people of a provider may take exact addresses as files: one person of the hotline proposes, another one gives it. */
export const addressConsentRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now } = deps

  const by = (request: FastifyRequest) => {
    const { actor, name } = principalOf(request)
    return { actor, name, at: now() }
  }

  app.post(
    '/console/providers/:id/address-consents',
    {
      config: { access: 'provider:propose', stepUp: true },
      schema: { params: ById, body: ProposeForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const asked = { providerId: id, days: request.body.days }
      await db.transaction().execute((trx) => proposeConsent(trx, asked, by(request)))
      return reply.redirect(`/console/providers/${id}?done=consent-proposed`, 303)
    },
  )

  for (const [action, work, done] of [
    ['approve', giveConsent, 'consent-given'],
    ['withdraw', withdrawConsent, 'consent-withdrawn'],
  ] as const) {
    app.post(
      `/console/providers/:id/address-consents/:consentId/${action}`,
      {
        config: { access: 'provider:write', stepUp: true },
        schema: { params: ConsentParams, body: OnlyForm },
      },
      async (request, reply) => {
        checkForm(request, deps, request.body)
        const { id: providerId, consentId: id } = request.params
        await db.transaction().execute((trx) => work(trx, { providerId, id }, by(request)))
        return reply.redirect(`/console/providers/${providerId}?done=${done}`, 303)
      },
    )
  }
}
