import { LEGAL_CLASSES } from '@nightlight/contract'
import { isSameName } from '@nightlight/matcher'
import { countTold } from '@nightlight/notices'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import {
  agreeToAddresses,
  askForAddresses,
  namesOf,
  takeAddresses,
  withdrawAddresses,
} from '../../address-files/address-requests.ts'
import { addressRequests, consentOf } from '../../address-files/address-request-store.ts'
import type { AppDeps } from '../../app.ts'
import { ById, oneOf } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import type { AddressFilesShown } from './address-section.ts'
import { sendItemsCsv } from './items-csv.ts'
import { asOwn, ownProvider } from './own-provider.ts'
import { AGE_NAMES, SIZES } from './portal-schemas.ts'

/** Requests that the page shows, the newest. */
const SHOWN = 10
const form = Type.String({ maxLength: 64 })
const OnlyForm = Type.Object({ form })
const AskForm = Type.Object({
  form,
  class: Type.Optional(oneOf(['', ...LEGAL_CLASSES])),
  age: Type.Optional(oneOf(['', ...AGE_NAMES])),
  most: oneOf(SIZES),
})
const PATH = '/portal/address-requests'
const PAGE = '/portal/files'
const access = { access: 'portal:use', formOn: PAGE } as const

/** What the page of files shows of files with exact addresses to whoever asks. */
export async function readAddressFiles(
  { db, now }: Pick<AppDeps, 'db' | 'now'>,
  request: FastifyRequest,
): Promise<Omit<AddressFilesShown, 'done'>> {
  const providerId = ownProvider(request)
  const { actor, name } = principalOf(request)
  const at = now()
  const [consent, requests] = await asOwn(db, providerId, async (own) => [
    await consentOf(own, providerId, at),
    await addressRequests(own, providerId, { now: at, limit: SHOWN }),
  ])
  if (consent === null) return { consent, requests, actor, isAlone: false, open: 0, classes: [] }
  const isAlone = (await namesOf(db, providerId)).every((one) => isSameName(one, name))
  const { states, classes } = await asOwn(db, providerId, (own) =>
    countTold(own, providerId, {}, at),
  )
  return { consent, requests, actor, isAlone, open: states.open, classes }
}

/** A file with exact addresses: one person of a provider asks, another one agrees, and the first takes it. */
export const addressFileRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now } = deps

  const by = (request: FastifyRequest) => {
    const { actor, name } = principalOf(request)
    return { actor, name, at: now() }
  }

  app.post(PATH, { config: access, schema: { body: AskForm } }, async (request, reply) => {
    checkForm(request, deps, request.body)
    const { class: legalClass, age, most } = request.body
    const chosen = {
      providerId: ownProvider(request),
      legalClass: legalClass || null,
      olderThanHours: age ? Number(age) : null,
      most: Number(most),
    }
    await db.transaction().execute((trx) => askForAddresses(trx, chosen, by(request)))
    return reply.redirect(`${PAGE}?done=asked`, 303)
  })

  // A browser that loads a page again asks for what a form was sent to.
  app.get(PATH, { config: { access: 'signed-in' } }, (_request, reply) =>
    reply.redirect(`${PAGE}#addresses`, 303),
  )

  for (const [action, work, done] of [
    ['agree', agreeToAddresses, 'agreed'],
    ['withdraw', withdrawAddresses, 'withdrawn'],
  ] as const) {
    app.post(
      `${PATH}/:id/${action}`,
      {
        config: { ...access, stepUp: action === 'agree' },
        schema: { params: ById, body: OnlyForm },
      },
      async (request, reply) => {
        checkForm(request, deps, request.body)
        const one = { providerId: ownProvider(request), id: request.params.id }
        await db.transaction().execute((trx) => work(trx, one, by(request)))
        return reply.redirect(`${PAGE}?done=${done}`, 303)
      },
    )
  }

  app.post(
    `${PATH}/:id/file`,
    {
      config: { ...access, stepUp: true, sendsFile: true },
      schema: { params: ById, body: OnlyForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const providerId = ownProvider(request)
      const { at, ...who } = by(request)
      const one = { providerId, id: request.params.id }
      // Before the first of them is sent, or none is.
      const filter = await db
        .transaction()
        .execute((trx) => takeAddresses(trx, one, { ...who, at }))
      return sendItemsCsv(reply, deps, { providerId, filter, withAddresses: true, now: at })
    },
  )
}
