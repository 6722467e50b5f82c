import {
  approveContact,
  changeProvider,
  listProviders,
  lockProvider,
  noProvider,
  proposeContact,
  readProvider,
  retireContact,
} from '@nightlight/notices'
import type { DbOrTransaction } from '@nightlight/runtime'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { entityTag, mustMatch } from '../entity-tag.ts'
import { iso } from '../iso.ts'
import {
  ContactBody,
  ContactParams,
  ProviderChangeBody,
  ProviderInFull,
  ProviderList,
  ProviderQuery,
} from '../provider-schemas.ts'
import { ById, Id, Problem, oneOf, nextOf } from '../schemas.ts'
import type { App } from '../validation.ts'
import { once } from './once.ts'

const Contact = Type.Object({ id: Id, state: oneOf(['proposed', 'approved']) })

/** Of what people change of a provider: what it does by itself counts from now, and is another each time. */
const tagOf = (provider: object): string =>
  entityTag(JSON.stringify({ ...provider, open: null, history: null }))

/** Who can be told: networks, desks and police, with what became of what they were told. */
export const providerRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now } = deps
  const by = (request: FastifyRequest) => {
    const { actor, name } = principalOf(request)
    return { actor, name, now: now() }
  }
  const inFull = async (id: string, from: DbOrTransaction = db) => {
    const provider = await readProvider(from, crypto, id, now())
    if (!provider) throw noProvider()
    return iso(provider)
  }

  app.get(
    '/v1/providers',
    {
      config: { access: 'provider:read' },
      schema: {
        summary: 'The register of providers, by name',
        querystring: ProviderQuery,
        response: { 200: ProviderList, default: Problem },
      },
    },
    async ({ query: { limit, after = null, open = false, ...filter } }) => {
      const items = await listProviders(db, { ...filter, isOpen: open, limit, after })
      const next = nextOf(items, limit)
      return iso({ items, next })
    },
  )

  app.get(
    '/v1/providers/:id',
    {
      config: { access: 'provider:read' },
      schema: {
        summary: 'One provider: contacts, keys, channels, what is open, and how it has responded',
        params: ById,
        response: { 200: ProviderInFull, default: Problem },
      },
    },
    async ({ params: { id } }, reply) => {
      const provider = await inFull(id)
      reply.header('etag', tagOf(provider))
      return provider
    },
  )

  app.patch(
    '/v1/providers/:id',
    {
      config: { access: 'provider:write' },
      schema: {
        summary: 'Say what is known better of a provider than the registries do',
        description: 'With `If-Match` only while it is as it was read; else 412',
        params: ById,
        body: ProviderChangeBody,
        response: { 200: ProviderInFull, default: Problem },
      },
    },
    async (request) => {
      const { id } = request.params
      await db.transaction().execute(async (trx) => {
        if (request.headers['if-match'] !== undefined) {
          await lockProvider(trx, id)
          mustMatch(request, tagOf(await inFull(id, trx)))
        }
        await changeProvider(trx, crypto, id, request.body, by(request))
      })
      return inFull(id)
    },
  )

  app.post(
    '/v1/providers/:id/contacts',
    {
      config: { access: 'provider:propose' },
      schema: {
        summary: 'Propose a mailbox; it counts once another person has approved it',
        params: ById,
        body: ContactBody,
        response: { 201: Contact, default: Problem },
      },
    },
    async (request, reply) => {
      const contact = { providerId: request.params.id, mailbox: request.body.mailbox }
      const { body } = await once(deps, request, async (trx) => {
        const id = await proposeContact(trx, contact, by(request))
        return { status: 201, body: { id, state: 'proposed' as const } }
      })
      return reply.code(201).send(body)
    },
  )

  app.post(
    '/v1/providers/:id/contacts/:contactId/approve',
    {
      config: { access: 'provider:write' },
      schema: {
        summary: 'Have a proposed mailbox count; by another person than who proposed it',
        params: ContactParams,
        response: { 200: Contact, default: Problem },
      },
    },
    async (request) => {
      const { id: providerId, contactId: id } = request.params
      const { body } = await once(deps, request, async (trx) => {
        await approveContact(trx, { providerId, id }, by(request))
        return { status: 200, body: { id, state: 'approved' as const } }
      })
      return body
    },
  )

  app.delete(
    '/v1/providers/:id/contacts/:contactId',
    {
      config: { access: 'provider:write' },
      schema: {
        summary: 'Send nothing to a mailbox any more, or drop one that was proposed',
        params: ContactParams,
        response: { 204: Type.Null(), default: Problem },
      },
    },
    async (request, reply) => {
      const { id: providerId, contactId: id } = request.params
      await db.transaction().execute((trx) => retireContact(trx, { providerId, id }, by(request)))
      return reply.code(204).send(null)
    },
  )
}
