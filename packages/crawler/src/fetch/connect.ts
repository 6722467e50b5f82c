import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { AddressPolicy } from '@nightlight/runtime'
import { describeTls, type TlsFacts } from './describe-tls.ts'
import type { FetchLimits } from './limits.ts'
import { isOnionName } from './onion.ts'
import { guarded, opened } from './open-socket.ts'
import { FetchStop, failed, refused } from './stop.ts'
import { openTunnel } from './tunnel/open-tunnel.ts'
import { reachesOnion, type Proxy } from './tunnel/proxy.ts'
import { literalAddress } from './url-rules.ts'

/** Versions of HTTP that are offered, the preferred one first. */
export type Offer = readonly ('h2' | 'http/1.1')[]

export type Target = {
  /** Literal, so that nothing is resolved a second time; an `.onion` name only through a proxy for it. */
  address: string
  port: number
  /** Host of the URL for TLS; null for plain HTTP. */
  tlsHost: string | null
  offer: Offer
}

/** Where connections may go, and through what. */
export type Route = { policy: AddressPolicy; proxy: Proxy | null }

/** An open connection to a checked address. */
export type Connection = {
  socket: Socket
  address: string
  port: number
  /** Version of HTTP that was agreed. */
  protocol: 'h2' | 'http/1.1'
  tls: TlsFacts | null
  /** `performance.now()` once the address, and then the handshake, answered. */
  connectedMs: number
  securedMs: number | null
}

type Options = { limits: FetchLimits; signal: AbortSignal }

/** Trouble of the proxy itself: another address of the target does not help. */
const PROXY_TROUBLE = new Set<string>(['proxy-failed', 'proxy-refused'])

/**
 * Connects to the first of `addresses` that answers, and checks the peer again once connected.
 *
 * A certificate that is expired, self-signed or for another name is recorded and accepted: bad TLS
 * must not hide what a site shows to everybody else. A proxy is told the checked literal.
 *
 * @throws {FetchStop} `address-refused`, `connect-failed`, `tls-failed`, `timeout`, `proxy-…`; the signal's reason
 */
export async function connectToAny(
  addresses: readonly string[],
  target: Omit<Target, 'address'>,
  route: Route,
  options: Options,
): Promise<Connection> {
  let last: unknown
  for (const address of addresses.slice(0, options.limits.maxConnectAttempts)) {
    try {
      return await connectTo({ ...target, address }, route, options)
    } catch (error) {
      options.signal.throwIfAborted()
      if (error instanceof FetchStop && isFinal(error)) throw error
      last = error
    }
  }
  throw last
}

const isFinal = ({ result }: FetchStop): boolean =>
  result.status === 'refused' || PROXY_TROUBLE.has(result.code)

async function connectTo(target: Target, route: Route, options: Options): Promise<Connection> {
  const { address, port, tlsHost, offer } = target
  options.signal.throwIfAborted()
  if (!mayReach(address, route)) throw closedAddress()
  const raw =
    route.proxy === null
      ? await openDirect(address, port, route.policy, options)
      : await openTunnel(route.proxy, { address, port }, options)
  const plain = { address, port, connectedMs: performance.now() }
  if (tlsHost === null) {
    return { ...plain, socket: raw, protocol: 'http/1.1', tls: null, securedMs: null }
  }
  const socket = await secure(raw, tlsHost, offer, options)
  const protocol = socket.alpnProtocol === 'h2' ? 'h2' : 'http/1.1'
  return { ...plain, socket, protocol, tls: describeTls(socket), securedMs: performance.now() }
}

/** A name is never resolved here: only a proxy that reaches `.onion` is told one, and only such a one. */
function mayReach(address: string, { policy, proxy }: Route): boolean {
  if (isIP(address) === 0) return reachesOnion(proxy) && isOnionName(address)
  return policy.mayConnect(address)
}

async function openDirect(
  address: string,
  port: number,
  policy: AddressPolicy,
  { limits, signal }: Options,
): Promise<Socket> {
  const raw = connectPlain({ host: address, port, autoSelectFamily: false, noDelay: true })
  return guarded(raw, { ms: limits.connectMs, signal, late: lateConnect }, async () => {
    await opened(raw, 'connect', 'connect-failed')
    if (!policy.mayConnect(raw.remoteAddress ?? '')) throw closedAddress()
    return raw
  })
}

async function secure(
  raw: Socket,
  host: string,
  offer: Offer,
  { limits, signal }: Options,
): Promise<TLSSocket> {
  const before = raw.bytesRead
  const socket = connectTls({
    socket: raw,
    // A literal is no valid server name (RFC 6066).
    servername: literalAddress(host) === null ? host : '',
    ALPNProtocols: [...offer],
    minVersion: 'TLSv1.2',
    rejectUnauthorized: false,
  })
  try {
    return await guarded(socket, { ms: limits.connectMs, signal, late: lateConnect }, async () => {
      await opened(socket, 'secureConnect', 'tls-failed')
      const handshakeBytes = raw.bytesRead - before
      if (handshakeBytes > limits.maxHandshakeBytes) {
        throw failed('tls-failed', `Shake hands: ${handshakeBytes} bytes`)
      }
      return socket
    })
  } catch (error) {
    raw.destroy()
    throw error
  }
}

const lateConnect = (): FetchStop => failed('timeout', 'Connect: timed out')

const closedAddress = (): FetchStop =>
  refused('address-refused', 'Connect: special or closed range')
