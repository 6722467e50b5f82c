import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2'
import { PassThrough } from 'node:stream'
import { foldHeaders, lateHeaders, tooManyInterim, toStop, type Answer } from '../answer.ts'
import type { Connection } from '../connect.ts'
import type { FetchLimits } from '../limits.ts'
import { errorCode, failed, type FetchStop } from '../stop.ts'
import { createFrameMeter, type FrameMeter } from './frame-meter.ts'
import { meteredSocket } from './metered-socket.ts'

/** What a server may send ahead of us: large enough not to wait for each round trip, small enough to hold. */
const WINDOW_BYTES = 2 ** 20

const { HTTP2_HEADER_METHOD, HTTP2_HEADER_SCHEME, HTTP2_HEADER_AUTHORITY, HTTP2_HEADER_PATH } =
  constants

/** One connection with its only stream. */
type Attempt = {
  session: ClientHttp2Session
  stream: ClientHttp2Stream
  body: PassThrough
  meter: FrameMeter
  /** Aborted by the caller or by a limit; its reason is a `FetchStop` or the caller's. */
  control: AbortController
  close(): void
}

/**
 * Sends one GET over an open connection as HTTP/2 and reads the response headers.
 *
 * One stream, no push, the connection is closed after it. Headers are bounded as in HTTP/1.1; all that
 * is neither headers nor body is bounded by `maxFrames` and `maxFrameOverheadBytes`. A body counts as
 * whole only when the server ended the stream itself: Node reports a stream that was reset without an
 * error, or a connection that was closed, as an ordinary end.
 *
 * @throws {FetchStop} `headers-too-large`, `http2-flood`, `connection-lost`, `timeout`; the signal's reason
 */
export async function exchangeHttp2(
  connection: Connection,
  url: URL,
  headers: Record<string, string>,
  options: { limits: FetchLimits; control: AbortController },
): Promise<Answer> {
  const { limits, control } = options
  control.signal.throwIfAborted()
  const attempt = openAttempt(connection, url, headers, limits, control.signal)
  const timer = setTimeout(() => attempt.control.abort(lateHeaders()), limits.headersMs)
  try {
    const [httpStatus, lines] = await readHead(attempt, limits)
    refuseLong(lines, limits)
    return {
      httpStatus,
      headers: foldHeaders(lines, limits),
      body: readStream(attempt),
      async [Symbol.asyncDispose]() {
        attempt.close()
      },
    }
  } catch (error) {
    attempt.close()
    attempt.control.signal.throwIfAborted()
    throw headStop(error, attempt.meter)
  } finally {
    clearTimeout(timer)
  }
}

function openAttempt(
  connection: Connection,
  url: URL,
  headers: Record<string, string>,
  limits: FetchLimits,
  signal: AbortSignal,
): Attempt {
  const control = new AbortController()
  const meter = createFrameMeter(limits)
  const socket = meteredSocket(connection.socket, (chunk) => {
    const excess = meter.count(chunk)
    if (excess !== null) control.abort(failed('http2-flood', `Read frames: too many ${excess}`))
    return excess === null
  })
  const session = connect(url.origin, {
    createConnection: () => socket,
    settings: {
      enablePush: false,
      initialWindowSize: WINDOW_BYTES,
      maxHeaderListSize: limits.maxHeaderBytes,
    },
    // `:status` is one.
    maxHeaderListPairs: limits.maxHeaders + 1,
    maxReservedRemoteStreams: 0,
    peerMaxConcurrentStreams: 1,
  })
  // Whatever ends the session ends the stream too, and is read there.
  session.on('error', () => undefined)
  session.once('connect', () => session.setLocalWindowSize(WINDOW_BYTES))
  const stream = session.request(
    {
      [HTTP2_HEADER_METHOD]: 'GET',
      [HTTP2_HEADER_AUTHORITY]: url.host,
      [HTTP2_HEADER_SCHEME]: url.protocol.slice(0, -1),
      [HTTP2_HEADER_PATH]: `${url.pathname}${url.search}`,
      ...headers,
    },
    { endStream: true },
  )
  const body = pourInto(new PassThrough(), stream)
  const onAbort = () => control.abort(signal.reason)
  signal.addEventListener('abort', onAbort)
  const close = () => {
    signal.removeEventListener('abort', onAbort)
    stream.destroy()
    session.destroy()
    connection.socket.destroy()
  }
  control.signal.addEventListener('abort', close)
  return { session, stream, body, meter, control, close }
}

/**
 * From the start, since Node takes a stream that the server ended before anybody iterates over it for one that
 * was cut short.
 */
function pourInto(body: PassThrough, stream: ClientHttp2Stream): PassThrough {
  body.on('error', () => undefined)
  stream.on('error', (error) => body.destroy(error))
  stream.on('close', () => {
    if (!stream.readableEnded) body.destroy(failed('connection-lost', 'Read the body: closed'))
  })
  return stream.pipe(body)
}

type Head = [httpStatus: number, lines: (readonly [name: string, value: string])[]]

async function readHead(attempt: Attempt, limits: FetchLimits): Promise<Head> {
  const { session, stream, control } = attempt
  const { promise, resolve, reject } = Promise.withResolvers<Head>()
  let interim = 0
  stream.on('headers', () => {
    interim += 1
    const excess = tooManyInterim(interim, limits)
    if (excess !== null) control.abort(excess)
  })
  stream.once('response', (head, _flags, raw) => resolve([Number(head[':status']), linesOf(raw)]))
  stream.once('error', reject)
  stream.once('close', () => reject(failed('connection-lost', 'Read the headers: closed')))
  session.once('error', reject)
  session.once('close', () => reject(failed('connection-lost', 'Read the headers: closed')))
  control.signal.addEventListener('abort', () => reject(control.signal.reason))
  return await promise
}

/** Names and values in turn, as received, without `:status`. */
function linesOf(raw: readonly string[]): (readonly [string, string])[] {
  const lines: (readonly [string, string])[] = []
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at]?.toLowerCase() ?? ''
    if (!name.startsWith(':')) lines.push([name, raw[at + 1] ?? ''])
  }
  return lines
}

/** Node itself holds up to 64 KiB. RFC 9113 section 6.5.2 says how a list is measured. */
function refuseLong(lines: Head[1], { maxHeaderBytes }: FetchLimits): void {
  const bytes = lines.reduce((sum, [name, value]) => sum + name.length + value.length + 32, 0)
  if (bytes > maxHeaderBytes) throw failed('headers-too-large', `Read the headers: ${bytes} bytes`)
}

/** Node answers too large headers by a reset of its own, with the code that a server may send as well. */
function headStop(error: unknown, { wasReset }: FrameMeter): FetchStop {
  const isCalmed =
    errorCode(error) === 'ERR_HTTP2_STREAM_ERROR' &&
    error instanceof Error &&
    error.message.endsWith('NGHTTP2_ENHANCE_YOUR_CALM')
  if (isCalmed && !wasReset)
    return failed('headers-too-large', 'Read the headers: too many or long')
  return toStop(error)
}

async function* readStream({ body, meter, control }: Attempt): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk as Uint8Array
  } catch (error) {
    control.signal.throwIfAborted()
    throw toStop(error)
  }
  control.signal.throwIfAborted()
  if (!meter.isWhole) throw failed('connection-lost', 'Read the body: ended early')
}
