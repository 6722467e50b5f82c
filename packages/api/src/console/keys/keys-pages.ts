import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { authorityChosen } from '../../identity/identity-authority.ts'
import { authorityNames } from '../../lists/hash-list-store.ts'
import { keyViews } from '../../machines/key-store.ts'
import { keyNeedsProvider, revokeKey } from '../../machines/keys.ts'
import { countRead } from '../../note-reads.ts'
import { ById, DoneCode, Id, nextOf, RoleName } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { AuthorityFields } from '../people/who-fields.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import {
  heldTo,
  LimitedKeyForm,
  limitsIn,
  makeKeyByForm,
  OnceForm,
  replaceKeyByForm,
} from './key-forms.ts'
import { keysPage, type MadeKey } from './keys-page.ts'

const form = Type.String({ maxLength: 64 })
const Form = Type.Object({ form })
const KeyForm = Type.Object({
  ...LimitedKeyForm.properties,
  role: RoleName,
  ...AuthorityFields,
})
const MADE_BEFORE = '/console/keys?done=made-before'
/** The newest first. */
const SHOWN = 50

/** Keys of programs: seen, made, replaced and revoked by administrators. */
export const keysPages = (deps: AppDeps) => async (app: App) => {
  const { db, now } = deps
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
    const { name, role } = request.body
    // It would answer for nobody.
    if (role === 'provider') throw keyNeedsProvider('role')
    const limits = limitsIn(request.body)
    const authority = await authorityChosen(db, request.body)
    const key = await makeKeyByForm(deps, request, request.body, { name, role, authority, limits })
    if (key === null) return reply.redirect(MADE_BEFORE, 303)
    return send(request, reply, { made: { key, limits: heldTo(role, limits) } })
  })

  app.post(
    '/console/keys/:id/replace',
    { config, schema: { params: ById, body: OnceForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const key = await replaceKeyByForm(deps, request, request.body, request.params.id)
      if (key === null) return reply.redirect(MADE_BEFORE, 303)
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
