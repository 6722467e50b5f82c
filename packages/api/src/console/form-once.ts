import { newFormId } from '@nightlight/notices'
import type { DbOrTransaction } from '@nightlight/runtime'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { canonicalJson, onceForKey } from '../idempotency.ts'
import { Id } from '../schemas.ts'
import { html, type Html } from './html.ts'

/** Of a form that is done once, however often its button is pressed. */
export const FormId = Type.Optional(Id)

export const formIdField = (): Html =>
  html`<input type="hidden" name="id" value="${newFormId()}" />`

/**
 * Does the work of a form in one transaction, once for the number that it was shown with.
 *
 * A form that was gone back to and filled in anew is another one: only what is sent again as it was is the same.
 *
 * @param sent  the fields of the form
 */
export async function onceForForm<Body extends Record<string, unknown>>(
  deps: AppDeps,
  request: FastifyRequest,
  { id, form: _form, ...sent }: { id?: string; form: string } & Record<string, unknown>,
  work: (trx: DbOrTransaction) => Promise<Body>,
): Promise<Body> {
  const asked = [`POST ${request.routeOptions.url}`, request.params, sent]
  const filled = deps.crypto.blindIndex('form', canonicalJson(asked)).toString('hex')
  const once = {
    actor: principalOf(request).actor,
    key: id && `form:${id.toLowerCase()}:${filled}`,
    request: asked,
  }
  const { body } = await onceForKey(deps, once, async (trx) => ({
    status: 303,
    body: await work(trx),
  }))
  return body
}
