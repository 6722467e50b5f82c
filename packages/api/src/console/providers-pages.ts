import { LANGUAGES } from '@nightlight/contract'
import { accreditations, lookupAlarms } from '@nightlight/matcher'
import {
  addProvider,
  approveContact,
  changeProvider,
  listProviders,
  noProvider,
  proposeContact,
  readProvider,
  retireContact,
  URL_POLICIES,
  type ProviderChange,
  type RegisteredProvider,
} from '@nightlight/notices'
import type { DbOrTransaction } from '@nightlight/runtime'
import type { FastifyRequest } from 'fastify'
import { Type, type Static } from 'typebox'
import { checkForm, principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { isAllowed } from '../identity/principal.ts'
import { ContactParams, Mailbox, ProviderKind } from '../provider-schemas.ts'
import { ById, DoneCode, Id, TEXT, oneOf } from '../schemas.ts'
import type { App } from '../validation.ts'
import { providerPage } from './pages/provider-page.ts'
import { providersPage } from './pages/providers-page.ts'
import { sendPage, viewOf } from './reply-page.ts'

const PROVIDERS_SHOWN = 50

const form = Type.String({ maxLength: 64 })
const line = Type.String({ maxLength: 4000, pattern: TEXT })
const Query = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 200, pattern: TEXT })),
  kind: Type.Optional(Type.Union([ProviderKind, Type.Literal('')])),
  open: Type.Optional(Type.Literal('on')),
  after: Type.Optional(Id),
})
const Done = Type.Object({ done: DoneCode })
const ChangeForm = Type.Object({
  form,
  language: Type.Union([oneOf(LANGUAGES), Type.Literal('')]),
  urls: Type.Union([oneOf(URL_POLICIES), Type.Literal('')]),
  channel: Type.Optional(Type.Union([Id, Type.Literal('')])),
  organisation: line,
  asns: line,
  domains: line,
  note: Type.String({ maxLength: 2000, pattern: TEXT }),
})
const AddForm = Type.Object({
  form,
  name: Type.String({ maxLength: 200, pattern: TEXT }),
  mailbox: Mailbox,
  country: Type.String({ maxLength: 20, pattern: TEXT }),
})
const ProposeForm = Type.Object({ form, mailbox: Mailbox })
const OnlyForm = Type.Object({ form })

/** The register of providers, and what people say of them. */
export const providersPages = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now } = deps
  const by = (request: FastifyRequest) => {
    const { actor, name } = principalOf(request)
    return { actor, name, now: now() }
  }
  const one = async (id: string): Promise<RegisteredProvider> => {
    const provider = await readProvider(db, crypto, id, now())
    if (!provider) throw noProvider()
    return provider
  }
  const inOne = (work: (trx: DbOrTransaction) => Promise<unknown>) => db.transaction().execute(work)

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
      const provider = await one(id)
      const { role, actor } = principalOf(request)
      const may = {
        write: isAllowed(role, 'provider:write'),
        propose: isAllowed(role, 'provider:propose'),
        actor,
      }
      const [accreditation = null] = await accreditations(db, now(), { providerId: id })
      const seesHits = isAllowed(role, 'lookup:grant')
      const alarms = seesHits ? await lookupAlarms(db, { providerId: id }) : []
      const lookups = { accreditation, alarms, seesHits }
      const view = viewOf(deps, request, reply, `/console/providers/${id}`)
      const { done = null } = request.query
      return sendPage(reply, deps, providerPage(view, { provider, may, lookups, done }))
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
      const change = changeOf(request.body, await one(id))
      await inOne((trx) => changeProvider(trx, crypto, id, change, by(request)))
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
}

/** What differs from what stands there: nobody is said to have decided what they left alone. */
function changeOf(said: Static<typeof ChangeForm>, provider: RegisteredProvider): ProviderChange {
  const language = said.language || null
  const urlPolicy = said.urls || null
  const organisation = said.organisation.trim() || null
  // A form has line ends of its own.
  const note = said.note.replaceAll('\r\n', '\n').trim() || null
  const asns = wordsIn(said.asns).map((word) => Number(word.replace(/^as/i, '')))
  const domains = wordsIn(said.domains.toLowerCase())
  const chosen = provider.languageBy === null ? null : provider.language
  return {
    ...(language === chosen ? {} : { language }),
    ...(urlPolicy === provider.urlPolicy ? {} : { urlPolicy }),
    ...(said.channel ? { channel: said.channel } : {}),
    ...(organisation === (provider.organisation?.name ?? null) ? {} : { organisation }),
    ...(note === provider.note ? {} : { note }),
    ...(isSame(asns, asnsByPerson(provider)) ? {} : { asns }),
    ...(isSame(domains, domainsByPerson(provider)) ? {} : { domains }),
  }
}

const wordsIn = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== '')
const isSame = <T>(some: readonly T[], others: readonly T[]): boolean =>
  some.length === others.length && some.every((one) => others.includes(one))

const asnsByPerson = ({ asns }: RegisteredProvider): number[] =>
  asns.filter(({ by }) => by === 'person').map(({ asn }) => asn)
const domainsByPerson = ({ domains }: RegisteredProvider): string[] =>
  domains.filter(({ by }) => by === 'person').map(({ domain }) => domain)
