import { DomainError } from '@nightlight/contract'
import { accreditations, lookupAlarms } from '@nightlight/matcher'
import {
  addProvider,
  approveChannel,
  channelOf,
  approveContact,
  approveProviderKey,
  changeProvider,
  channelOfProvider,
  listProviders,
  lockProvider,
  noProvider,
  proposeContact,
  readProvider,
  REFUSAL_REASONS,
  refuseChannel,
  refuseProviderKey,
  retireContact,
  type RegisteredProvider,
} from '@nightlight/notices'
import type { DbOrTransaction } from '@nightlight/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type, type Static } from 'typebox'
import { checkForm, principalOf } from '../access.ts'
import { addressConsents } from '../address-files/address-consents.ts'
import type { AppDeps } from '../app.ts'
import { isAllowed } from '../identity/principal.ts'
import {
  ChannelParams,
  ContactParams,
  KeyParams,
  Mailbox,
  ProviderKind,
} from '../provider-schemas.ts'
import { ById, DoneCode, Id, oneOf, TEXT } from '../schemas.ts'
import type { App } from '../validation.ts'
import { providerPage } from './pages/provider-page.ts'
import { providersPage } from './pages/providers-page.ts'
import { ChangeForm, changeOf, lostOf, shownOf } from './provider-change.ts'
import { sendPage, viewOf } from './reply-page.ts'

const PROVIDERS_SHOWN = 50

const form = Type.String({ maxLength: 64 })
const Query = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 200, pattern: TEXT })),
  kind: Type.Optional(Type.Union([ProviderKind, Type.Literal('')])),
  open: Type.Optional(Type.Literal('on')),
  after: Type.Optional(Id),
})
const Done = Type.Object({ done: DoneCode })
const AddForm = Type.Object({
  form,
  name: Type.String({ maxLength: 200, pattern: TEXT }),
  mailbox: Mailbox,
  country: Type.String({ maxLength: 20, pattern: TEXT }),
})
const ProposeForm = Type.Object({ form, mailbox: Mailbox })
const OnlyForm = Type.Object({ form })
const SettleForm = Type.Object({
  form,
  reason: Type.Optional(Type.Union([oneOf(REFUSAL_REASONS), Type.Literal('')])),
})

