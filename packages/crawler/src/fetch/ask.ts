import type { Answer } from './answer.ts'
import { connectToAny, type Connection, type Route } from './connect.ts'
import { exchangeHttp1 } from './exchange-http1.ts'
import { exchangeHttp2 } from './http2/exchange-http2.ts'
import type { FetchLimits } from './limits.ts'
import type { FailureCode } from './outcome.ts'
import { FetchStop } from './stop.ts'
import { portOf } from './url-rules.ts'

/** HTTP/2 trouble after which HTTP/1.1 is worth a try; a limit of headers or time holds for both. */
const FALLS_BACK = new Set<string>(['connection-lost', 'http2-flood'])

type Options = { limits: FetchLimits; control: AbortController }

/** Called as soon as it is known, so that a fetch that fails says how far it came. */
export type Progress = {
  connected(connection: Connection): void
  http2GivenUp(code: FailureCode): void
}

/**
 * Sends one GET to checked addresses, as HTTP/2 when the server agrees, else as HTTP/1.1.
 *
 * A server that agrees on HTTP/2 and then fails at it before it answers is asked once more in HTTP/1.1, over a
 * new connection to the same addresses, which are checked again.
 *
 * @throws {FetchStop} as `connectToAny`, `exchangeHttp1` and `exchangeHttp2` do; the signal's reason
 */
export async function ask(
  addresses: readonly string[],
  url: URL,
  headers: Record<string, string>,
  route: Route,
  options: Options,
  progress: Progress,
): Promise<Answer> {
  const target = { port: portOf(url), tlsHost: url.protocol === 'https:' ? url.hostname : null }
  const connecting = { limits: options.limits, signal: options.control.signal }
  const offer = ['h2', 'http/1.1'] as const
  const connection = await connectToAny(addresses, { ...target, offer }, route, connecting)
  progress.connected(connection)
  if (connection.protocol === 'http/1.1') {
    return exchangeHttp1(connection, url, headers, options)
  }
  try {
    return await exchangeHttp2(connection, url, headers, options)
  } catch (error) {
    options.control.signal.throwIfAborted()
    if (!(error instanceof FetchStop) || error.result.status !== 'failed') throw error
    if (!FALLS_BACK.has(error.result.code)) throw error
    progress.http2GivenUp(error.result.code)
  }
  const again = { ...target, offer: ['http/1.1'] as const }
  const second = await connectToAny(addresses, again, route, connecting)
  progress.connected(second)
  return exchangeHttp1(second, url, headers, options)
}
