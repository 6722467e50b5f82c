import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { ById, Id } from '../../schemas.ts'
import { undoTogether } from '../../undo-decision.ts'
import type { App } from '../../validation.ts'

const UndoForm = Type.Object({ form: Type.String({ maxLength: 64 }), report: Type.Optional(Id) })

/** The page on which a match is worked on: that of a report, or all that wait. */
export const deskOf = (reportId: string | undefined): string =>
  reportId === undefined ? '/console/matches' : `/console/reports/${reportId}`

/** Takes back what somebody decided before it had any effect. */
export const undoRoutes = (deps: AppDeps) => async (app: App) => {
  app.post(
    '/console/decisions/:id/undo',
    {
      config: { access: 'match:decide', formOn: '/console/reports/:report' },
      schema: { params: ById, body: UndoForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const by = { actor: principalOf(request).actor }
      const { mediaIds } = await deps.db
        .transaction()
        .execute((trx) => undoTogether(trx, request.params.id, by))
      // what stood before may have something to begin
      for (const mediaId of mediaIds) await deps.enqueue('open-takedown', { mediaId })
      return reply.redirect(`${deskOf(request.body.report)}?done=undone`, 303)
    },
  )
}
