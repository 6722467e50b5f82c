import type { Socket } from 'node:net'
import { failed, type FetchStop } from '../stop.ts'
import { readThrough } from './exact-reader.ts'
import type { Proxy } from './proxy.ts'

/**
 * Asks an HTTP proxy for a tunnel; afterwards the socket carries the target's bytes only.
 *
 * Whatever the proxy answers is its own word and never the target's: the body of a refusal is not read.
 *
 * @param address  literal
 * @throws {FetchStop} `proxy-refused` (401, 403, 405, 407, 451), `proxy-target-failed` (502, 503, 504), `proxy-failed`
 * @see RFC 9110 section 9.3.6
 */
export async function askHttpProxy(
  socket: Socket,
  proxy: Proxy,
  target: { address: string; port: number },
  options: { maxHeaderBytes: number },
): Promise<void> {
  const host = target.address.includes(':') ? `[${target.address}]` : target.address
  const authority = `${host}:${target.port}`
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`]
  if (proxy.username !== undefined) {
    const pair = Buffer.from(`${proxy.username}:${proxy.password ?? ''}`).toString('base64')
    lines.push(`Proxy-Authorization: Basic ${pair}`)
  }
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  const head = await readThrough(socket, '\r\n\r\n', options.maxHeaderBytes)
  const status = /^HTTP\/1\.[01] (\d{3})[ \r]/.exec(head.toString('latin1'))?.[1]
  if (status === undefined) throw failed('proxy-failed', 'Ask the proxy: no HTTP')
  if (!status.startsWith('2')) throw refusalOf(Number(status))
}

function refusalOf(status: number): FetchStop {
  const message = `Ask the proxy: status ${status}`
  if ([401, 403, 405, 407, 451].includes(status)) return failed('proxy-refused', message)
  if ([502, 503, 504].includes(status)) return failed('proxy-target-failed', message)
  return failed('proxy-failed', message)
}
