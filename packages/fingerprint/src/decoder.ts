import { fileURLToPath } from 'node:url'
import { Child, type Answer } from './decoder/child.ts'
import { recognise } from './picture/describe.ts'
import { digest } from './hash/digests.ts'
import {
  DEFAULT_LIMITS,
  refuse,
  withDigests,
  type DescriptionOutcome,
  type FingerprintOutcome,
  type Refusal,
} from './outcome.ts'
import { parseRecord, READY } from './decoder/record.ts'
import { chooseSandbox, type Sandbox } from './decoder/sandbox.ts'
import { Slots } from './decoder/slots.ts'

/** Receives what happens to the processes; fields hold process ids, counts and reasons only. */
export type DecoderLog = (event: string, fields: Record<string, unknown>) => void

export type DecoderOptions = {
  /** Processes, and so pictures at once. */
  processes?: number
  /** Time for one picture, from sending it to its record. */
  timeoutMs?: number
  /** Pictures after which a process is replaced. */
  recycleAfter?: number
  /** Longest file. */
  maxBytes?: number
  /** Width times height of the header. */
  maxPixels?: number
}

/** Fingerprints files in processes of their own. */
export type Decoder = AsyncDisposable & {
  /**
   * As `fingerprint`, but a picture that crashes, hangs or floods the decoder costs only its own
   * outcome: `decoder-crashed` or `timeout`.
   *
   * Files beyond the number of processes wait in the order of the calls.
   *
   * @param signal  gives the picture up; its process is killed if it has begun
   * @throws the reason of `signal`; an Error after disposal, or when no process can be started
   */
  fingerprint(bytes: Uint8Array, signal?: AbortSignal): Promise<FingerprintOutcome>
  /** The isolation in force, e.g. `namespaces+limits`; `process` when the machine offers none. */
  readonly sandbox: string
}

const ENTRY = new URL('decoder-process.ts', import.meta.url)
const DEFAULTS = { processes: 1, timeoutMs: 20_000, recycleAfter: 500, maxBytes: 40 * 2 ** 20 }
const START_TIMEOUT_MS = 20_000
const BUSY_MS_OF_A_PROCESS = 60_000
// A second thread may work beside the first; what the limit allows is never reached by good files.
const THREADS = 2

const NODE_FLAGS = [
  '--disable-sigusr1',
  '--max-old-space-size=256',
  '--disallow-code-generation-from-strings',
  '--disable-proto=throw',
  '--permission',
  '--allow-addons',
  '--allow-fs-read=*',
]

/**
 * Prepares decoder processes; each starts with the first picture it gets.
 *
 * Looks once, and synchronously, for the strongest isolation the machine offers. Log `sandbox`: a
 * production host should never show `process`. Dispose it to end the processes.
 *
 * @param log      events of the processes' life
 * @param options  see `DecoderOptions`: 1 process, 20 s, 500 pictures, 40 MiB, 50 million pixels
 * @throws {RangeError} an option is not a positive whole number
 */
export function createDecoder(
  { log = () => undefined }: { log?: DecoderLog } = {},
  options: DecoderOptions = {},
): Decoder {
  return createDecoderAt(ENTRY, log, options)
}

/** `createDecoder` with another program in the processes, which tests let misbehave. */
export function createDecoderAt(entry: URL, log: DecoderLog, options: DecoderOptions): Decoder {
  const settings = { ...DEFAULTS, maxPixels: DEFAULT_LIMITS.maxPixels, ...options }
  for (const [name, value] of Object.entries(settings)) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`create decoder: ${name} ${value}`)
    }
  }
  const program = fileURLToPath(entry)
  const cpuSeconds = Math.ceil((THREADS * (BUSY_MS_OF_A_PROCESS + settings.timeoutMs)) / 1000)
  const probe = [process.execPath, '-e', "require('fs').accessSync(process.argv[1])", program]
  const sandbox = chooseSandbox(probe, cpuSeconds)
  const args = [settings.maxBytes, settings.maxPixels].map(String)
  const command = [...sandbox.command, process.execPath, ...NODE_FLAGS, program, ...args]
  return new DecoderPool(command, sandbox, log, settings)
}

class DecoderPool implements Decoder {
  readonly sandbox: string
  readonly #command: readonly string[]
  readonly #log: DecoderLog
  readonly #settings: Required<DecoderOptions>
  readonly #slots: Slots
  readonly #closing = new AbortController()
  readonly #children = new Set<Child>()
  readonly #idle: Child[] = []

