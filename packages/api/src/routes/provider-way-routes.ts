import { DomainError } from '@nightlight/contract'
import {
  approveChannel,
  approveProviderKey,
  channelOfProvider,
  channelsOf,
  disableChannel,
  lockProvider,
  noChannel,
  noProvider,
  proposeChannel,
  proposeProviderKey,
  revokeProviderKey,
} from '@nightlight/notices'
import type { DbOrTransaction } from '@nightlight/runtime'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { iso } from '../iso.ts'
import {
  ChannelBody,
  ChannelInList,
  ChannelKindName,
  ChannelParams,
  KeyBody,
  KeyKindName,
  KeyParams,
} from '../provider-schemas.ts'
import { ById, Id, Problem, oneOf } from '../schemas.ts'
import type { App } from '../validation.ts'
import { once } from './once.ts'

type KeyKind = 'openpgp' | 'smime'

const config = { access: 'key:write' } as const
/** A key may have 65,536 characters, and JSON writes each line break as two. */
const KEY_BODY_LIMIT = 160 * 1024

/** By which way a provider is told, and to which keys mail to it is encrypted: what the command line does, by HTTP. */
export const providerWayRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now } = deps
  const by = (request: FastifyRequest) => {
    const { actor, name } = principalOf(request)
    return { actor, name }
  }

  app.get(
    '/v1/providers/:id/channels',
    {
      config,
      schema: {
        summary:
          'By which ways a provider is told and which server each leads to, without what it takes to use them',
        params: ById,
        response: { 200: Type.Object({ items: Type.Array(ChannelInList) }), default: Problem },
      },
    },
    async ({ params: { id } }) => {
      await mustBeThere(db, id)
      return iso({ items: await channelsOf(db, crypto, id) })
    },
  )

  app.post(
    '/v1/providers/:id/channels',
    {
      config,
      schema: {
        summary: 'Propose a way to tell a provider; it is used once another person has approved it',
        description: 'What it takes to use it is kept encrypted, and never shown again',
        params: ById,
        body: ChannelBody,
        response: {
          201: Type.Object({ id: Id, kind: ChannelKindName, state: oneOf(['proposed']) }),
          default: Problem,
        },
      },
    },
    async (request, reply) => {
      const { kind, rank = 0, configuration } = request.body
      const providerId = request.params.id
      const { body } = await once(deps, request, async (trx) => {
        await mustBeThere(trx, providerId)
        const proposal = { providerId, kind, rank, configuration, by: by(request) }
        const id = await proposeChannel(trx, crypto, proposal)
        return { status: 201, body: { id, kind, state: 'proposed' as const } }
      })
      return reply.code(201).send(body)
    },
  )

  app.post(
    '/v1/providers/:id/channels/:channelId/approve',
    {
      config,
      schema: {
        summary: 'Put a proposed way into use; by another person than who proposed it',
        description: 'See first which server it leads to: exact addresses go there',
        params: ChannelParams,
        response: { 200: Type.Object({ id: Id, state: oneOf(['active']) }), default: Problem },
      },
    },
    async (request) => {
      const { id: providerId, channelId: id } = request.params
      const { body } = await once(deps, request, async (trx) => {
        await channelOfProvider(trx, providerId, id)
        await approveChannel(trx, id, by(request), now())
        return { status: 200, body: { id, state: 'active' as const } }
      })
      return body
    },
  )

  app.delete(
    '/v1/providers/:id/channels/:channelId',
    {
      config,
      schema: {
        summary: 'Use a way no more, or drop one that was proposed: what waits for it goes by mail',
        params: ChannelParams,
        response: { 204: Type.Null(), default: Problem },
      },
    },
    async (request, reply) => {
      const { id: providerId, channelId: id } = request.params
      const end = { actor: by(request).actor, because: 'by hand', at: now() }
      await db.transaction().execute(async (trx) => {
        await channelOfProvider(trx, providerId, id)
        if (!(await disableChannel(trx, id, end))) throw noChannel()
      })
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/providers/:id/keys',
    {
      config,
      bodyLimit: KEY_BODY_LIMIT,
      schema: {
        summary:
          'Propose a public key to which mail to a provider is encrypted once another person has approved it',
        description: 'Compare the fingerprint with what the provider says by another way',
        params: ById,
        body: KeyBody,
        response: {
          201: Type.Object({
            kind: KeyKindName,
            fingerprint: Type.String(),
            state: oneOf(['proposed']),
          }),
          default: Problem,
        },
      },
    },
    async (request, reply) => {
      const { material } = request.body
      const kind: KeyKind = material.includes('-----BEGIN PGP ') ? 'openpgp' : 'smime'
      const { body } = await once(deps, request, async (trx) => {
        await mustBeThere(trx, request.params.id)
        const key = { providerId: request.params.id, kind, material, by: by(request) }
        const fingerprint = await proposeProviderKey(trx, key, now())
        return { status: 201, body: { kind, fingerprint, state: 'proposed' as const } }
      })
      return reply.code(201).send(body)
    },
  )

  app.post(
    '/v1/providers/:id/keys/:fingerprint/approve',
    {
      config,
      schema: {
        summary: 'Have a proposed key count; by another person than who proposed it',
        description:
          'Ask the provider for the fingerprint first, by a way that was known already: whoever has this key reads what is encrypted to it',
        params: KeyParams,
        response: {
          200: Type.Object({ fingerprint: Type.String(), state: oneOf(['active']) }),
          default: Problem,
        },
      },
    },
    async (request) => {
      const { id: providerId } = request.params
      const fingerprint = request.params.fingerprint.toLowerCase()
      const { body } = await once(deps, request, async (trx) => {
        await mustBeThere(trx, providerId)
        await approveProviderKey(trx, { providerId, fingerprint }, by(request), now())
        return { status: 200, body: { fingerprint, state: 'active' as const } }
      })
      return body
    },
  )

  app.delete(
    '/v1/providers/:id/keys/:fingerprint',
    {
      config,
      schema: {
        summary: 'Encrypt nothing to a key any more, or drop one that was proposed',
        params: KeyParams,
        response: { 204: Type.Null(), default: Problem },
      },
    },
    async (request, reply) => {
      const { id: providerId, fingerprint } = request.params
      const key = { providerId, fingerprint: fingerprint.toLowerCase(), by: by(request).actor }
      const isRevoked = await db.transaction().execute((trx) => revokeProviderKey(trx, key, now()))
      if (!isRevoked) throw noKey()
      return reply.code(204).send(null)
    },
  )
}

async function mustBeThere(db: DbOrTransaction, providerId: string): Promise<void> {
  if (!(await lockProvider(db, providerId))) throw noProvider()
}

const noKey = (): DomainError =>
  new DomainError('not-found', 'provider-key-not-found', 'Revoking a key: the provider has none')
