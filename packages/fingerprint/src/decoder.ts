import { fileURLToPath } from 'node:url'
import { Child, type Answer } from './decoder/child.ts'
import { MESSAGE, type MessageType } from './decoder/messages.ts'
import { parseRecord, type DecoderRecord } from './decoder/record.ts'
import { chooseSandbox, explainSandbox, type Sandbox } from './decoder/sandbox.ts'
import { Slots } from './decoder/slots.ts'
import { decoderEnvironment, listen, NODE_FLAGS, START_TIMEOUT_MS } from './decoder/surroundings.ts'
import { visiblePaths } from './decoder/visible-paths.ts'
import { DEFAULT_MAX_BYTES, gather, type PictureSource } from './gather.ts'
import type { Digests } from './hash/digests.ts'
import {
  DEFAULT_LIMITS,
  orFirstFrame,
  refuse,
  withDigests,
  type Description,
  type DescriptionOutcome,
  type FingerprintOutcome,
  type NeedsFull,
} from './outcome.ts'
import { recognise } from './picture/describe.ts'

/** Receives what happens to the processes; fields hold process ids, counts and reasons only. */
export type DecoderLog = (event: string, fields: Record<string, unknown>) => void

export type DecoderOptions = {
  /** Processes, and so pictures at once. */
  processes?: number
  /** Time for a process to start, test itself and say that it is ready. */
  startTimeoutMs?: number
  /** Time for one picture, from sending it to its record, without the time of `needsFull`. */
  timeoutMs?: number
  /** Time for the answer of `needsFull`; the picture is decoded in full after it. */
  needsFullTimeoutMs?: number
  /** Pictures after which a process is replaced. */
  recycleAfter?: number
  /** Longest file. */
  maxBytes?: number
  /** Width times height of the header. */
  maxPixels?: number
}

/** What may be said about one file. */
export type DecodeRequest = {
  /** Gives the picture up; its process is killed if it has begun. */
  signal?: AbortSignal | undefined
  /** Of the file, where they were made while it arrived. */
  digests?: Digests | undefined
  /** Turns on the two-stage rule. A question that fails or is late counts as answered with yes. */
  needsFull?: NeedsFull | undefined
}

/** Fingerprints files in processes of their own. */
export type Decoder = AsyncDisposable & {
  /**
   * As `fingerprint`, but a picture that crashes, hangs or floods the decoder costs only its own
   * outcome: `decoder-crashed` or `timeout`. When the profile or a later frame does, what was seen
   * before remains, see `isPartial`.
   *
   * Files beyond the number of processes wait in the order of the calls; a stream waits only when it
   * has arrived. While `needsFull` is asked, its picture keeps its process.
   *
   * @throws {RangeError} `digests` of another length than the file
   * @throws the reason of `signal`; what the stream throws; an Error after disposal, or when no
   *         process can be started whose sandbox holds what it promises
   */
  fingerprint(source: PictureSource, request?: DecodeRequest): Promise<FingerprintOutcome>
  /** The isolation in force, e.g. `namespaces+limits`; `process` when the machine offers none. */
  readonly sandbox: string
}

const ENTRY = new URL('decoder-process.ts', import.meta.url)
const DEFAULTS = {
  processes: 1,
  startTimeoutMs: START_TIMEOUT_MS,
  timeoutMs: 20_000,
  needsFullTimeoutMs: 10_000,
  recycleAfter: 2_000,
  maxBytes: DEFAULT_MAX_BYTES,
}
const BUSY_MS_OF_A_PROCESS = 60_000
// A second thread may work beside the first; what the limit allows is never reached by good files.
const THREADS = 2
const NOTHING = new Uint8Array()

/**
 * Prepares decoder processes; each starts with the first picture it gets.
 *
 * Looks once, and synchronously, for the strongest isolation the machine offers, and says it in the
 * log with what it means. A process whose self-test does not find what its isolation promises is
 * never given a picture. A production host should not show `process`. Dispose it to end the processes.
 *
 * @param log      events of the processes' life
 * @param options  see `DecoderOptions`: 1 process, 20 s, 20 s, 10 s, 2,000 pictures, 40 MiB, 50 million pixels
 * @throws {RangeError} an option is not a positive whole number
 */
export function createDecoder(
  { log = () => undefined }: { log?: DecoderLog } = {},
  options: DecoderOptions = {},
): Decoder {
  return createDecoderAt(ENTRY, log, options)
}

/** What tests put in the place of what the machine offers. */
export type Surroundings = { choose?: typeof chooseSandbox; wrapper?: readonly string[] }

