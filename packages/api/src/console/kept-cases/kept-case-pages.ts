import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { exportFields, type CaseSending } from '../../case-export/send-case.ts'
import { keepCase, withdrawKeptCase } from '../../kept-cases/keep-case.ts'
import { sendKeptCase } from '../../kept-cases/send-kept-case.ts'
import { ById, Id } from '../../schemas.ts'
import { securityHeaders } from '../../security-headers.ts'
import type { App } from '../../validation.ts'

const form = Type.String({ maxLength: 64 })

/** A case is put together and kept for officers, who get it from their hand-overs. */
export const keptCasePages = (deps: AppDeps & CaseSending) => async (app: App) => {
  app.post(
    '/console/takedowns/:id/kept-exports',
    {
      config: { access: 'case:export', stepUp: true },
      schema: {
        params: ById,
        body: Type.Object({ form, ...exportFields, recipientId: Id }),
      },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { reason, legalBasis, recipientId } = request.body
      const { actor, role } = principalOf(request)
      const { id: takedownId } = request.params
      await keepCase(deps, { takedownId, reason, legalBasis, recipientId, by: { actor, role } })
      return reply.redirect(`/console/takedowns/${takedownId}?done=case-kept`, 303)
    },
  )

  app.get(
    '/console/kept-cases/:id',
    { config: { access: 'hand-over:read', reads: 'kept_case' }, schema: { params: ById } },
    async (request, reply) => {
      reply.headers(securityHeaders('data', deps.secure))
      await sendKeptCase(deps, request, reply)
      return reply
    },
  )

  app.post(
    '/console/kept-cases/:id/withdraw',
    {
      config: { access: 'case:export', stepUp: true },
      schema: { params: ById, body: Type.Object({ form }) },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { actor } = principalOf(request)
      const takedownId = await withdrawKeptCase(deps.db, request.params.id, actor)
      return reply.redirect(`/console/takedowns/${takedownId}?done=case-taken-back`, 303)
    },
  )
}