/** The register of providers, and what people say of them. */
export const providersPages = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now } = deps
  const by = (request: FastifyRequest) => {
    const { actor, name } = principalOf(request)
    return { actor, name, now: now() }
  }
  const one = async (id: string, trx: DbOrTransaction = db): Promise<RegisteredProvider> => {
    const provider = await readProvider(trx, crypto, id, now())
    if (!provider) throw noProvider()
    return provider
  }
  const inOne = <T>(work: (trx: DbOrTransaction) => Promise<T>) => db.transaction().execute(work)

  const sendProvider = async (
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    { done, late }: { done: string | null; late?: Static<typeof ChangeForm> },
  ) => {
    const provider = await one(id)
    const { role, actor } = principalOf(request)
    const may = {
      write: isAllowed(role, 'provider:write'),
      propose: isAllowed(role, 'provider:propose'),
      channels: isAllowed(role, 'key:write'),
      actor,
    }
    const [accreditation = null] = await accreditations(db, now(), { providerId: id })
    const seesHits = isAllowed(role, 'lookup:grant')
    const alarms = seesHits ? await lookupAlarms(db, { providerId: id }) : []
    const lookups = { accreditation, alarms, seesHits }
    const consents = await addressConsents(db, id, now())
    const shown = shownOf(crypto, provider)
    const view = viewOf(deps, request, reply, `/console/providers/${id}`)
    const lost = late ? lostOf(crypto, late, provider) : null
    const all = { provider, may, lookups, consents, shown, done, lost }
    return sendPage(reply, deps, providerPage(view, all))
  }

  app.get(
    '/console/providers',
    { config: { access: 'provider:read' }, schema: { querystring: Query } },
    async (request, reply) => {
      const { search = '', kind = '', open, after = null } = request.query
      const filter = { search, kind, isOpen: open === 'on' }
      const asked = { ...filter, search: search.trim() || null, kind: kind || null, after }
      const items = await listProviders(db, { ...asked, limit: PROVIDERS_SHOWN })
      const next = items.length === PROVIDERS_SHOWN ? (items.at(-1)?.id ?? null) : null
      const view = viewOf(deps, request, reply, '/console/providers')
      const mayAdd = isAllowed(principalOf(request).role, 'key:write')
      return sendPage(reply, deps, providersPage(view, { items, filter, next, mayAdd }))
    },
  )

  app.post(
    '/console/providers',
    { config: { access: 'key:write', stepUp: true }, schema: { body: AddForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { name, mailbox } = request.body
      const country = request.body.country.trim().toUpperCase() || null
      const id = await db
        .transaction()
        .execute((trx) => addProvider(trx, { name, mailbox, country }, by(request)))
      return reply.redirect(`/console/providers/${id}?done=provider-added`, 303)
    },
  )

  app.get(
    '/console/providers/:id',
    { config: { access: 'provider:read' }, schema: { params: ById, querystring: Done } },
    async (request, reply) => {
      const { id } = request.params
      return sendProvider(request, reply, id, { done: request.query.done ?? null })
    },
  )

  app.post(
    '/console/providers/:id',
    {
      config: { access: 'provider:write', stepUp: true },
      schema: { params: ById, body: ChangeForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      try {
        await inOne(async (trx) => {
          await lockProvider(trx, id)
          const change = changeOf(crypto, request.body, await one(id, trx))
          await changeProvider(trx, crypto, id, change, by(request))
        })
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'changed-meanwhile') throw error
        // The form is filled with what stands now: as it was typed, it would undo that when it is sent again.
        return sendProvider(request, reply.code(412), id, { done: null, late: request.body })
      }
      return reply.redirect(`/console/providers/${id}?done=provider-changed`, 303)
    },
  )

  app.post(
    '/console/providers/:id/contacts',
    {
      config: { access: 'provider:propose', stepUp: true },
      schema: { params: ById, body: ProposeForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const contact = { providerId: id, mailbox: request.body.mailbox }
      await inOne((trx) => proposeContact(trx, contact, by(request)))
      return reply.redirect(`/console/providers/${id}?done=contact-proposed`, 303)
    },
  )

  for (const [action, work, done] of [
    ['approve', approveContact, 'contact-approved'],
    ['retire', retireContact, 'contact-retired'],
  ] as const) {
    app.post(
      `/console/providers/:id/contacts/:contactId/${action}`,
      {
        config: { access: 'provider:write', stepUp: true },
        schema: { params: ContactParams, body: OnlyForm },
      },
      async (request, reply) => {
        checkForm(request, deps, request.body)
        const { id: providerId, contactId: id } = request.params
        await inOne((trx) => work(trx, { providerId, id }, by(request)))
        return reply.redirect(`/console/providers/${providerId}?done=${done}`, 303)
      },
    )
  }

  for (const action of ['approve', 'refuse'] as const) {
    app.post(
      `/console/providers/:id/channels/:channelId/${action}`,
      {
        config: { access: 'key:write', stepUp: true },
        schema: { params: ChannelParams, body: SettleForm },
      },
      async (request, reply) => {
        checkForm(request, deps, request.body)
        const { id: providerId, channelId } = request.params
        const { actor, name, now: at } = by(request)
        const reason = request.body.reason || null
        const done = await inOne(async (trx) => {
          await channelOfProvider(trx, providerId, channelId)
          if (action === 'refuse') {
            await refuseChannel(trx, channelId, { actor, at, reason })
            return 'way-refused'
          }
          await approveChannel(trx, channelId, { actor, name }, at)
          const isUsed = (await channelOf(trx, providerId)).id === channelId
          return isUsed ? 'way-approved' : 'way-approved-behind'
        })
        return reply.redirect(`/console/providers/${providerId}?done=${done}`, 303)
      },
    )
  }

  for (const [action, work, done] of [
    ['approve', approveProviderKey, 'mail-key-approved'],
    ['refuse', refuseProviderKey, 'mail-key-refused'],
  ] as const) {
    app.post(
      `/console/providers/:id/mail-keys/:fingerprint/${action}`,
      {
        config: { access: 'key:write', stepUp: true },
        schema: { params: KeyParams, body: OnlyForm },
      },
      async (request, reply) => {
        checkForm(request, deps, request.body)
        const providerId = request.params.id
        const fingerprint = request.params.fingerprint.toLowerCase()
        const { now: at, ...person } = by(request)
        await inOne(async (trx) => {
          if (!(await lockProvider(trx, providerId))) throw noProvider()
          await work(trx, { providerId, fingerprint }, person, at)
        })
        return reply.redirect(`/console/providers/${providerId}?done=${done}`, 303)
      },
    )
  }
}
