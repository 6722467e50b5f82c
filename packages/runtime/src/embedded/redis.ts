import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, open, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DomainError } from '@nightlight/contract'
import type { Log } from '../log.ts'
import { freePort } from './free-port.ts'
import { leash } from './leash.ts'
import { findRedis, type RedisBinary } from './redis-binary.ts'
import { askRedis } from './redis-wire.ts'
import { ended, exitOf } from './server-process.ts'
import type { RunningServer } from './running-server.ts'

export type RedisOptions = {
  /** Default: what `findRedis` finds for the repository's own cache. */
  binary?: RedisBinary
  /** Keeps the data, beside its log; without it everything is gone when the server stops. */
  dataDir?: string
  /** Numbered databases, default 16. */
  databases?: number
  log: Log
}

/** Where the repository keeps programs it has unpacked for itself. */
export const CACHE_DIR = resolve(import.meta.dirname, '../../../../.cache')

const READY_MS = 120_000
const LEFT_OVER_MS = 15_000

/**
 * Starts a Redis or Valkey on a free port of 127.0.0.1, behind a random password.
 *
 * With a directory every acknowledged write survives a kill, and all but the last second a power
 * cut. Two servers on one directory would ruin it: one left over from a killed process is shut
 * down first. The server dies with this process (Linux).
 *
 * @throws {DomainError} `redis-missing` when there is no binary, `redis-not-started`
 */
export async function startRedis(options: RedisOptions): Promise<RunningServer> {
  const binary = options.binary ?? (await findRedis(CACHE_DIR))
  if (!binary) {
    throw new DomainError(
      'conflict',
      'redis-missing',
      'Starting Redis: no redis-server found; install one or set REDIS_URL',
    )
  }
  const keep = options.dataDir !== undefined
  const dir = await ownDirectory(options.dataDir)
  if (keep) await stopLeftOver(dir)
  const password = randomBytes(24).toString('base64url')
  const { child, port } = await launch(binary, dir, { ...options, keep, password })
  const stop = stopOnce(child, options.log, async () => {
    if (!keep) await rm(dir, { recursive: true, force: true })
  })
  const url = `redis://:${password}@127.0.0.1:${port}`
  return { url, how: binary.program, stop, ended: exitOf(child), [Symbol.asyncDispose]: stop }
}

async function ownDirectory(dataDir: string | undefined): Promise<string> {
  if (dataDir === undefined) return realpath(await mkdtemp(join(tmpdir(), 'nightlight-redis-')))
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  return realpath(dataDir)
}

type Launch = { keep: boolean; password: string; databases?: number }

async function launch(
  binary: RedisBinary,
  dir: string,
  options: Launch,
): Promise<{ child: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    await writeFile(join(dir, 'control'), `${port} ${options.password}`, { mode: 0o600 })
    const child = await spawnRedis(binary, dir, settingsOf(dir, port, options))
    if (await ready(child, port, options.password)) return { child, port }
    if (attempt === 3) {
      throw new DomainError(
        'conflict',
        'redis-not-started',
        'Starting Redis: the server ended at once; its log lies beside its data',
      )
    }
  }
}

function settingsOf(dir: string, port: number, options: Launch): string {
  const settings = {
    bind: '127.0.0.1',
    port: String(port),
    dir: `"${dir}"`,
    requirepass: options.password,
    databases: String(options.databases ?? 16),
    appendonly: options.keep ? 'yes' : 'no',
    appendfsync: 'everysec',
    save: '""',
    'maxmemory-policy': 'noeviction',
    loglevel: 'warning',
  }
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('')
}

async function spawnRedis(
  binary: RedisBinary,
  dir: string,
  settings: string,
): Promise<ChildProcess> {
  const [command, args] = leash('TERM', [binary.program, ['-']])
  const library = binary.libraryPath === undefined ? {} : { LD_LIBRARY_PATH: binary.libraryPath }
  await using log = await open(join(dir, 'redis.log'), 'a', 0o600)
  // A group of its own: a terminal's Ctrl-C must reach this process only, which stops things in order.
  const child = spawn(command, args, {
    detached: true,
    stdio: ['pipe', log.fd, log.fd],
    env: { ...process.env, ...library },
  })
  await once(child, 'spawn')
  // through standard input, so that the password is in no list of processes
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(settings)
  return child
}

async function ready(child: ChildProcess, port: number, password: string): Promise<boolean> {
  const deadline = Date.now() + READY_MS
  while (!ended(child)) {
    if ((await askRedis(port, [`AUTH ${password}`, 'PING']))?.includes('+PONG')) return true
    if (Date.now() > deadline) child.kill('SIGKILL')
    await pause(10)
  }
  return false
}

/** Asks whoever listens where the last server of this directory did whether it is that server. */
async function stopLeftOver(dir: string): Promise<void> {
  const [port, password] = await readFile(join(dir, 'control'), 'utf8').then(
    (text) => text.split(' '),
    () => [],
  )
  if (port === undefined || password === undefined) return
  const login = `AUTH ${password}`
  const ours = async (): Promise<boolean> =>
    (await askRedis(Number(port), [login, 'CONFIG GET dir']))?.includes(`\r\n${dir}\r\n`) ?? false
  if (!(await ours())) return
  await askRedis(Number(port), [login, 'SHUTDOWN'])
  const deadline = Date.now() + LEFT_OVER_MS
  while (await ours()) {
    if (Date.now() > deadline) {
      throw new DomainError(
        'conflict',
        'data-directory-in-use',
        'Starting Redis: an earlier server does not end; stop it or choose another --data',
      )
    }
    await pause(20)
  }
}

function stopOnce(child: ChildProcess, log: Log, after: () => Promise<void>): () => Promise<void> {
  let stopping: Promise<void> | undefined
  child.once('exit', (code, signal) => {
    if (stopping === undefined) log.error({ code, signal }, 'redis ended by itself')
  })
  const stop = async (): Promise<void> => {
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    if (!ended(child)) await gone
    await after()
  }
  return () => (stopping ??= stop())
}
