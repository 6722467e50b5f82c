import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { guardsOf } from '../decoder/guards.ts'
import {
  chooseSandboxMeanwhile,
  explainSandbox,
  type Needs,
  type Sandbox,
} from '../decoder/sandbox.ts'
import { Slots } from '../decoder/slots.ts'
import {
  decoderEnvironment,
  listen,
  NODE_FLAGS,
  START_TIMEOUT_MS,
} from '../decoder/surroundings.ts'
import { visiblePaths } from '../decoder/visible-paths.ts'
import { frameHeader, readFrames } from './frames.ts'

/** A program that reads one file a process, as `serve` does. */
export type ProgramSettings = {
  /** Its file. */
  entry: URL
  /** For the log. */
  name: string
  args?: readonly string[]
  /** Files and folders that it reads beside those of every decoder. */
  paths?: readonly string[]
  /** A harmless command that must run inside the sandbox for the program to be able to. */
  probe: readonly string[]
  /** Flags of Node beside those of every decoder. */
  nodeFlags?: readonly string[]
  /** Time for one file, without that of taking its messages; then the process is killed. */
  timeoutMs: number
  /** Longest message that it may send. */
  maxMessageBytes: number
  /** Processes at once; others wait in the order of the calls. */
  processes?: number
}

/** Receives what happens to the processes; fields hold process ids, counts and reasons only. */
type Log = (event: string, fields: Record<string, unknown>) => void

/** Takes one message; the next one is not read before this has settled. */
export type Take = (message: Buffer) => Promise<void> | void

/** How a process ended; `timeout` and `lost` may come after messages. */
export type Ending = 'done' | 'timeout' | 'lost'

export type SandboxedProgram = AsyncDisposable & {
  /**
   * Runs one process over one file.
   *
   * @throws the reason of `signal`; what `onMessage` throws; an Error when no process can be started
   *         whose sandbox holds what it promises
   */
  run(file: Uint8Array, onMessage: Take, signal: AbortSignal): Promise<Ending>
}

/** What tests put in the place of what the machine offers. */
export type Surroundings = {
  choose?: (needs: Needs) => Sandbox | Promise<Sandbox>
  wrapper?: readonly string[]
}

const NOTHING: Log = () => undefined
const READY_BYTES = 2

/**
 * Prepares a program that runs shut in like a picture decoder, one process for each file.
 *
 * The machine is asked for its strongest isolation at the first file, and a process whose self-test does
 * not find what that promises is never given one. Whatever the process says is the caller's to distrust.
 *
 * @param log  events of the processes' life
 */
export function createSandboxedProgram(
  log: Log = NOTHING,
  settings: ProgramSettings,
  { choose = chooseSandboxMeanwhile, wrapper = [] }: Surroundings = {},
): SandboxedProgram {
  const program = fileURLToPath(settings.entry)
  const { name, args = [], paths = [], nodeFlags = [], probe, timeoutMs } = settings
  const slots = new Slots(settings.processes ?? 1)
  const closing = new AbortController()
  const running = new Set<Promise<unknown>>()
  let chosen: Promise<Sandbox> | undefined

  async function chooseOne(): Promise<Sandbox> {
    const cpuSeconds = Math.ceil(timeoutMs / 1000) * 2 + 5
    const sandbox = await choose({ probe, paths: visiblePaths(paths), cpuSeconds })
    log(`${name} sandbox`, { sandbox: sandbox.name, ...explainSandbox(sandbox.name) })
    return sandbox
  }

  async function runOnce(file: Uint8Array, onMessage: Take, stop: AbortSignal): Promise<Ending> {
    const { command, promises, name: isolation } = await (chosen ??= chooseOne())
    stop.throwIfAborted()
    await using listener = await listen()
    const node = [process.execPath, ...NODE_FLAGS, ...nodeFlags, program, ...args]
    await using child = start([...wrapper, ...command, ...node, String(listener.port)], stop)
    const messages = readFrames(child.output, settings.maxMessageBytes)
    const ready = await child.within(START_TIMEOUT_MS, () => messages.next())
    const found = guardsOf(readyBits(ready?.value))
    const broken = promises.filter((guard) => !found.includes(guard))
    if (ready?.value === undefined || broken.length > 0) {
      stop.throwIfAborted()
      throw new Error(`start ${name}: ${isolation} without ${broken.join(', ') || 'an answer'}`)
    }
    log(`${name} started`, { processId: child.id, sandbox: isolation })
    child.send(file)
    let isWhole = false
    // The time of taking a message is not the process's.
    for (let leftMs = timeoutMs; !isWhole;) {
      const startedAt = performance.now()
      const next = await child.within(Math.max(1, leftMs), () => messages.next())
      leftMs -= performance.now() - startedAt
      if (next === undefined) break
      if (next.done === true) isWhole = true
      else await onMessage(next.value)
    }
    stop.throwIfAborted()
    const ending = child.isLate ? 'timeout' : isWhole && (await child.code) === 0 ? 'done' : 'lost'
    log(`${name} ended`, { processId: child.id, ending })
    return ending
  }

  return {
    async run(file, onMessage, signal) {
      const stop = AbortSignal.any([closing.signal, signal])
      using _slot = await slots.take(stop)
      const run = runOnce(file, onMessage, stop)
      running.add(run)
      try {
        return await run
      } finally {
        running.delete(run)
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort(new Error(`run ${name}: it is closed`))
      await Promise.allSettled(running)
    },
  }
}

const readyBits = (message: Buffer | undefined): number =>
  message?.length === READY_BYTES ? message.readUInt16BE() : 0

function start([program = '', ...args]: readonly string[], stop: AbortSignal) {
  const stdio: ['pipe', 'pipe', 'ignore'] = ['pipe', 'pipe', 'ignore']
  const child: ChildProcess = spawn(program, args, { stdio, env: decoderEnvironment(), cwd: '/' })
  const { promise: code, resolve } = Promise.withResolvers<number | null>()
  child.on('close', (exitCode) => resolve(exitCode))
  child.on('error', () => resolve(null))
  // A broken pipe is the end of the process, which is told by `close`.
  child.stdin?.on('error', () => undefined)
  const kill = () => void child.kill('SIGKILL')
  stop.addEventListener('abort', kill, { once: true })
  if (stop.aborted) kill()
  let isLate = false
  return {
    id: child.pid,
    output: child.stdout as AsyncIterable<Buffer>,
    code,
    get isLate() {
      return isLate
    },
    send(file: Uint8Array) {
      child.stdin?.write(frameHeader(file.byteLength))
      child.stdin?.end(file)
    },
    /** The result, or undefined when the process ended badly or was killed for taking longer. */
    async within<T>(ms: number, work: () => Promise<T>): Promise<T | undefined> {
      const timer = setTimeout(() => {
        isLate = true
        kill()
      }, ms)
      try {
        return await work()
      } catch {
        return undefined
      } finally {
        clearTimeout(timer)
      }
    },
    async [Symbol.asyncDispose]() {
      stop.removeEventListener('abort', kill)
      kill()
      // What nobody reads any more would keep its pipe, and so the end of the process, open.
      child.stdout?.destroy()
      await code
    },
  }
}
