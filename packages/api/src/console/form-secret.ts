import { randomBytes } from 'node:crypto'
import type { DbOrTransaction } from '@nightlight/runtime'
import type { FastifyRequest } from 'fastify'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { canonicalJson } from '../idempotency.ts'
import { onceForForm } from './form-once.ts'

/** How long a form that is sent again shows the secret that it made, ms: a button pressed twice, a page that did not arrive. */
const SHOWN_AGAIN_MS = 10 * 60_000
const SECRET_BYTES = 32

type Sent = { id?: string; form: string } & Record<string, unknown>

/**
 * Makes something with a secret that is shown once, once for the number of its form.
 *
 * The secret is an HMAC by our key of who sent which form with what in it: whoever presses the button twice sees the same
 * one on the page that stays, and it is kept nowhere.
 *
 * @param work  is given 32 bytes to make the secret of
 * @returns `isOver`: it was made too long ago to be shown again
 */
export async function madeByForm<Made extends Record<string, unknown>>(
  deps: AppDeps,
  request: FastifyRequest,
  sent: Sent,
  work: (trx: DbOrTransaction, secret: Buffer) => Promise<Made>,
): Promise<{ made: Made; secret: Buffer; isOver: boolean }> {
  const secret = secretOf(deps, request, sent)
  const { at, made } = await onceForForm(deps, request, sent, async (trx) => ({
    at: deps.now().toISOString(),
    made: await work(trx, secret),
  }))
  return { made, secret, isOver: deps.now().getTime() - Date.parse(at) > SHOWN_AGAIN_MS }
}

function secretOf(
  { crypto }: AppDeps,
  request: FastifyRequest,
  { id, form: _form, ...sent }: Sent,
): Buffer {
  if (id === undefined) return randomBytes(SECRET_BYTES)
  const { actor } = principalOf(request)
  const { routeOptions, params } = request
  return crypto.blindIndex(
    'form-secret',
    canonicalJson([actor, id.toLowerCase(), routeOptions.url, params, sent]),
  )
}
