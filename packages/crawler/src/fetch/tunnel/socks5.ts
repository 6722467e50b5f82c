import { isIP, type Socket } from 'node:net'
import { addressBytes } from '@nightlight/runtime'
import { failed, type FetchStop } from '../stop.ts'
import { readBytes } from './exact-reader.ts'
import type { Proxy } from './proxy.ts'

const VERSION = 5
const NO_CREDENTIALS = 0
const WITH_CREDENTIALS = 2
const NONE_ACCEPTABLE = 0xff
const CONNECT = 1
const ADDRESS_V4 = 1
const DOMAIN_NAME = 3
const ADDRESS_V6 = 4

/**
 * Asks a SOCKS5 proxy for a tunnel; afterwards the socket carries the target's bytes only.
 *
 * @param target.address  literal, or a name for a proxy that reaches `.onion`
 * @throws {FetchStop} `proxy-refused` (credentials, ruleset), `proxy-target-failed` (network or host unreachable,
 *   refused, expired), `proxy-failed`
 * @see RFC 1928; RFC 1929
 */
export async function askSocks5(
  socket: Socket,
  proxy: Proxy,
  target: { address: string; port: number },
): Promise<void> {
  await agreeOnMethod(socket, proxy)
  const port = Buffer.alloc(2)
  port.writeUInt16BE(target.port)
  socket.write(Buffer.concat([Buffer.from([VERSION, CONNECT, 0]), named(target.address), port]))
  const [version, reply, , kind] = await readBytes(socket, 4)
  if (version !== VERSION) throw failed('proxy-failed', 'Ask the proxy: no SOCKS5')
  if (reply !== 0) throw refusalOf(reply ?? 1)
  // Where the proxy connects from; of no use, but it stands before the target's first byte.
  if (kind === ADDRESS_V4) await readBytes(socket, 4 + 2)
  else if (kind === ADDRESS_V6) await readBytes(socket, 16 + 2)
  else if (kind === DOMAIN_NAME) await readBytes(socket, ((await readBytes(socket, 1))[0] ?? 0) + 2)
  else throw failed('proxy-failed', 'Ask the proxy: unknown kind of address')
}

async function agreeOnMethod(socket: Socket, proxy: Proxy): Promise<void> {
  const methods = [NO_CREDENTIALS, ...(proxy.username === undefined ? [] : [WITH_CREDENTIALS])]
  socket.write(Buffer.from([VERSION, methods.length, ...methods]))
  const [version, method] = await readBytes(socket, 2)
  if (version !== VERSION) throw failed('proxy-failed', 'Ask the proxy: no SOCKS5')
  if (method === NONE_ACCEPTABLE) throw failed('proxy-refused', 'Ask the proxy: wants credentials')
  if (method === undefined || !methods.includes(method)) {
    throw failed('proxy-failed', 'Ask the proxy: a method that was not offered')
  }
  if (method === WITH_CREDENTIALS) await signIn(socket, proxy)
}

async function signIn(socket: Socket, { username = '', password = '' }: Proxy): Promise<void> {
  const [name, secret] = [Buffer.from(username), Buffer.from(password)]
  socket.write(
    Buffer.concat([
      Buffer.from([1, name.byteLength]),
      name,
      Buffer.from([secret.byteLength]),
      secret,
    ]),
  )
  const [, status] = await readBytes(socket, 2)
  if (status !== 0) throw failed('proxy-refused', 'Ask the proxy: credentials refused')
}

function named(address: string): Buffer {
  const family = isIP(address)
  if (family === 4) return Buffer.concat([Buffer.from([ADDRESS_V4]), addressBytes(address)])
  if (family === 6) return Buffer.concat([Buffer.from([ADDRESS_V6]), addressBytes(address)])
  return Buffer.concat([Buffer.from([DOMAIN_NAME, address.length]), Buffer.from(address, 'latin1')])
}

function refusalOf(reply: number): FetchStop {
  const message = `Ask the proxy: reply ${reply}`
  if (reply === 2) return failed('proxy-refused', message)
  if (reply >= 3 && reply <= 6) return failed('proxy-target-failed', message)
  return failed('proxy-failed', message)
}
