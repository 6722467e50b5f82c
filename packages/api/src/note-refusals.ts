import { setInterval } from 'node:timers'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal, Refusals } from './identity/refusals.ts'
import type { App } from './validation.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** With what one gets in here, where a refusal is counted: `link`, `passkey`, `code`, `provider`. */
    lets?: string
  }
  interface FastifyRequest {
    /** What was refused to whoever is let in otherwise. */
    refusal: Omit<Refusal, 'address'> | null
  }
  interface FastifyInstance {
    /** Writes the refusals that were counted since the last time. */
    writeRefusals: () => Promise<void>
  }
}

const WRITE_MS = 60_000

/** Counts what is refused, and writes it each minute and when the service stops. */
export function noteRefusals(app: App, refusals: Refusals): void {
  app.decorateRequest('refusal', null)
  app.decorate('writeRefusals', () => refusals.write())
  app.addHook('onSend', async (request, reply, payload) => {
    const refusal = refusalIn(request, reply)
    if (refusal) refusals.note({ ...refusal, address: request.ip })
    return payload
  })
  const timer = setInterval(() => void refusals.write(), WRITE_MS)
  app.addHook('onClose', async () => {
    clearInterval(timer)
    await refusals.write()
  })
}

/** Codes by the status of the answer; others refuse something else than who it is. */
const CODES: Readonly<Record<number, string>> = {
  401: 'unknown',
  403: 'refused',
  410: 'spent',
  429: 'too-many',
}

function refusalIn(
  request: FastifyRequest,
  { statusCode }: FastifyReply,
): Omit<Refusal, 'address'> | null {
  if (request.refusal) return request.refusal
  const code = CODES[statusCode]
  const { config, url } = request.routeOptions
  if (code === undefined || url === undefined) return null
  const actor = request.principal?.actor ?? 'system'
  if (config.lets !== undefined) {
    const of = { objectType: 'sign-in', objectId: config.lets }
    return { actor, action: 'sign-in.refused', ...of, code }
  }
  // Whoever is known by now was refused what they asked for, not who they are.
  if (!url.startsWith('/v1/') || request.principal) return null
  const [action, objectType] =
    config.access === 'public'
      ? (['signature.refused', 'provider'] as const)
      : (['key.refused', 'api_key'] as const)
  return { actor, action, objectType, objectId: 'all', code }
}