  constructor(
    command: readonly string[],
    sandbox: Sandbox,
    log: DecoderLog,
    settings: Required<DecoderOptions>,
  ) {
    this.sandbox = sandbox.name
    this.#command = command
    this.#log = log
    this.#settings = settings
    this.#slots = new Slots(settings.processes)
  }

  async fingerprint(bytes: Uint8Array, signal?: AbortSignal): Promise<FingerprintOutcome> {
    const given = signal === undefined ? [] : [signal]
    const stop = AbortSignal.any([this.#closing.signal, ...given])
    stop.throwIfAborted()
    const digests = digest(bytes)
    const refusal = this.#refuseUnseen(bytes)
    if (refusal !== undefined) return withDigests(refusal, digests)
    using _slot = await this.#slots.take(stop)
    return withDigests(await this.#describe(bytes, stop), digests)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('fingerprint picture: decoder is closed'))
    const children = [...this.#children]
    for (const child of children) child.kill()
    await Promise.all(children.map((child) => child.ended))
  }

  #refuseUnseen(bytes: Uint8Array): Refusal | undefined {
    const { maxBytes } = this.#settings
    if (bytes.length > maxBytes) {
      return refuse('too-large', `accept picture: ${bytes.length} bytes, limit ${maxBytes}`)
    }
    const kind = recognise(bytes)
    return typeof kind === 'object' ? kind : undefined
  }

  async #describe(
    bytes: Uint8Array,
    stop: AbortSignal,
    isSecondTry = false,
  ): Promise<DescriptionOutcome> {
    const { timeoutMs, maxPixels } = this.#settings
    const idle = isSecondTry ? undefined : this.#takeIdle()
    const child = idle ?? (await this.#start(stop))
    const answer = await during(stop, child, () => child.ask(bytes, timeoutMs))
    if (answer.status === 'line') {
      const record = parseRecord(answer.line, { ...DEFAULT_LIMITS, maxPixels })
      if (record !== undefined) this.#keep(child)
      else this.#discard(child, 'bad record')
      return record ?? refuse('decoder-crashed', 'decode picture: unreadable record')
    }
    this.#discard(child, answer.status)
    if (answer.status === 'timeout') {
      return refuse('timeout', `decode picture: no answer in ${timeoutMs} ms`)
    }
    // An earlier picture may have done the damage: only a fresh process tells.
    if (idle !== undefined) return this.#describe(bytes, stop, true)
    return refuse('decoder-crashed', 'decode picture: process lost')
  }

  #takeIdle(): Child | undefined {
    const child = this.#idle.pop()
    return child === undefined || child.isAlive ? child : this.#takeIdle()
  }

  async #start(stop: AbortSignal): Promise<Child> {
    const child = new Child(this.#command, decoderEnvironment())
    this.#children.add(child)
    const ended = child.ended.then(() => this.#children.delete(child))
    const answer = await during(stop, child, () => child.listen(START_TIMEOUT_MS))
    if (answer.status !== 'line' || answer.line !== READY) {
      child.kill()
      await ended
      throw new Error(`start decoder: ${answer.status}, exit code ${child.ending.exitCode}`)
    }
    this.#log('decoder started', { processId: child.id, sandbox: this.sandbox })
    return child
  }

  #keep(child: Child): void {
    const isSpent = child.answers >= this.#settings.recycleAfter
    if (!isSpent && child.busyMs < BUSY_MS_OF_A_PROCESS && child.isAlive) this.#idle.push(child)
    else this.#discard(child, 'recycled')
  }

  #discard(child: Child, reason: string): void {
    const { id: processId, answers } = child
    child.kill()
    void child.ended.then(() =>
      this.#log('decoder ended', { processId, reason, answers, ...child.ending }),
    )
  }
}

/** Kills `child` and throws when `stop` is aborted before the answer. */
async function during(
  stop: AbortSignal,
  child: Child,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const kill = () => child.kill()
  stop.addEventListener('abort', kill, { once: true })
  if (stop.aborted) kill()
  const answer = await work()
  stop.removeEventListener('abort', kill)
  stop.throwIfAborted()
  return answer
}

function decoderEnvironment(): NodeJS.ProcessEnv {
  const libraries = process.env['LD_LIBRARY_PATH']
  return {
    VIPS_DISC_THRESHOLD: '10g',
    MALLOC_ARENA_MAX: '2',
    TMPDIR: '/nonexistent',
    ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }),
  }
}
