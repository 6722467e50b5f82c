import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DomainError } from '@nightlight/contract'

export type Listening = { port: number; [Symbol.asyncDispose](): Promise<void> }

/**
 * Starts an HTTP server on one address.
 *
 * @param at.port 0 for any free one
 * @throws {DomainError} conflict `demo-port-taken`, or invalid `demo-address-missing`
 */
export async function listenHttp(
  handler: RequestListener,
  at: { host: string; port: number },
): Promise<Listening> {
  const server = createServer(handler)
  server.listen(at.port, at.host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw listenProblem(error, at.port)
  }
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const ATTEMPTS = 20

/**
 * Starts a server for each handler, all on one port of different addresses.
 *
 * @param port 0 for one that is free on every address
 * @throws {DomainError} as `listenHttp`
 */
export async function listenAll(
  handlers: readonly { host: string; handler: RequestListener }[],
  port: number,
): Promise<Listening> {
  for (let attempt = 1; ; attempt++) {
    await using started = new AsyncDisposableStack()
    let common = port
    try {
      for (const { host, handler } of handlers) {
        const listening = started.use(await listenHttp(handler, { host, port: common }))
        common = listening.port
      }
    } catch (error) {
      if (port === 0 && attempt < ATTEMPTS && isPortTaken(error)) continue
      throw error
    }
    const all = started.move()
    return { port: common, [Symbol.asyncDispose]: () => all.disposeAsync() }
  }
}

/** Says in words why a server could not listen; anything unknown comes back as it is. */
export function listenProblem(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return new DomainError(
      'conflict',
      'demo-port-taken',
      `start the demo world: port ${port} has been taken by another program; stop that program, or use a new folder for the demo`,
      { cause: error, detail: { port } },
    )
  }
  if (code === 'EADDRNOTAVAIL') {
    return new DomainError(
      'invalid',
      'demo-address-missing',
      'start the demo world: this system has one loopback address only; give its loopback interface the aliases 127.0.10.1 to 127.0.10.8',
      { cause: error },
    )
  }
  return error
}

const isPortTaken = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'demo-port-taken'
