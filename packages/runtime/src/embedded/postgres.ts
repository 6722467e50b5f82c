import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, readFile, realpath, rename, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DomainError } from '@nightlight/contract'
import type { Log } from '../log.ts'
import { lockDirectory } from './directory-lock.ts'
import { diskFullNow, requireDiskSpace } from './disk-space.ts'
import { freePort } from './free-port.ts'
import { leash } from './leash.ts'
import { stopLeftOver } from './left-over.ts'
import { OWNER, ensureCluster, readPassword } from './postgres-cluster.ts'
import { classifyStart, explainFailure } from './postgres-failure.ts'
import { ended, exitOf, openClient, stopOnce } from './server-process.ts'
import { findPostgres } from './postgres-programs.ts'
import type { RunningServer } from './running-server.ts'
import { unprivileged, type Account } from './unprivileged.ts'

export type PostgresOptions = {
  /** Made when missing; beside it lie `lock` and the server's log. */
  dataDir: string
  /** False for tests: quick, and a power cut loses everything; default true. */
  durable?: boolean
  log: Log
  /** MB of 1,000,000 bytes; default 200. */
  minFreeMb?: number
  /** False leaves out user namespaces when root; see `unprivileged`. */
  namespaces?: boolean
  /** For root without user namespaces; default `/var/tmp`. */
  publicDir?: string
}

const READY_MS = 600_000
const LOG_BYTES = 10e6

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // statements and their values are evidence: neither is logged, and an error not at all, whose message may quote a value
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
}
const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/**
 * Starts the Postgres that came with the installation, on a free port of 127.0.0.1.
 *
 * One directory has one server, of one process; a server left over from a killed process is stopped
 * first. The server dies with this process (Linux), and a terminal's Ctrl-C does not reach it. Its
 * account needs a random password that lies in the data directory, readable by the owner only.
 *
 * @returns with the URL of the database `nightlight`, made when missing
 * @throws {DomainError} `data-directory-in-use`, `disk-full`, `postgres-missing`,
 *   `password-missing`, `data-directory-version`: each message says what to do
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningServer> {
  const asked = resolve(options.dataDir)
  try {
    await mkdir(dirname(asked), { recursive: true })
    await requireDiskSpace(dirname(asked), options.minFreeMb)
    return await startLocked(asked, options)
  } catch (error) {
    const full = (error as { code?: unknown }).code === 'ENOSPC'
    throw full ? await diskFullNow(dirname(asked)) : error
  }
}

async function startLocked(asked: string, options: PostgresOptions): Promise<RunningServer> {
  const lock = await lockDirectory(join(dirname(asked), 'lock'))
  try {
    const dataDir = join(await realpath(dirname(asked)), basename(asked))
    const account = unprivileged(await findPostgres(), dataDir, options)
    await prepare(account, options.durable !== false)
    const { child, port } = await launch(account, options.durable !== false)
    const password = await readPassword(account.dataDir)
    await ensureDatabase(urlOf(password, port, 'postgres'))
    const url = urlOf(password, port, OWNER)
    const stop = stopOnce(child, url, options.log, () => lock.release())
    return { url, how: account.how, stop, ended: exitOf(child), [Symbol.asyncDispose]: stop }
  } catch (error) {
    await lock.release()
    throw error
  }
}

const urlOf = (password: string, port: number, database: string): string =>
  `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`

async function prepare(account: Account, durable: boolean): Promise<void> {
  await stopLeftOver(account.dataDir)
  try {
    await ensureCluster(account, durable)
  } catch (error) {
    const words = `${(error as { stderr?: string }).stderr ?? ''}${(error as Error).message}`
    throw await explainFailure(words, account.dataDir)
  }
}

/** Spawns the server until it listens; a port that was taken meanwhile is no reason to give up. */
async function launch(
  account: Account,
  durable: boolean,
): Promise<{ child: ChildProcess; port: number }> {
  const password = await readPassword(account.dataDir)
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const before = await openLog(`${account.dataDir}.log`)
    const child = await spawnServer(account, port, durable)
    if (await ready(child, urlOf(password, port, 'postgres'))) return { child, port }
    const words = (await readFile(`${account.dataDir}.log`)).subarray(before).toString('utf8')
    if (attempt === 40 || classifyStart(words) === 'final') {
      throw await explainFailure(words, account.dataDir)
    }
    await pause(attempt * 10)
  }
}

async function spawnServer(
  account: Account,
  port: number,
  durable: boolean,
): Promise<ChildProcess> {
  const settings = { ...SETTINGS, ...(durable ? {} : NOT_DURABLE), port: String(port) }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const program = join(account.native, 'bin/postgres')
  const [command, args] = account.wrap(leash('INT', [program, ['-D', account.dataDir, ...flags]]))
  await using log = await open(`${account.dataDir}.log`, 'a', 0o600)
  // A group of its own: a terminal's Ctrl-C must reach this process only, which stops things in order.
  const child = spawn(command, args, {
    ...account.spawn,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  await once(child, 'spawn')
  return child
}

/** @returns the length of the log so far, of which a large one has been moved aside */
async function openLog(file: string): Promise<number> {
  const bytes = await stat(file).then(
    (found) => found.size,
    () => 0,
  )
  if (bytes <= LOG_BYTES) return bytes
  await rename(file, `${file}.1`)
  return 0
}

/** Waits until the server answers, through a recovery if need be; false when it ended instead. */
async function ready(child: ChildProcess, url: string): Promise<boolean> {
  const deadline = Date.now() + READY_MS
  while (!ended(child)) {
    const client = openClient(url)
    try {
      await client.connect()
      return true
    } catch (error) {
      if ((error as { code?: unknown }).code === '28P01') return refused(child)
      if (Date.now() > deadline) throw error
    } finally {
      await client.end().catch(() => undefined)
    }
    await pause(25)
  }
  return false
}

async function refused(child: ChildProcess): Promise<never> {
  child.kill('SIGINT')
  if (!ended(child)) await once(child, 'exit')
  throw new DomainError(
    'conflict',
    'password-missing',
    'Starting Postgres: the file "password" does not fit the data directory; restore it or choose another --data',
  )
}

async function ensureDatabase(url: string): Promise<void> {
  const client = openClient(url)
  await client.connect()
  try {
    const found = await client.query('select from pg_database where datname = $1', [OWNER])
    if (found.rowCount === 0) await client.query(`create database ${OWNER}`)
  } finally {
    await client.end()
  }
}
