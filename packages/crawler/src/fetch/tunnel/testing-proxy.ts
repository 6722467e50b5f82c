import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'
import { start, type TestServer } from '../testing.ts'
import { readBytes, readThrough } from './exact-reader.ts'

/** A proxy on 127.0.0.1 that writes down what it is asked. */
export type TestProxy = TestServer & {
  host: string
  /** Addresses and ports as they were asked for, in order. */
  asked: string[]
  /** Credentials as they came. */
  credentials: string[]
}

export type ProxyBehaviour = {
  /** `name:password` that is asked for, or any of a form; anybody when absent. */
  wants?: string | RegExp
  /** Where a target really is; the literal itself when absent. */
  route?: (host: string, port: number) => { host: string; port: number }
  /** Sent in place of any further talk once a target was named. */
  answer?: string | Uint8Array
  certificate?: { key: string; cert: string }
}

type Noted = Pick<TestProxy, 'asked' | 'credentials'>

/** An HTTP CONNECT proxy; within TLS with a `certificate`. */
export function startHttpProxy(behaviour: ProxyBehaviour = {}): Promise<TestProxy> {
  return startProxy(behaviour, async (socket, noted) => {
    const head = (await readThrough(socket, '\r\n\r\n', 16_384)).toString()
    const [, host = '', port = ''] = /^CONNECT (\S+):(\d+) HTTP\/1\.1\r\n/.exec(head) ?? []
    const basic = /^proxy-authorization: basic (\S+)/im.exec(head)?.[1]
    const given = basic === undefined ? '' : Buffer.from(basic, 'base64').toString()
    if (given) noted.credentials.push(given)
    if (behaviour.wants !== undefined && !isWanted(given, behaviour.wants)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 4\r\n\r\nsorry')
      return
    }
    noted.asked.push(`${host}:${port}`)
    if (behaviour.answer !== undefined) return void socket.write(behaviour.answer)
    const target = await reach(socket, behaviour, host.replace(/^\[|\]$/g, ''), Number(port))
    if (target === null)
      return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n<p>no such picture')
    socket.write('HTTP/1.1 200 Connection established\r\nvia: 1.1 test\r\n\r\n')
    join(socket, target)
  })
}

/** A SOCKS5 proxy. */
export function startSocks5(behaviour: ProxyBehaviour = {}): Promise<TestProxy> {
  return startProxy(behaviour, async (socket, noted) => {
    const [, count = 0] = await readBytes(socket, 2)
    const methods = await readBytes(socket, count)
    const method = behaviour.wants === undefined ? 0 : 2
    if (!methods.includes(method)) return void socket.end(Buffer.from([5, 0xff]))
    socket.write(Buffer.from([5, method]))
    if (method === 2 && !(await signedIn(socket, behaviour, noted))) return
    const [, , , kind = 0] = await readBytes(socket, 4)
    const host = await readHost(socket, kind)
    const port = (await readBytes(socket, 2)).readUInt16BE()
    noted.asked.push(`${host}:${port}`)
    if (behaviour.answer !== undefined) return void socket.write(behaviour.answer)
    const target = await reach(socket, behaviour, host, port)
    if (target === null) return void socket.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0]))
    // A bound address given by its name, which must be read to its end.
    socket.write(Buffer.from([5, 0, 0, 3, 4, ...Buffer.from('here'), 1, 2]))
    join(socket, target)
  })
}

async function startProxy(
  { certificate }: ProxyBehaviour,
  serve: (socket: Socket, noted: Noted) => Promise<void>,
): Promise<TestProxy> {
  const noted: Noted = { asked: [], credentials: [] }
  const onSocket = (socket: Socket): void => {
    socket.on('error', () => undefined)
    serve(socket, noted).catch(() => socket.destroy())
  }
  const server = certificate ? createTls(certificate, onSocket) : createServer(onSocket)
  return Object.assign(await start(server, 'proxy'), noted, { host: '127.0.0.1' })
}

const isWanted = (given: string, wants: string | RegExp): boolean =>
  typeof wants === 'string' ? given === wants : wants.test(given)

async function signedIn(
  socket: Socket,
  { wants }: ProxyBehaviour,
  { credentials }: Noted,
): Promise<boolean> {
  const [, nameLength = 0] = await readBytes(socket, 2)
  const name = nameLength === 0 ? '' : (await readBytes(socket, nameLength)).toString()
  const [length = 0] = await readBytes(socket, 1)
  const password = length === 0 ? '' : (await readBytes(socket, length)).toString()
  credentials.push(`${name}:${password}`)
  const isRight = wants !== undefined && isWanted(`${name}:${password}`, wants)
  socket.write(Buffer.from([1, isRight ? 0 : 1]))
  if (!isRight) socket.end()
  return isRight
}

async function readHost(socket: Socket, kind: number): Promise<string> {
  if (kind === 1) return [...(await readBytes(socket, 4))].join('.')
  if (kind === 4) return `v6 ${(await readBytes(socket, 16)).toString('hex')}`
  const [length = 0] = await readBytes(socket, 1)
  return (await readBytes(socket, length)).toString()
}

async function reach(
  client: Socket,
  { route = (host, port) => ({ host, port }) }: ProxyBehaviour,
  host: string,
  port: number,
): Promise<Socket | null> {
  const target = connect(route(host, port))
  client.on('close', () => target.destroy())
  try {
    await once(target, 'connect')
    return target
  } catch {
    return null
  }
}

function join(client: Socket, target: Socket): void {
  target.on('error', () => client.destroy())
  target.on('close', () => client.end())
  client.pipe(target).pipe(client)
}
