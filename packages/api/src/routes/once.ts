import type { FastifyRequest } from 'fastify'
import type { DbOrTransaction } from '@nightlight/runtime'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { onceForKey } from '../idempotency.ts'

/** POSTs that look at no Idempotency-Key: what they answer is not to be kept, or their body is a file, or twice is as good as once. */
export const NOT_ONCE: ReadonlySet<string> = new Set([
  '/v1/event-hooks',
  '/v1/exports',
  '/v1/exports/:id/verification',
  '/v1/event-hooks/:id/rotate',
  '/v1/hash-lists/preview',
  '/v1/hash-lists/:id/submissions',
  '/v1/hash-lists/:id/uploads',
  '/v1/keys',
  '/v1/keys/:id/revoke',
  '/v1/keys/:id/rotate',
  '/v1/lookups',
  '/v1/lookups/accreditations/:id/canaries',
  '/v1/providers/:id/events',
  '/v1/providers/:id/webhook-secrets',
  '/v1/replies/import',
  '/v1/takedowns/:id/exports',
  '/v1/takedowns/:id/kept-exports',
  '/v1/uploads/:id/finish',
])

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
