import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { FetchLimits } from '../limits.ts'
import { guarded, opened } from '../open-socket.ts'
import { FetchStop, errorCode, failed } from '../stop.ts'
import { askHttpProxy } from './http-connect.ts'
import type { Proxy } from './proxy.ts'
import { askSocks5 } from './socks5.ts'

/**
 * Connects to a proxy and has it reach a target.
 *
 * @returns a socket on which the target answers
 * @throws {FetchStop} `proxy-failed`, `proxy-refused`, `proxy-target-failed`: never the target's own doing;
 *   the signal's reason
 */
export async function openTunnel(
  proxy: Proxy,
  target: { address: string; port: number },
  options: { limits: FetchLimits; signal: AbortSignal },
): Promise<Socket> {
  const { limits, signal } = options
  const late = () => failed('proxy-failed', 'Ask the proxy: timed out')
  const way = { ms: limits.tunnelMs, signal, late }
  const raw = connectPlain({ host: proxy.host, port: proxy.port, noDelay: true })
  return guarded(raw, way, async () => {
    const socket = await reach(raw, proxy)
    try {
      if (proxy.type === 'socks5') await askSocks5(socket, proxy, target)
      else await askHttpProxy(socket, proxy, target, limits)
      return socket
    } catch (error) {
      socket.destroy()
      signal.throwIfAborted()
      if (error instanceof FetchStop) throw error
      throw failed('proxy-failed', `Ask the proxy: ${errorCode(error)}`)
    }
  })
}

async function reach(raw: Socket, proxy: Proxy): Promise<Socket> {
  await opened(raw, 'connect', 'proxy-failed')
  if (proxy.type !== 'https') return raw
  const secure = connectTls({
    socket: raw,
    host: proxy.host,
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    ...(proxy.ca === undefined ? {} : { ca: proxy.ca }),
  })
  await opened(secure, 'secureConnect', 'proxy-failed')
  return secure
}
