import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { messageHeader, type MessageType } from './messages.ts'
import { MAX_RECORD_BYTES, PREFIX_BYTES } from './record.ts'

/** One answer of a child, without its length; after `timeout` and `lost` it is gone. */
export type Answer =
  | { status: 'record'; record: Uint8Array }
  | { status: 'timeout' }
  | { status: 'lost' }

/**
 * A decoder process and the one record it owes.
 *
 * Anything out of turn ends it: a record that is not asked for, one too long, a closed pipe.
 */
export class Child {
  /** Settles when the process has ended and been reaped. */
  readonly ended: Promise<void>
  /** Files asked about, and the time spent on them. */
  answers = 0
  busyMs = 0
  readonly #process: ChildProcess
  #received = Buffer.alloc(0)
  #owed: ((record: Uint8Array | undefined) => void) | undefined
  #isAlive = true

  constructor(command: readonly string[], env: NodeJS.ProcessEnv) {
    const [program = '', ...args] = command
    const stdio: ['pipe', 'pipe', 'ignore'] = ['pipe', 'pipe', 'ignore']
    this.#process = spawn(program, args, { stdio, env, cwd: '/' })
    this.#process.stdout?.on('data', (chunk: Buffer) => this.#receive(chunk))
    // A broken pipe is the end of the process, which is told by `close` or `error`.
    this.#process.stdin?.on('error', () => this.kill())
    this.ended = once(this.#process, 'close').then(
      () => this.#lose(),
      () => this.#lose(),
    )
  }

  get id(): number | undefined {
    return this.#process.pid
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  /** How the process ended, for the log. */
  get ending(): { exitCode: number | null; killedBy: string | null } {
    return { exitCode: this.#process.exitCode, killedBy: this.#process.signalCode }
  }

  /** Sends a message and waits for the record it asks for; kills the process after `timeoutMs`. */
  async ask(type: MessageType, payload: Uint8Array, timeoutMs: number): Promise<Answer> {
    const startedAt = performance.now()
    const coming = this.listen(timeoutMs)
    this.tell(type, payload)
    const answer = await coming
    if (payload.length > 0) this.answers++
    this.busyMs += performance.now() - startedAt
    return answer
  }

  /** Sends a message that asks for nothing. */
  tell(type: MessageType, payload: Uint8Array): void {
    const { stdin } = this.#process
    if (!this.#isAlive || stdin === null) return
    // Both at once: the process is not woken for the header alone.
    stdin.cork()
    stdin.write(messageHeader(type, payload.length))
    if (payload.length > 0) stdin.write(payload)
    stdin.uncork()
  }

  /** Waits for a record without sending anything. */
  async listen(timeoutMs: number): Promise<Answer> {
    if (!this.#isAlive) return { status: 'lost' }
    if (this.#owed !== undefined) throw new Error('ask decoder: still busy')
    const { promise, resolve } = Promise.withResolvers<Uint8Array | undefined>()
    this.#owed = resolve
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      this.kill()
    }, timeoutMs)
    const record = await promise
    clearTimeout(timer)
    if (record !== undefined) return { status: 'record', record }
    return { status: isLate ? 'timeout' : 'lost' }
  }

  /** Ends the process at once; `ended` tells when it is gone. */
  kill(): void {
    this.#lose()
    this.#process.kill('SIGKILL')
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk])
    if (this.#owed === undefined) return this.kill()
    if (this.#received.length < PREFIX_BYTES) return
    const length = PREFIX_BYTES + this.#received.readUInt16BE()
    if (length > MAX_RECORD_BYTES || this.#received.length > length) return this.kill()
    if (this.#received.length < length) return
    const owed = this.#owed
    const record = this.#received.subarray(PREFIX_BYTES)
    this.#received = Buffer.alloc(0)
    this.#owed = undefined
    owed(record)
  }

  #lose(): void {
    this.#isAlive = false
    this.#owed?.(undefined)
    this.#owed = undefined
  }
}
