import { DomainError } from '@nightlight/contract'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { endRisk, markAtRisk } from '../../queue/mark-risk.ts'
import { noteReport } from '../../report-desk/report-work.ts'
import { readReportSummary } from '../../report-facts-store.ts'
import { ById, Id, Reason } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { viewOf } from '../reply-page.ts'
import { fromQueue, placeIn, QueueQuery } from './queue-place.ts'

const form = Type.String({ maxLength: 64 })
const MarkForm = Type.Object({ form, reason: Reason, queue: QueueQuery })
const EndForm = Type.Object({
  form,
  queue: QueueQuery,
  /** On whose page it was taken back, where that is another one: that which it is worked on as. */
  report: Type.Optional(Id),
})

/** Whoever came from the queue stays where they are in it, wherever the mark moved what is at hand. */
const deskOf = (reportId: string, queue: string | undefined, done: string): string =>
  fromQueue(`/console/reports/${reportId}`, queue === undefined ? null : placeIn(queue), { done })

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
      const { reason, queue } = request.body
      if (!(await readReportSummary(db, reportId)))
        throw new DomainError('not-found', 'not-found', 'Marking a report: no such')
      const mark = { reportId, reason }
      const { mediaIds } = await db
        .transaction()
        .execute((trx) => markAtRisk(trx, crypto, mark, byOf(request)))
      for (const mediaId of mediaIds) await deps.enqueue('open-takedown', { mediaId })
      return reply.redirect(deskOf(reportId, queue, 'at-risk'), 303)
    },
  )

  app.post(
    '/console/reports/:id/risk/end',
    { config: { access: 'match:decide' }, schema: { params: ById, body: EndForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const { queue, report: shownId = id } = request.body
      const by = byOf(request)
      const { t } = viewOf(deps, request, reply, null)
      await db.transaction().execute(async (trx) => {
        const reason = await endRisk(trx, crypto, id, by)
        if (reason !== null)
          await noteReport(trx, crypto, { reportId: id, text: t('risk.was', { reason }) }, by)
      })
      return reply.redirect(deskOf(shownId, queue, 'risk-ended'), 303)
    },
  )
}
