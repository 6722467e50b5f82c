import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { frameHeader } from './frames.ts'
import { MAX_RECORD_BYTES } from './record.ts'

/** One answer of a child; after `timeout` and `lost` it is gone. */
export type Answer = { status: 'line'; line: string } | { status: 'timeout' } | { status: 'lost' }

const LINE_END = 0x0a

/**
 * A decoder process and the one line it owes.
 *
 * Anything out of turn ends it: a line that is not asked for, one too long, a closed pipe.
 */
export class Child {
  /** Settles when the process has ended and been reaped. */
  readonly ended: Promise<void>
  /** Files asked about, and the time spent on them. */
  answers = 0
  busyMs = 0
  readonly #process: ChildProcess
  #received = Buffer.alloc(0)
  #owed: ((line: string | undefined) => void) | undefined
  #isAlive = true

  constructor(command: readonly string[], env: NodeJS.ProcessEnv) {
    const [program = '', ...args] = command
    this.#process = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], env })
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

  /** Sends a file and waits for its line; kills the process after `timeoutMs`. */
  async ask(bytes: Uint8Array, timeoutMs: number): Promise<Answer> {
    const startedAt = performance.now()
    const coming = this.listen(timeoutMs)
    if (this.#isAlive) {
      this.#process.stdin?.write(frameHeader(bytes.length))
      this.#process.stdin?.write(bytes)
    }
    const answer = await coming
    this.answers++
    this.busyMs += performance.now() - startedAt
    return answer
  }

  /** Waits for a line without sending anything. */
  async listen(timeoutMs: number): Promise<Answer> {
    if (!this.#isAlive) return { status: 'lost' }
    if (this.#owed !== undefined) throw new Error('ask decoder: still busy')
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    this.#owed = resolve
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      this.kill()
    }, timeoutMs)
    const line = await promise
    clearTimeout(timer)
    if (line !== undefined) return { status: 'line', line }
    return { status: isLate ? 'timeout' : 'lost' }
  }

  /** Ends the process at once; `ended` tells when it is gone. */
  kill(): void {
    this.#lose()
    this.#process.kill('SIGKILL')
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk])
    const end = this.#received.indexOf(LINE_END)
    const isWhole = end === this.#received.length - 1
    const isAllowed = end === -1 ? this.#received.length < MAX_RECORD_BYTES : isWhole
    if (this.#owed === undefined || !isAllowed || end >= MAX_RECORD_BYTES) return this.kill()
    if (end === -1) return
    const owed = this.#owed
    const line = this.#received.toString('utf8', 0, end)
    this.#received = Buffer.alloc(0)
    this.#owed = undefined
    owed(line)
  }

  #lose(): void {
    this.#isAlive = false
    this.#owed?.(undefined)
    this.#owed = undefined
  }
}
