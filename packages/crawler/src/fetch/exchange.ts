import { Client, type Dispatcher } from 'undici'
import type { Connection } from './connect.ts'
import type { FetchLimits } from './limits.ts'
import { FetchStop, errorCode, failed } from './stop.ts'

/** The head of an answer and its body as received. */
export type Answer = {
  httpStatus: number
  /** Lower-case names; repeated headers joined with a comma, except that `location` keeps its first. */
  headers: ReadonlyMap<string, string>
  body: AsyncIterable<Uint8Array>
  /** Closes the connection at once; nothing is kept alive. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Sends one GET over an open connection and reads the response headers.
 *
 * HTTP/1.1 only, strict parser, no redirect, no cookie, no keep-alive, no decoding.
 *
 * @throws {FetchStop} `headers-too-large`, `connection-lost`, `timeout`; the signal's reason
 */
export async function exchange(
  connection: Connection,
  url: URL,
  headers: Record<string, string>,
  options: { limits: FetchLimits; control: AbortController },
): Promise<Answer> {
  const { limits, control } = options
  const client = createClient(connection, url, limits)
  const late = failed('timeout', 'Read the headers: timed out')
  const timer = setTimeout(() => control.abort(late), limits.headersMs)
  let interim = 0
  try {
    const response = await client.request({
      method: 'GET',
      path: `${url.pathname}${url.search}`,
      headers,
      signal: control.signal,
      onInfo: () => {
        interim += 1
        if (interim > limits.maxInterim) {
          control.abort(failed('headers-too-large', `Read the headers: ${interim} interim answers`))
        }
      },
    })
    return toAnswer(client, response, limits)
  } catch (error) {
    await client.destroy()
    connection.socket.destroy()
    control.signal.throwIfAborted()
    throw toStop(error)
  } finally {
    clearTimeout(timer)
  }
}

/** Says what an error of the connection or the HTTP parser means. */
export function toStop(error: unknown): FetchStop {
  if (error instanceof FetchStop) return error
  const code = errorCode(error)
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') {
    return failed('headers-too-large', `Read the headers: ${code}`)
  }
  return failed('connection-lost', `Read the answer: ${code}`)
}

function createClient(connection: Connection, url: URL, limits: FetchLimits): Client {
  let used = false
  return new Client(url.origin, {
    allowH2: false,
    pipelining: 1,
    maxHeaderSize: limits.maxHeaderBytes,
    // Both measure silence only; the deadlines of the caller are absolute.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(_options, callback) {
      const usable = !used && !connection.socket.destroyed
      used = true
      // The client waits for ever when it is called back within its own call.
      queueMicrotask(() => {
        if (usable) callback(null, connection.socket)
        else callback(failed('connection-lost', 'Send the request: connection closed'), null)
      })
    },
  })
}

function toAnswer(client: Client, response: Dispatcher.ResponseData, limits: FetchLimits): Answer {
  const lines = Object.entries(response.headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((item) => [name.toLowerCase(), item] as const),
  )
  if (lines.length > limits.maxHeaders) {
    throw failed('headers-too-large', `Read the headers: ${lines.length} headers`)
  }
  const headers = new Map<string, string>()
  for (const [name, value] of lines) {
    const earlier = headers.get(name)
    if (earlier === undefined) headers.set(name, value)
    else if (name !== 'location') headers.set(name, `${earlier}, ${value}`)
  }
  return {
    httpStatus: response.statusCode,
    headers,
    body: response.body,
    async [Symbol.asyncDispose]() {
      response.body.on('error', () => undefined).destroy()
      await client.destroy()
    },
  }
}
