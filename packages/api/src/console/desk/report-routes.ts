import { DomainError } from '@nightlight/contract'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import {
  mergeReport,
  noteReport,
  showAddress,
  unmergeReport,
} from '../../report-desk/report-work.ts'
import { reportsByNumber } from '../../find/find-store.ts'
import { ById, Id, TEXT } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { FormId, onceForForm } from '../form-once.ts'
import { reportPage } from '../pages/report-page.ts'
import { withExposure } from '../exposure/with-exposure.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { readDoneLately } from './done-lately.ts'
import { readReportInFull, revealBudgetOf } from './read-report.ts'
import { placeIn, QueueQuery } from '../queue/queue-place.ts'
import { deskPath } from './undo-routes.ts'

const form = Type.String({ maxLength: 64 })
const PlainForm = Type.Object({ form, queue: QueueQuery })
const AddressForm = Type.Object({
  form,
  queue: QueueQuery,
  /** Why one more than a shift is expected to need. */
  reason: Type.Optional(Type.String({ maxLength: 2000, pattern: TEXT })),
})
const NoteForm = Type.Object({
  form,
  id: FormId,
  queue: QueueQuery,
  note: Type.String({ minLength: 1, maxLength: 4000, pattern: TEXT }),
})
const MergeForm = Type.Object({
  form,
  queue: QueueQuery,
  into: Type.Optional(Id),
  /** A number, or the last signs of one. */
  other: Type.Optional(Type.String({ maxLength: 40, pattern: TEXT })),
})

/** What an analyst does to a report from its page. */
export const reportRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now } = deps
  const config = { access: 'report:work' } as const

  app.post(
    '/console/reports/:id/notes',
    { config, schema: { params: ById, body: NoteForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id: reportId } = request.params
      const by = { actor: principalOf(request).actor, at: now() }
      const { queue } = request.body
      const noted = { reportId, text: request.body.note }
      await onceForForm(deps, request, request.body, async (trx) => {
        await noteReport(trx, crypto, noted, by)
        return {}
      })
      return reply.redirect(deskPath({ report: reportId, queue }, 'noted'), 303)
    },
  )

  app.post(
    '/console/reports/:id/merge',
    { config, schema: { params: ById, body: MergeForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id: reportId } = request.params
      const { into, other = '', queue } = request.body
      // What was typed was meant, whatever was chosen before.
      const intoId = other.trim() === '' ? into : await reportNamed(other)
      if (intoId === undefined) {
        throw new DomainError('invalid', 'merge-nothing', 'Merging a report: into which is missing')
      }
      const by = { actor: principalOf(request).actor, at: now() }
      await db.transaction().execute((trx) => mergeReport(trx, { reportId, intoId }, by))
      return reply.redirect(deskPath({ report: reportId, queue }, 'merged'), 303)
    },
  )

  app.post(
    '/console/reports/:id/separate',
    { config, schema: { params: ById, body: PlainForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const by = { actor: principalOf(request).actor, at: now() }
      await db.transaction().execute((trx) => unmergeReport(trx, id, by))
      return reply.redirect(deskPath({ report: id, queue: request.body.queue }, 'unmerged'), 303)
    },
  )

  // Answers with the page itself: an address is shown to whoever asked, this once, and stands in no link.
  app.post(
    '/console/reports/:id/address',
    { config, schema: { params: ById, body: AddressForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const by = { actor: principalOf(request).actor, at: now() }
      const { queue, reason = '' } = request.body
      const asked = { reportId: id, reason, budget: revealBudgetOf(deps) }
      const address = await db.transaction().execute((trx) => showAddress(trx, crypto, asked, by))
      const view = await withExposure(deps, viewOf(deps, request, reply, `/console/reports/${id}`))
      const place = queue === undefined ? null : placeIn(queue)
      const report = await readReportInFull(deps, view, { id, place })
      const lately = await readDoneLately(db, request.principal, {})
      return sendPage(reply, deps, reportPage(view, { ...report, address, lately }))
    },
  )

  async function reportNamed(number: string): Promise<string> {
    const [id, ...others] = await reportsByNumber(db, number)
    if (id === undefined) {
      throw new DomainError('not-found', 'merge-not-found', 'Merging a report: no other such')
    }
    if (others.length > 0) {
      throw new DomainError('invalid', 'merge-ambiguous', 'Merging a report: several are so named')
    }
    return id
  }
}
