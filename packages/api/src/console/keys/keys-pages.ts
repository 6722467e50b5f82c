import { PERMISSIONS } from '@nightlight/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { authorityNames } from '../../lists/hash-list-store.ts'
import { keyViews } from '../../machines/key-store.ts'
import { makeKey, revokeKey, rotateKey } from '../../machines/keys.ts'
import { countRead } from '../../note-reads.ts'
import { ById, DoneCode, Id, nextOf, oneOf, RoleName, TEXT } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { keysPage, type MadeKey } from './keys-page.ts'

const form = Type.String({ maxLength: 64 })
const Form = Type.Object({ form })
const Scope = oneOf(PERMISSIONS)
const KeyForm = Type.Object({
  form,
  name: Type.String({ maxLength: 200, pattern: TEXT }),
  role: RoleName,
  authority: Type.Optional(Type.String({ maxLength: 200, pattern: TEXT })),
  days: Type.String({ pattern: '^[0-9]{1,3}$' }),
  /** None is everything of the role. */
  scopes: Type.Optional(Type.Union([Scope, Type.Array(Scope, { maxItems: PERMISSIONS.length })])),
  /** Apart by line breaks, blanks or commas; none is everywhere. */
  networks: Type.Optional(Type.String({ maxLength: 2000, pattern: TEXT })),
})
const listed = (text = ''): string[] => text.split(/[\s,]+/).filter(Boolean)
/** The newest first. */
const SHOWN = 50

/** Keys of programs: seen, made, replaced and revoked by administrators. */
export const keysPages = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now } = deps
  const config = { access: 'key:write', stepUp: true } as const

  const send = async (
    request: FastifyRequest,
    reply: FastifyReply,
    {
      made = null,
      done = null,
      after = null,
    }: { made?: MadeKey | null; done?: string | null; after?: string | null },
  ) => {
    const keys = await keyViews(db, now(), { limit: SHOWN, after })
    countRead(request, keys.length)
    return sendPage(
      reply,
      deps,
      keysPage(viewOf(deps, request, reply, '/console/keys'), {
        keys,
        next: nextOf(keys, SHOWN),
        authorities: await authorityNames(db),
        made,
        done,
      }),
    )
  }
  const by = (request: FastifyRequest) => {
    const { actor, name } = principalOf(request)
    return { actor, name, at: now() }
  }

  app.get(
    '/console/keys',
    {
      config: { access: 'key:write', reads: 'api_key' },
      schema: { querystring: Type.Object({ done: DoneCode, after: Type.Optional(Id) }) },
    },
    (request, reply) => send(request, reply, request.query),
  )

  app.post('/console/keys', { config, schema: { body: KeyForm } }, async (request, reply) => {
    checkForm(request, deps, request.body)
    const { name, role, authority, days } = request.body
    const scopes = [request.body.scopes ?? []].flat()
    const networks = listed(request.body.networks)
    const limits = {
      expiresDays: Number(days),
      networks,
      ...(scopes.length > 0 && { scopes }),
    }
    const { key } = await makeKey(db, crypto, { name, role, authority, limits }, by(request))
    const held = { role, scopes: scopes.length > 0 ? scopes : null, networks }
    return send(request, reply, { made: { key, limits: held } })
  })

  app.post(
    '/console/keys/:id/replace',
    { config, schema: { params: ById, body: Form } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { key } = await rotateKey(db, crypto, { id: request.params.id }, by(request))
      return send(request, reply, { made: { key, limits: null } })
    },
  )

  app.post(
    '/console/keys/:id/revoke',
    { config, schema: { params: ById, body: Form } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      await revokeKey(db, request.params.id, by(request))
      return reply.redirect('/console/keys?done=revoke', 303)
    },
  )
}
