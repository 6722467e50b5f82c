import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer, connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { findProgram } from '../../packages/fingerprint/src/decoder/sandbox.ts'

/**
 * Where the crawler is put while it is attacked.
 *
 * - `every-address`: a network of its own in which every address there is leads back to it;
 * - `loopback-only`: a network of its own with nothing but a loopback;
 * - `open`: the network of the machine.
 */
export type Enclosure = {
  name: 'every-address' | 'loopback-only' | 'open'
  /** What to put before a command. */
  command: readonly string[]
}

const EVERY_ADDRESS = `ip link set lo up && ip route add local default dev lo &&
  ip -6 route add local default dev lo && mount --bind "$1" /etc/resolv.conf && shift && exec "$@"`

/**
 * The closest network that this machine allows; a connection cannot leave the first two.
 *
 * @param dir  for a file that names the resolver within
 */
export function chooseEnclosure(dir: string): Enclosure {
  const resolver = join(dir, 'resolv.conf')
  writeFileSync(resolver, 'nameserver 127.0.0.1\noptions timeout:1 attempts:2\n')
  const [unshare, sh, bwrap] = [
    findProgram('unshare'),
    findProgram('sh'),
    process.env['BWRAP_PATH'] ?? findProgram('bwrap'),
  ]
  const choices: Enclosure[] = []
  if (unshare !== undefined && sh !== undefined) {
    const namespaces = [unshare, '--user', '--map-root-user', '--net', '--mount']
    const command = [...namespaces, sh, '-c', EVERY_ADDRESS, 'sh', resolver]
    choices.push({ name: 'every-address', command })
  }
  if (bwrap !== undefined) {
    const command = [bwrap, '--unshare-user', '--unshare-net', '--dev-bind', '/', '/']
    choices.push({ name: 'loopback-only', command })
  }
  return choices.find(({ command }) => works([...command, 'true'])) ?? { name: 'open', command: [] }
}

const works = ([program = '', ...args]: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0

/**
 * Makes a database reachable through a socket file, from within a network of its own.
 *
 * @returns its URL there, and the file
 */
export async function openDoor(
  databaseUrl: string,
  dir: string,
): Promise<AsyncDisposable & { url: string; path: string }> {
  const { hostname, port } = new URL(databaseUrl)
  const path = join(dir, '.s.PGSQL.5432')
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  }
  const server = createServer((inner) => {
    const outer = keep(connect(Number(port), hostname))
    keep(inner).pipe(outer).pipe(inner)
    inner.on('close', () => outer.destroy())
    outer.on('close', () => inner.destroy())
  }).listen(path)
  await once(server, 'listening')
  const url = new URL(databaseUrl)
  url.searchParams.set('host', dir)
  url.port = '5432'
  return {
    url: url.href,
    path,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
