import type { Socket } from 'node:net'
import { Client, type Dispatcher } from 'undici'
import { foldHeaders, lateHeaders, tooManyInterim, toStop, type Answer } from './answer.ts'
import type { Connection } from './connect.ts'
import type { FetchLimits } from './limits.ts'
import { failed } from './stop.ts'

const WATCH_MS = 20
/** Of a body that begins while the head is being read. */
const BODY_BESIDE_HEAD_BYTES = 2 ** 20

/**
 * Sends one GET over an open connection as HTTP/1.1 and reads the response headers.
 *
 * Strict parser, no redirect, no cookie, no keep-alive, no decoding.
 *
 * @throws {FetchStop} `headers-too-large`, `connection-lost`, `timeout`; the signal's reason
 */
export async function exchangeHttp1(
  connection: Connection,
  url: URL,
  headers: Record<string, string>,
  options: { limits: FetchLimits; control: AbortController },
): Promise<Answer> {
  const { limits, control } = options
  const client = createClient(connection, url, limits)
  const timer = setTimeout(() => control.abort(lateHeaders()), limits.headersMs)
  const watch = watchHead(connection.socket, limits, control)
  let interim = 0
  try {
    const response = await client.request({
      method: 'GET',
      // Never made to wait: the client loses what it has not handed on when the server closes meanwhile.
      highWaterMark: limits.imageWireBytes,
      path: `${url.pathname}${url.search}`,
      headers,
      signal: control.signal,
      onInfo: () => {
        interim += 1
        const excess = tooManyInterim(interim, limits)
        if (excess !== null) control.abort(excess)
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
    clearInterval(watch)
  }
}

/** The parser bounds every part of a head but the reason phrase. */
function watchHead(socket: Socket, limits: FetchLimits, control: AbortController): NodeJS.Timeout {
  const before = socket.bytesRead
  const most = limits.maxHeaderBytes * (limits.maxInterim + 1) + BODY_BESIDE_HEAD_BYTES
  return setInterval(() => {
    const head = socket.bytesRead - before
    if (head > most) control.abort(failed('headers-too-large', `Read the headers: ${head} bytes`))
  }, WATCH_MS)
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
  return {
    httpStatus: response.statusCode,
    headers: foldHeaders(lines, limits),
    body: response.body,
    async [Symbol.asyncDispose]() {
      response.body.on('error', () => undefined).destroy()
      await client.destroy()
    },
  }
}
