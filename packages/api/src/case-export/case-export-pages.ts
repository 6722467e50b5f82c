import { Type } from 'typebox'
import { checkForm } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { ById, Id } from '../schemas.ts'
import { securityHeaders } from '../security-headers.ts'
import type { App } from '../validation.ts'
import { exportFields, sendCase, type CaseSending } from './send-case.ts'

const ExportForm = Type.Object({
  form: Type.String({ maxLength: 64 }),
  ...exportFields,
  /** Empty for whoever is handed the file. */
  recipientId: Type.Union([Id, Type.Literal('')]),
})

/** The form of a takedown that exports its case. */
export const caseExportPages = (deps: AppDeps & CaseSending) => async (app: App) => {
  app.post(
    '/console/takedowns/:id/exports',
    {
      config: { access: 'case:export', stepUp: true, sendsFile: true },
      schema: { params: ById, body: ExportForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { reason, legalBasis, recipientId } = request.body
      const asked = { reason, legalBasis, recipientId: recipientId === '' ? null : recipientId }
      reply.headers(securityHeaders('data', deps.secure))
      await sendCase(deps, request, reply, { takedownId: request.params.id, ...asked })
      return reply
    },
  )
}
