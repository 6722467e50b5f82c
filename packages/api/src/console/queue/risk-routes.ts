import { DomainError } from '@nightlight/contract'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { endRisk, markAtRisk } from '../../queue/mark-risk.ts'
import { readReportSummary } from '../../report-facts-store.ts'
import { ById, Reason } from '../../schemas.ts'
import type { App } from '../../validation.ts'

const form = Type.String({ maxLength: 64 })
const MarkForm = Type.Object({ form, reason: Reason })
const EndForm = Type.Object({ form })

/** The forms of a report that say, and take back, that a child may be at risk. */
export const riskRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now } = deps
  const byOf = (request: Parameters<typeof principalOf>[0]) => ({
    actor: principalOf(request).actor,
    at: now(),
  })

  app.post(
    '/console/reports/:id/risk',
    { config: { access: 'match:decide' }, schema: { params: ById, body: MarkForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id: reportId } = request.params
      if (!(await readReportSummary(db, reportId)))
        throw new DomainError('not-found', 'not-found', 'Marking a report: no such')
      const mark = { reportId, reason: request.body.reason }
      const { mediaIds } = await db
        .transaction()
        .execute((trx) => markAtRisk(trx, crypto, mark, byOf(request)))
      for (const mediaId of mediaIds) await deps.enqueue('open-takedown', { mediaId })
      return reply.redirect(`/console/reports/${reportId}?done=at-risk`, 303)
    },
  )

  app.post(
    '/console/reports/:id/risk/end',
    { config: { access: 'match:decide' }, schema: { params: ById, body: EndForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      await db.transaction().execute((trx) => endRisk(trx, id, byOf(request)))
      return reply.redirect(`/console/reports/${id}?done=risk-ended`, 303)
    },
  )
}
