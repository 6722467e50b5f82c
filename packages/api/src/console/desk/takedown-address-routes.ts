import { buffer } from 'node:stream/consumers'
import { documentFiles, makeIccamFiles, readSender } from '@nightlight/notices'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { measure } from '../../case-export/parts.ts'
import { writeZip } from '../../case-export/zip.ts'
import { noteReveals } from '../../report-desk/report-work.ts'
import { reportOfTakedown, showPlaceOfTakedown } from '../../report-desk/takedown-address.ts'
import { ById, Id, TEXT } from '../../schemas.ts'
import { securityHeaders } from '../../security-headers.ts'
import type { App } from '../../validation.ts'
import { withExposure } from '../exposure/with-exposure.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { revealBudgetOf } from './read-report.ts'
import { readTakedownPage } from './read-takedown.ts'

const form = Type.String({ maxLength: 64 })
/** Why one more than a shift is expected to need. */
const reason = Type.Optional(Type.String({ maxLength: 2000, pattern: TEXT }))
const AddressForm = Type.Object({ form, location: Id, reason })
const IccamForm = Type.Object({
  form,
  /** The person or the desk that enters it. */
  to: Type.String({ minLength: 1, maxLength: 200, pattern: TEXT }),
  reason,
})

/** The exact addresses of a takedown, for whoever tells somebody of them by hand. */
export const takedownAddressRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now } = deps

  // Answers with the page itself: an address is shown to whoever asked, this once, and stands in no link.
  app.post(
    '/console/takedowns/:id/address',
    { config: { access: 'report:work' }, schema: { params: ById, body: AddressForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const principal = principalOf(request)
      const { location: locationId, reason: why = '' } = request.body
      const by = { actor: principal.actor, at: now() }
      const asked = { takedownId: id, locationId, reason: why, budget: revealBudgetOf(deps) }
      const address = await db
        .transaction()
        .execute((trx) => showPlaceOfTakedown(trx, crypto, asked, by))
      const path = `/console/takedowns/${id}`
      const view = await withExposure(deps, viewOf(deps, request, reply, path))
      const shown = { locationId: locationId.toLowerCase(), address }
      return sendPage(reply, deps, await readTakedownPage(deps, principal, view, { id, shown }))
    },
  )

  app.post(
    '/console/takedowns/:id/iccam',
    {
      config: { access: 'report:work', stepUp: true, sendsFile: true },
      schema: { params: ById, body: IccamForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const { actor } = principalOf(request)
      const { language } = viewOf(deps, request, reply, null)
      const { to, reason: why = '' } = request.body
      const { sender = readSender({}) } = deps
      const { reference, document } = await db.transaction().execute(async (trx) => {
        const order = { takedownIds: [id], language, to, by: actor }
        const made = await makeIccamFiles({ db: trx, crypto, now, sender }, order)
        const details = made.locationIds.map((locationId) => ({
          locationId,
          reference: made.reference,
        }))
        const notedOn = await reportOfTakedown(trx, id)
        const shown = { objectType: 'takedown', objectId: id, notedOn, details } as const
        const budget = revealBudgetOf(deps)
        await noteReveals(trx, crypto, { ...shown, reason: why, budget }, { actor, at: now() })
        return made
      })
      const parts = documentFiles(document).map(({ ending, content }) =>
        measure({ name: `${reference}.${ending}`, content: () => [Buffer.from(content)] }),
      )
      return reply
        .headers(securityHeaders('data', deps.secure))
        .header('content-disposition', `attachment; filename="${reference}.zip"`)
        .type('application/zip')
        .send(await buffer(writeZip(await Promise.all(parts))))
    },
  )
}
