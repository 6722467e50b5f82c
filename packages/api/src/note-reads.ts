import { writeAudit, type Db } from '@nightlight/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { principalOf } from './access.ts'
import { noteLook } from './exposure/exposure-store.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Kind of the objects that the route shows, where the log is to say who looked; as `object_type` has it. */
    reads?: string
  }
  interface FastifyRequest {
    /** How many objects the answer shows, where that is known; 1 of a route that shows one. */
    readCount: number | null
  }
}

/** What a person looks at when they look at cases: their time is counted, and they are told. */
const LOOKS: readonly string[] = ['report', 'match', 'takedown']

/** Says how many objects a page shows; JSON with `items` says it itself. */
export const countRead = (request: FastifyRequest, count: number): void => {
  request.readCount = count
}

/** Counts the items of an answer before it is text. */
export async function countItems(
  request: FastifyRequest,
  _reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const { items } = Object(payload) as { items?: unknown }
  if (Array.isArray(items)) request.readCount ??= items.length
  return payload
}

/**
 * Writes one event for what an answer shows, before it is sent: where the event cannot be written, nothing is shown.
 *
 * A refusal shows nothing and writes nothing. The event has the pattern of the route and a count, never a value.
 */
export const noteReads =
  ({ db, now }: { db: Db; now: () => Date }) =>
  async (request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
    const { config, url = '' } = request.routeOptions
    const { reads } = config
    const isShown = reply.statusCode >= 200 && reply.statusCode < 300
    if (reads === undefined || !isShown) return payload
    const { id } = Object(request.params) as { id?: string }
    await writeAudit(db, {
      actor: principalOf(request).actor,
      action: `${reads}.${id === undefined ? 'listed' : 'read'}`,
      objectType: reads,
      objectId: id ?? 'all',
      detail: { route: url, count: request.readCount ?? 1 },
    })
    if (request.session && LOOKS.includes(reads))
      await noteLook(db, principalOf(request).actor, now())
    return payload
  }
