import { DomainError, PERMISSIONS } from '@nightlight/contract'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { iso } from '../iso.ts'
import {
  ById,
  Id,
  nextOf,
  nullable,
  oneOf,
  Page,
  Problem,
  RoleName,
  TEXT,
  Time,
} from '../schemas.ts'
import type { App } from '../validation.ts'
import { MAX_KEY_DAYS } from './key-facts.ts'
import { keyViews } from './key-store.ts'
import { makeKey, MAX_OVERLAP_HOURS, OVERLAP_HOURS, revokeKey, rotateKey } from './keys.ts'

const Scope = oneOf(PERMISSIONS)
const Name = Type.String({ minLength: 1, maxLength: 80, pattern: TEXT })

const KeyBody = Type.Object(
  {
    role: RoleName,
    name: Name,
    authority: Type.Optional(Name),
    provider: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: TEXT })),
    scopes: Type.Optional(
      Type.Array(Scope, {
        minItems: 1,
        description: 'Permissions of the role; all of them without this',
      }),
    ),
    networks: Type.Optional(
      Type.Array(Type.String({ maxLength: 64 }), {
        maxItems: 32,
        description: 'Addresses and networks that it is taken from; everywhere without this',
      }),
    ),
    certificate: Type.Optional(
      Type.String({
        maxLength: 16_384,
        description: 'PEM of the only client certificate that it is taken with',
      }),
    ),
    expiresDays: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_KEY_DAYS, default: MAX_KEY_DAYS }),
    ),
  },
  { additionalProperties: false },
)

const RotateBody = Type.Object(
  {
    overlapHours: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_OVERLAP_HOURS,
        default: OVERLAP_HOURS,
        description: 'How long the old key goes on',
      }),
    ),
  },
  { additionalProperties: false },
)

const Key = Type.Object({
  id: Id,
  role: RoleName,
  name: Type.String(),
  authority: nullable(Type.String()),
  provider: nullable(Type.String()),
  scopes: nullable(Type.Array(Scope)),
  networks: Type.Array(Type.String()),
  certificate: nullable(Type.String({ description: 'SHA-256 over its DER, hex' })),
  createdAt: Time,
  expiresAt: Time,
  lastUsedAt: nullable(Time),
  revokedAt: nullable(Time),
  rotatedFrom: nullable(Id),
  state: oneOf(['active', 'expiring', 'expired', 'revoked'], {
    description: '`expiring` is active, and ends within 30 days',
  }),
})
const KeyPage = Type.Object({ items: Type.Array(Key), next: nullable(Id) })
const MadeKey = Type.Object({ id: Id, key: Type.String({ description: 'Shown this once' }) })
const Query = Type.Object(Page, { additionalProperties: false })

/** Keys of machines: made, rotated and revoked by an administrator. */
export const keyRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now } = deps
  const by = (request: FastifyRequest) => {
    const { actor, name } = principalOf(request)
    return { actor, name, at: now() }
  }
  const view = async (id: string) => iso((await keyViews(db, now(), { limit: 1, id }))[0]!)
  const config = { access: 'key:write' } as const

  app.get(
    '/v1/keys',
    {
      config: { ...config, reads: 'api_key' },
      schema: {
        summary: 'Keys, the newest first, without their secrets',
        querystring: Query,
        response: { 200: KeyPage, default: Problem },
      },
    },
    async ({ query: { limit, after } }) => {
      const items = await keyViews(db, now(), { limit, after: after ?? null })
      return iso({ items, next: nextOf(items, limit) })
    },
  )

  app.post(
    '/v1/keys',
    {
      config,
      schema: {
        summary: 'Make a key',
        description:
          'It is in the answer and nowhere else, so an Idempotency-Key is not looked at: after a lost answer, revoke what was made. A key of another role than `reporter` and `provider` is for somebody who has an active account in that role.',
        body: KeyBody,
        response: { 201: MadeKey, default: Problem },
      },
    },
    async (request, reply) => {
      mustNotBeScoped(request)
      const { role, name, authority, provider, ...limits } = request.body
      const asked = { role, name, authority, provider, limits }
      return reply.code(201).send(await makeKey(db, crypto, asked, by(request)))
    },
  )

  app.post(
    '/v1/keys/:id/revoke',
    {
      config,
      schema: {
        summary: 'End a key, at once and for good',
        params: ById,
        response: { 200: Key, default: Problem },
      },
    },
    async (request) => {
      await revokeKey(db, request.params.id, by(request))
      return view(request.params.id)
    },
  )

  app.post(
    '/v1/keys/:id/rotate',
    {
      config,
      schema: {
        summary: 'Make a key that takes the place of another, which goes on for a while',
        description: 'As for making one, an Idempotency-Key is not looked at.',
        params: ById,
        body: RotateBody,
        response: { 201: MadeKey, default: Problem },
      },
    },
    async (request, reply) => {
      mustNotBeScoped(request)
      const asked = { id: request.params.id, overlapHours: request.body.overlapHours }
      return reply.code(201).send(await rotateKey(db, crypto, asked, by(request)))
    },
  )
}

/** It would make one that is held to less. */
function mustNotBeScoped(request: FastifyRequest): void {
  if ((principalOf(request).scopes ?? null) === null) return
  throw new DomainError(
    'forbidden',
    'key-makes-no-keys',
    'Making a key: the key that asks is held to scopes',
  )
}