/**
 * `createDecoder` with another program in the processes, which tests let misbehave.
 *
 * @param surroundings.choose   chooses the sandbox
 * @param surroundings.wrapper  a command around each process, its sandbox included
 */
export function createDecoderAt(
  entry: URL,
  log: DecoderLog,
  options: DecoderOptions,
  { choose = chooseSandbox, wrapper = [] }: Surroundings = {},
): Decoder {
  const settings = { ...DEFAULTS, maxPixels: DEFAULT_LIMITS.maxPixels, ...options }
  for (const [name, value] of Object.entries(settings)) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`create decoder: ${name} ${value}`)
    }
  }
  const program = fileURLToPath(entry)
  const cpuSeconds = Math.ceil((THREADS * (BUSY_MS_OF_A_PROCESS + settings.timeoutMs)) / 1000)
  const sandbox = choose({ probe: probeOf(program), paths: visiblePaths(), cpuSeconds })
  log('decoder sandbox', { sandbox: sandbox.name, ...explainSandbox(sandbox.name) })
  const args = [settings.maxBytes, settings.maxPixels].map(String)
  const decoder = [process.execPath, ...NODE_FLAGS, program, ...args]
  const command = [...wrapper, ...sandbox.command, ...decoder]
  return new DecoderPool(command, sandbox, log, settings)
}

/** Sees the program and loads the decoding library, whose files a sandbox could hide. */
function probeOf(program: string): string[] {
  const script = "require('fs').accessSync(process.argv[1]); import(process.argv[2])"
  const library = new URL('picture/restricted-sharp.ts', import.meta.url).href
  return [process.execPath, '-e', script, program, library]
}

