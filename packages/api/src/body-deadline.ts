import { problem } from './errors.ts'
import type { App } from './validation.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is a file of any length: the route itself sees that it keeps coming. */
    isStreamed?: boolean
  }
}

/**
 * Refuses a body that is not there after `ms`, and closes its connection.
 *
 * The HTTP server has such a limit for all requests or for none, and files of tens of gigabytes are
 * handed in here; so it has none but the one for headers.
 */
export function limitBodyTime(app: App, ms: number): void {
  app.server.headersTimeout = ms
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.isStreamed === true) return
    const { headers, raw } = request
    const isBodyless = Number(headers['content-length'] ?? 0) === 0
    if (headers['transfer-encoding'] === undefined && isBodyless) return
    const timer = setTimeout(() => {
      if (raw.complete) return
      if (reply.sent) {
        raw.destroy()
        return
      }
      const told = problem(408, 'request-timed-out')
      void reply.code(408).header('connection', 'close').type('application/problem+json').send(told)
    }, ms)
    raw.once('close', () => clearTimeout(timer))
  })
}
