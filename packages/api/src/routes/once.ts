import type { FastifyRequest } from 'fastify'
import type { DbOrTransaction } from '@nightlight/runtime'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { onceForKey } from '../idempotency.ts'

/** `onceForKey` for a route whose request is its parameters and its body. */
export const once = <Body extends Record<string, unknown>>(
  deps: AppDeps,
  request: FastifyRequest,
  work: (trx: DbOrTransaction) => Promise<{ status: number; body: Body }>,
): Promise<{ status: number; body: Body }> => {
  const asked = {
    actor: principalOf(request).actor,
    key: request.headers['idempotency-key'],
    request: [`POST ${request.routeOptions.url}`, request.params, request.body],
  }
  return onceForKey(deps, asked, work)
}
