import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { runJob, type BuildJob } from './build-jobs.ts'
import type { BuilderData } from './builder-thread.ts'
import type { Shard } from './shard.ts'

const PROGRAM = new URL('builder-thread.ts', import.meta.url)
/** Below so many hashes a second thread takes longer to start than it saves. */
const WORTH_A_THREAD = 1_500_000
const START_MS = 60_000

/** Makes tables of a shard in a thread of its own, one job after the other. */
export class Builder {
  readonly #worker: Worker

  constructor({ shared }: Shard) {
    const workerData: BuilderData = shared
    this.#worker = new Worker(PROGRAM, { workerData })
    // whoever disposes of it waits for what it does
    this.#worker.unref()
  }

  /** @throws the error that ended the thread */
  async run(job: BuildJob): Promise<void> {
    this.#worker.ref()
    const done = once(this.#worker, 'message')
    this.#worker.postMessage(job)
    await done
    this.#worker.unref()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }
}

/**
 * Makes the sixteen tables of all hashes of a shard and waits for them: half of the tables in a second
 * thread, where there is much to do.
 */
export function buildAll(shard: Shard): void {
  const { layout, count, kernels, shared } = shard
  const all = layout.tables.slice(0, 16).map((table, which) => ({ which, table }))
  const job = { from: 0, to: count, onlyAlive: false }
  if (count < WORTH_A_THREAD) {
    runJob(kernels, layout, layout.scratch[0]!, { ...job, tables: all })
  } else {
    const done = new Int32Array(new SharedArrayBuffer(4))
    const atOnce = { job: { ...job, tables: all.slice(8) }, done }
    const workerData: BuilderData = { ...shared, atOnce }
    const worker = new Worker(PROGRAM, { workerData })
    runJob(kernels, layout, layout.scratch[0]!, { ...job, tables: all.slice(0, 8) })
    const answer = Atomics.wait(done, 0, 0, START_MS)
    worker.unref()
    if (answer === 'timed-out') throw new Error('build index: the second thread does not answer')
  }
  const tables = all.map(({ table }) => table)
  shard.publish({ filed: count, tables, recentFrom: count, recentTo: count, recent: [] })
}
