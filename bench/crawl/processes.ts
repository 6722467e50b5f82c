import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { leash } from '../../packages/runtime/src/index.ts'
import { descendants } from '../../trial/damaged-images/process-memory.ts'

/** As the service starts its processes. */
const FLAGS = ['--disable-sigusr1', '--max-semi-space-size=16']
const KEPT_CHARACTERS = 4_000

/** A process of this run, which dies with it. */
export type Running = AsyncDisposable & {
  id: number
  /** The next message; throws with its last words when it ends instead. */
  next<Message>(): Promise<Message>
}

/** Starts a program with a channel to this process; its log goes nowhere. */
export function startProgram(
  program: URL,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const [command, all] = leash('KILL', [
    process.execPath,
    [...FLAGS, fileURLToPath(program), ...args],
  ])
  const child = spawn(command, all, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  })
  let words = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-KEPT_CHARACTERS)
  })
  return running(child, () => words)
}

function running(child: ChildProcess, words: () => string): Running {
  const messages: unknown[] = []
  const heard: ((message: unknown) => void)[] = []
  child.on('message', (message) => {
    const waiting = heard.shift()
    if (waiting) waiting(message)
    else messages.push(message)
  })
  const ended = once(child, 'exit').then(() => undefined)
  return {
    id: child.pid ?? 0,
    async next<Message>() {
      if (messages.length > 0) return messages.shift() as Message
      const coming = new Promise<unknown>((resolve) => heard.push(resolve))
      const message = await Promise.race([coming, ended])
      if (message === undefined) throw new Error(`wait for a process: it ended: ${words()}`)
      return message as Message
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}

/** CPU time, milliseconds: of a process itself, and of all below it, those included that it has seen end. */
export type CpuTime = { own: number; below: number }

const TICK_MS = 10

/**
 * Reads the CPU time of a process from the kernel.
 *
 * @throws {Error} it is gone, or this is not Linux
 * @see proc_pid_stat(5): fields 14 to 17, and 22
 */
export function cpuTime(processId: number): CpuTime {
  const ticks = ticksOf(processId)
  if (ticks === undefined)
    throw new Error('read CPU time: the process is gone, or this is no Linux')
  // one that ended just now is missed, and is told by its parent the next time
  const below = descendants(processId).map((id) => ticksOf(id) ?? { own: 0, ended: 0 })
  const ofBelow = below.reduce((all, { own, ended }) => all + own + ended, ticks.ended)
  return { own: ticks.own * TICK_MS, below: ofBelow * TICK_MS }
}

/** Follows all that is ever below a process. */
export type CpuWatch = Disposable & {
  /** CPU time so far of what was seen below it, milliseconds. */
  ms: () => number
}

const LOOK_MS = 100

/**
 * Adds up what is seen ten times a second: a sandbox in between does not wait for what it holds, so that the kernel
 * forgets the time of decoders that are replaced. The last tenth of a second of each is missed.
 */
export function watchCpu(processId: number): CpuWatch {
  const seen = new Map<string, number>()
  const look = (): void => {
    for (const id of descendants(processId)) {
      const ticks = ticksOf(id)
      if (ticks) seen.set(`${id} ${ticks.startedAt}`, ticks.own)
    }
  }
  const timer = setInterval(look, LOOK_MS)
  return {
    ms() {
      look()
      return [...seen.values()].reduce((all, one) => all + one, 0) * TICK_MS
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

function ticksOf(processId: number): { own: number; ended: number; startedAt: string } | undefined {
  const fields = statFields(processId)
  if (fields === undefined) return undefined
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number)
  return { own: user + system, ended: endedUser + endedSystem, startedAt: fields[19] ?? '' }
}

/** Not a number when it is gone. */
export const parentOf = (processId: number): number => Number(statFields(processId)?.[1])

/** From the third one on, since a name may hold anything; undefined when it is gone. */
function statFields(processId: number): string[] | undefined {
  try {
    const line = readFileSync(`/proc/${processId}/stat`, 'utf8')
    return line.slice(line.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
