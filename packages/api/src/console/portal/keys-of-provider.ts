import { DomainError } from '@nightlight/contract'
import { noProvider, readProviderName } from '@nightlight/notices'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { keyViews } from '../../machines/key-store.ts'
import { revokeKey } from '../../machines/keys.ts'
import { ById, Id } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import {
  heldTo,
  LimitedKeyForm,
  limitsIn,
  makeKeyByForm,
  OnceForm,
  replaceKeyByForm,
} from '../keys/key-forms.ts'
import { sendPeopleOf } from './people-of-provider.ts'

const KeyParams = Type.Object({ id: Id, keyId: Id })
const PAGE = '/console/providers/:id/people'

/** Keys of the programs of a provider: made, replaced and revoked by administrators, on the page of its people. */
export const keysOfProvider = (deps: AppDeps) => async (app: App) => {
  const { db, now } = deps
  const send = sendPeopleOf(deps)
  const config = { access: 'key:write', stepUp: true, formOn: PAGE } as const
  const pageOf = (id: string, done: string): string =>
    `/console/providers/${id}/people?done=${done}`

  app.post(
    '/console/providers/:id/keys',
    { config, schema: { params: ById, body: LimitedKeyForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      if ((await readProviderName(db, id)) === null) throw noProvider()
      const limits = limitsIn(request.body)
      const asked = { role: 'provider', provider: id, name: request.body.name, limits } as const
      const key = await makeKeyByForm(deps, request, request.body, asked)
      if (key === null) return reply.redirect(pageOf(id, 'made-before'), 303)
      return send(request, reply, id, { madeKey: { key, limits: heldTo('provider', limits) } })
    },
  )

  app.post(
    '/console/providers/:id/keys/:keyId/replace',
    { config, schema: { params: KeyParams, body: OnceForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id, keyId } = request.params
      await mustBeOf(id, keyId)
      const key = await replaceKeyByForm(deps, request, request.body, keyId)
      if (key === null) return reply.redirect(pageOf(id, 'made-before'), 303)
      return send(request, reply, id, { madeKey: { key, limits: null } })
    },
  )

  app.post(
    '/console/providers/:id/keys/:keyId/revoke',
    { config, schema: { params: KeyParams, body: OnceForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id, keyId } = request.params
      await mustBeOf(id, keyId)
      const { actor, name } = principalOf(request)
      await revokeKey(db, keyId, { actor, name, at: now() })
      return reply.redirect(pageOf(id, 'revoke'), 303)
    },
  )

  async function mustBeOf(providerId: string, id: string): Promise<void> {
    const [key] = await keyViews(db, now(), { providerId, id, limit: 1 })
    if (key) return
    throw new DomainError(
      'not-found',
      'key-not-found',
      'Looking for a key of a provider: none such',
    )
  }
}
