import { createHash } from 'node:crypto'
import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { AddressPolicy } from './address.ts'
import type { FetchLimits } from './limits.ts'
import { FetchStop, errorCode, failed, refused } from './stop.ts'
import { literalAddress } from './url-rules.ts'

export type Target = {
  /** Literal; never a name, so that nothing is resolved a second time. */
  address: string
  port: number
  /** Host of the URL for TLS; null for plain HTTP. */
  tlsHost: string | null
}

/** An open connection to a checked address. */
export type Connection = {
  socket: Socket
  address: string
  port: number
  tls: {
    certificateSha256: string | null
    certificateProblem: string | null
    version: string
  } | null
}

/**
 * Connects to the first of `addresses` that answers, and checks the peer again once connected.
 *
 * A certificate that is expired, self-signed or for another name is recorded and accepted: bad TLS
 * must not hide what a site shows to everybody else.
 *
 * @throws {FetchStop} `address-refused`, `connect-failed`, `tls-failed`, `timeout`; the signal's reason
 */
export async function connectToAny(
  addresses: readonly string[],
  target: Omit<Target, 'address'>,
  policy: AddressPolicy,
  options: { limits: FetchLimits; signal: AbortSignal },
): Promise<Connection> {
  let last: unknown
  for (const address of addresses.slice(0, options.limits.maxConnectAttempts)) {
    try {
      return await connectTo({ ...target, address }, policy, options)
    } catch (error) {
      options.signal.throwIfAborted()
      if (error instanceof FetchStop && error.result.status === 'refused') throw error
      last = error
    }
  }
  throw last
}

async function connectTo(
  target: Target,
  policy: AddressPolicy,
  { limits, signal }: { limits: FetchLimits; signal: AbortSignal },
): Promise<Connection> {
  const { address, port, tlsHost } = target
  signal.throwIfAborted()
  if (isIP(address) === 0 || !policy.mayConnect(address)) throw closedAddress()
  const raw = connectPlain({ host: address, port, autoSelectFamily: false })
  let socket: Socket = raw
  const onAbort = () => socket.destroy(signal.reason)
  signal.addEventListener('abort', onAbort)
  const timer = setTimeout(
    () => socket.destroy(failed('timeout', 'Connect: timed out')),
    limits.connectMs,
  )
  try {
    await opened(raw, 'connect')
    if (!policy.mayConnect(raw.remoteAddress ?? '')) throw closedAddress()
    if (tlsHost === null) return { socket: raw, address, port, tls: null }
    const secure = startTls(raw, tlsHost)
    socket = secure
    await opened(secure, 'secureConnect')
    if (raw.bytesRead > limits.maxHandshakeBytes) {
      throw failed('tls-failed', `Shake hands: ${raw.bytesRead} bytes`)
    }
    return { socket: secure, address, port, tls: describeTls(secure) }
  } catch (error) {
    socket.destroy()
    raw.destroy()
    throw error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

function startTls(raw: Socket, host: string): TLSSocket {
  return connectTls({
    socket: raw,
    // A literal is no valid server name (RFC 6066).
    servername: literalAddress(host) === null ? host : '',
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    rejectUnauthorized: false,
  })
}

async function opened(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  const [code, action] =
    event === 'connect'
      ? (['connect-failed', 'Connect'] as const)
      : (['tls-failed', 'Shake hands'] as const)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.once(event, resolve)
  // Stays: between here and the hand-over an error has no other listener.
  socket.on('error', (error) => {
    reject(error instanceof FetchStop ? error : failed(code, `${action}: ${errorCode(error)}`))
  })
  socket.once('close', () => reject(failed(code, `${action}: closed`)))
  await promise
}

function describeTls(socket: TLSSocket): NonNullable<Connection['tls']> {
  const certificate = socket.getPeerX509Certificate()
  return {
    certificateSha256: certificate
      ? createHash('sha256').update(certificate.raw).digest('hex')
      : null,
    certificateProblem: socket.authorized ? null : problemOf(socket.authorizationError),
    version: socket.getProtocol() ?? 'unknown',
  }
}

/** Typed as an error, a code at run time. */
function problemOf(error: unknown): string {
  return typeof error === 'string' ? error : errorCode(error)
}

function closedAddress(): FetchStop {
  return refused('address-refused', 'Connect: special or closed range')
}