class DecoderPool implements Decoder {
  readonly sandbox: string
  readonly #command: readonly string[]
  readonly #promises: Sandbox['promises']
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
    this.#promises = sandbox.promises
    this.#command = command
    this.#log = log
    this.#settings = settings
    this.#slots = new Slots(settings.processes)
  }

  async fingerprint(
    source: PictureSource,
    { signal, digests, needsFull }: DecodeRequest = {},
  ): Promise<FingerprintOutcome> {
    const given = signal === undefined ? [] : [signal]
    const stop = AbortSignal.any([this.#closing.signal, ...given])
    stop.throwIfAborted()
    const { maxBytes } = this.#settings
    const file = await gather(source, { maxBytes, signal: stop, digests })
    if (file.status === 'refused') return file
    const kind = recognise(file.bytes)
    if (typeof kind === 'object') return withDigests(kind, file.digests)
    using _slot = await this.#slots.take(stop)
    return withDigests(await this.#describe(file.bytes, needsFull, stop), file.digests)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('fingerprint picture: decoder is closed'))
    const children = [...this.#children]
    for (const child of children) child.kill()
    await Promise.all(children.map((child) => child.ended))
  }

  async #describe(
    bytes: Uint8Array,
    needsFull: NeedsFull | undefined,
    stop: AbortSignal,
    isSecondTry = false,
  ): Promise<DescriptionOutcome> {
    const idle = isSecondTry ? undefined : this.#takeIdle()
    const child = idle ?? (await this.#start(stop))
    const { partial, ...answer } = await this.#converse(child, bytes, needsFull, stop)
    const isShort = answer.status === 'answered' && isOutOfMemory(answer.outcome)
    if (answer.status === 'answered' && !isShort) this.#keep(child)
    else this.#discard(child, isShort ? 'out-of-memory' : answer.status)
    // An earlier picture may have done the damage, or left memory in pieces: only a fresh process
    // tells. What there was to ask about the quick hashes has been asked, or never will be.
    const isRetried = idle !== undefined && (isShort || answer.status === 'lost')
    const outcome = isRetried
      ? await this.#describe(bytes, undefined, stop, true)
      : this.#outcomeOf(answer)
    return orFirstFrame(outcome, partial)
  }

  #outcomeOf(answer: Answered | Failed): DescriptionOutcome {
    switch (answer.status) {
      case 'answered':
        return answer.outcome
      case 'timeout': {
        const { timeoutMs } = this.#settings
        return refuse('timeout', `decode picture: no answer in ${timeoutMs} ms`)
      }
      case 'bad-record':
        return refuse('decoder-crashed', 'decode picture: unreadable record')
      case 'lost':
        return refuse('decoder-crashed', 'decode picture: process lost')
    }
  }

  async #converse(
    child: Child,
    bytes: Uint8Array,
    needsFull: NeedsFull | undefined,
    stop: AbortSignal,
  ): Promise<Conversation> {
    let leftMs = this.#settings.timeoutMs
    const ask = async (type: MessageType, payload: Uint8Array) => {
      const startedAt = performance.now()
      const answer = await during(stop, child, () => child.ask(type, payload, Math.max(1, leftMs)))
      leftMs -= performance.now() - startedAt
      return this.#read(answer)
    }
    const type = needsFull === undefined ? MESSAGE.describe : MESSAGE.describeQuickly
    let state = await ask(type, bytes)
    if (state.status === 'question' && needsFull !== undefined) {
      const { description } = state
      const isWanted = () => needsFull(description)
      if (!(await during(stop, child, () => this.#isFullWanted(isWanted, stop)))) {
        child.tell(MESSAGE.drop, NOTHING)
        return { status: 'answered', outcome: { status: 'described', description } }
      }
      state = await ask(MESSAGE.goOn, NOTHING)
    }
    if (state.status !== 'first-frame') return endOf(state)
    const { description: partial } = state
    return { ...endOf(await ask(MESSAGE.goOn, NOTHING)), partial }
  }

  #isFullWanted(ask: () => boolean | Promise<boolean>, stop: AbortSignal): Promise<boolean> {
    return isWanted(ask, this.#settings.needsFullTimeoutMs, stop)
  }

  #read(answer: Answer): State {
    if (answer.status !== 'record') return answer
    const { maxPixels } = this.#settings
    const record = parseRecord(answer.record, { ...DEFAULT_LIMITS, maxPixels })
    if (record?.kind === 'outcome') return { status: 'answered', outcome: record.outcome }
    if (record === undefined || record.kind === 'ready') return { status: 'bad-record' }
    return { status: record.kind, description: record.description }
  }

  #takeIdle(): Child | undefined {
    const child = this.#idle.pop()
    return child === undefined || child.isAlive ? child : this.#takeIdle()
  }

  async #start(stop: AbortSignal): Promise<Child> {
    await using listener = await listen()
    const child = new Child([...this.#command, String(listener.port)], decoderEnvironment())
    this.#children.add(child)
    const ended = child.ended.then(() => this.#children.delete(child))
    const answer = await during(stop, child, () => child.listen(this.#settings.startTimeoutMs))
    const record =
      answer.status === 'record' ? parseRecord(answer.record, DEFAULT_LIMITS) : undefined
    const broken = record?.kind === 'ready' ? this.#brokenPromises(record) : undefined
    if (record?.kind === 'ready' && broken === '') {
      const { sandbox } = this
      this.#log('decoder started', { processId: child.id, sandbox, guards: record.guards })
      return child
    }
    child.kill()
    await ended
    const reason = broken === undefined ? answer.status : `${this.sandbox} without ${broken}`
    throw new Error(`start decoder: ${reason}, exit code ${child.ending.exitCode}`)
  }

  #brokenPromises({ guards }: DecoderRecord & { kind: 'ready' }): string {
    return this.#promises.filter((guard) => !guards.includes(guard)).join(', ')
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

type Answered = { status: 'answered'; outcome: DescriptionOutcome }
type Failed = { status: 'timeout' | 'lost' | 'bad-record' }
/** After one of these the process waits for a word. */
type Question = { status: 'question' | 'first-frame'; description: Description }
type State = Answered | Failed | Question

/** How the exchange about one file ended, and what was known before. */
type Conversation = (Answered | Failed) & { partial?: Description }

function isOutOfMemory(outcome: DescriptionOutcome): boolean {
  return outcome.status === 'refused' && outcome.code === 'out-of-memory'
}

/** A question where none was to come is no answer. */
function endOf(state: State): Answered | Failed {
  return 'description' in state ? { status: 'bad-record' } : state
}

/** The answer to `ask`; yes when it fails or takes too long, so that no picture is lost by it. */
async function isWanted(
  ask: () => boolean | Promise<boolean>,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<boolean> {
  const { promise: end, resolve } = Promise.withResolvers<true>()
  const timer = setTimeout(resolve, timeoutMs, true)
  const leave = () => resolve(true)
  stop.addEventListener('abort', leave, { once: true })
  if (stop.aborted) leave()
  try {
    return await Promise.race([ask(), end])
  } catch {
    return true
  } finally {
    clearTimeout(timer)
    stop.removeEventListener('abort', leave)
  }
}

/** Kills `child` and throws when `stop` is aborted before the work is done. */
async function during<T>(stop: AbortSignal, child: Child, work: () => Promise<T>): Promise<T> {
  const kill = () => child.kill()
  stop.addEventListener('abort', kill, { once: true })
  if (stop.aborted) kill()
  const answer = await work()
  stop.removeEventListener('abort', kill)
  stop.throwIfAborted()
  return answer
}
