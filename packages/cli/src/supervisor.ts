import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, type WriteStream } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { DomainError } from '@nightlight/contract'
import { findProgram, leash, type Command } from '@nightlight/runtime'

/** A process of the service: its entry and what only it needs from the environment. */
export type RoleSpec = { name: string; entry: string; env: Record<string, string> }

export type ReadyMessage = { type: 'ready' } & Record<string, unknown>

export type Supervisor = {
  /** Starts a role and waits until it says that it is ready. */
  start(role: RoleSpec): Promise<ReadyMessage>
  [Symbol.asyncDispose](): Promise<void>
}

const READY_MS = 90_000
const STOP_MS = 20_000
const RESTART_MS = { first: 500, most: 30_000 }
const KEPT_WORDS = 8_000

/**
 * Runs the processes of a service on one machine.
 *
 * Their output goes to the log file. A process that dies is started again with growing pauses; one
 * that dies before it was ever ready ends the start with its own last words.
 */
export function createSupervisor(options: {
  logFile: string
  env: Record<string, string>
  say: (line: string) => void
}): Supervisor {
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 })
  // A full disk must not take the service along: the work goes on without its log.
  log.once('error', (error: NodeJS.ErrnoException) => {
    options.say(`the log file cannot be written (${error.code}); the service goes on without it`)
  })
  log.on('error', () => undefined)
  const running: ChildProcess[] = []
  const stop = new AbortController()

  const launch = async (role: RoleSpec): Promise<{ child: ChildProcess; ready: ReadyMessage }> => {
    const { child, words } = spawnRole(role, options.env, log)
    running.push(child)
    child.once('exit', () => running.splice(running.indexOf(child), 1))
    return { child, ready: await becomeReady(role, child, words) }
  }

  const keepAlive = async (role: RoleSpec, first: ChildProcess): Promise<void> => {
    let child: ChildProcess | null = first
    let pauseMs = RESTART_MS.first
    while (!stop.signal.aborted) {
      if (child) {
        const started = Date.now()
        const how = await exitOf(child)
        if (stop.signal.aborted) return
        options.say(`${role.name} ended (${how}); starting it again`)
        if (Date.now() - started > RESTART_MS.most) pauseMs = RESTART_MS.first
      }
      await setTimeout(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined)
      if (stop.signal.aborted) return
      pauseMs = Math.min(pauseMs * 2, RESTART_MS.most)
      child = await launch(role).then(
        (launched) => launched.child,
        () => null,
      )
    }
  }

  return {
    async start(role) {
      const { child, ready } = await launch(role)
      void keepAlive(role, child)
      return ready
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      // The newest first: what was started last leans on what was started before.
      for (const child of running.toReversed()) await stopChild(child)
      log.end()
    },
  }
}

const exitOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    const how = (): string => String(child.signalCode ?? child.exitCode)
    if (child.exitCode !== null || child.signalCode !== null) resolve(how())
    else child.once('exit', () => resolve(how()))
  })

/** No debugger by a signal; and half the young memory of Node, which streams of rows would fill and keep. */
const FLAGS = ['--disable-sigusr1', '--max-semi-space-size=16']

function spawnRole(
  role: RoleSpec,
  env: Record<string, string>,
  log: WriteStream,
): { child: ChildProcess; words: () => string } {
  // Tied to this process by the kernel where it can be: a killed supervisor leaves nothing behind.
  const [command, args] = leash(
    'KILL',
    withoutCore([process.execPath, [...FLAGS, fileURLToPath(role.entry)]]),
  )
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A terminal's Ctrl-C reaches the whole group; the supervisor alone decides the order of the end.
    detached: true,
    env: { ...inherited(), ...env, ...role.env },
  })
  let words = ''
  child.stdout?.pipe(log, { end: false })
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-KEPT_WORDS)
    log.write(chunk)
  })
  return { child, words: () => words }
}

/** No core file: the memory of a process may hold what must never be on a disk. */
function withoutCore([command, args]: Command): Command {
  return findProgram(['prlimit']) ? ['prlimit', ['--core=0', command, ...args]] : [command, args]
}

/** Of the surroundings only what a program needs to run; settings are handed over by name. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
}

function becomeReady(
  role: RoleSpec,
  child: ChildProcess,
  words: () => string,
): Promise<ReadyMessage> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(
        new DomainError('conflict', `${role.name}-not-started`, `Starting ${role.name}: ${why}`),
      )
    }
    const ended = (): void => fail(lastWords(words()))
    const timer = globalThis.setTimeout(fail, READY_MS, `not ready after ${READY_MS / 1000} s`)
    child.once('error', ended)
    child.once('close', ended)
    child.on('message', (message: unknown) => {
      if (!isReady(message)) return
      clearTimeout(timer)
      child.off('close', ended)
      resolve(message)
    })
  })
}

const isReady = (message: unknown): message is ReadyMessage =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready'

/** The sentence a process ended with: the message of its error, not its stack. */
export function lastWords(words: string): string {
  const errors = [...words.matchAll(/^(?:Uncaught )?(?:\w*Error)(?: \[[^\]]*\])?: (.+)$/gm)]
  return errors.at(-1)?.[1] ?? 'it ended without saying why; its log says more'
}

async function stopChild(child: ChildProcess): Promise<void> {
  const ended = exitOf(child)
  child.kill('SIGTERM')
  const kill = globalThis.setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(kill)
}
