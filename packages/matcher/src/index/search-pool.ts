import { Worker } from 'node:worker_threads'
import type { Found } from './hash-index.ts'
import type { LiveIndex } from './live-index.ts'
import { HASH_BYTES, MOST_HASHES } from './layout.ts'
import type { PoolReply, PoolSearch, PoolShard } from './pool-thread.ts'

type Waiting = {
  queries: number
  resolve: (found: Found[][]) => void
  reject: (error: unknown) => void
}
type Thread = { number: number; worker: Worker; known: number[]; waiting: Map<number, Waiting> }

/** A search of fewer queries is not worth another thread. */
const PIECE = 256
const PROGRAM = new URL('pool-thread.ts', import.meta.url)

/**
 * Threads that search the memory of live indexes, so that the caller's thread does not wait for it and several
 * processors are used. An index must have been made for one thread more than the pool has.
 *
 * A thread that ends by an error is replaced; what it was searching for is rejected, as is what is asked of a
 * pool that was disposed.
 */
export class SearchPool implements AsyncDisposable {
  readonly #indexes: readonly LiveIndex[]
  readonly #onError: (error: unknown) => void
  readonly #threads: Thread[]
  #next = 0
  #isClosed = false

  constructor(
    indexes: readonly LiveIndex[],
    threads: number,
    onError: (error: unknown) => void = () => undefined,
  ) {
    this.#indexes = indexes
    this.#onError = onError
    this.#threads = Array.from({ length: threads }, (_, at) => this.#start(at + 1))
  }

  /**
   * As `search` for each query, in the order of the queries; each list as the results come. Many queries are
   * shared out among the threads.
   *
   * @param index  place of the index among those of the pool
   * @throws {RangeError} a query of another length
   */
  async search(index: number, queries: readonly Uint8Array[], radius: number): Promise<Found[][]> {
    const piece = Math.max(PIECE, Math.ceil(queries.length / this.#threads.length))
    const found: Promise<Found[][]>[] = []
    for (let from = 0; from < queries.length; from += piece) {
      found.push(this.#searchPiece(index, queries.slice(from, from + piece), radius))
    }
    return (await Promise.all(found)).flat()
  }

  async #searchPiece(
    index: number,
    queries: readonly Uint8Array[],
    radius: number,
  ): Promise<Found[][]> {
    if (this.#isClosed) throw disposed()
    const packed = new Uint8Array(queries.length * HASH_BYTES)
    for (const [at, query] of queries.entries()) {
      if (query.length !== HASH_BYTES)
        throw new RangeError(`search: query of ${query.length} bytes`)
      packed.set(query, at * HASH_BYTES)
    }
    const thread = this.#leastBusy()
    this.#tellShards(thread, index)
    const id = this.#next++
    const message: PoolSearch = { type: 'search', id, index, radius, queries: packed }
    return new Promise((resolve, reject) => {
      thread.waiting.set(id, { queries: queries.length, resolve, reject })
      thread.worker.postMessage(message)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    for (const { worker, waiting } of this.#threads) {
      // a thread that is ended answers nothing and raises no error
      for (const { reject } of waiting.values()) reject(disposed())
      waiting.clear()
      await worker.terminate()
    }
  }

  #start(number: number): Thread {
    const worker = new Worker(PROGRAM, { workerData: number })
    const thread: Thread = { number, worker, known: [], waiting: new Map() }
    worker.unref()
    worker.on('message', ({ id, results }: PoolReply) => {
      const asked = thread.waiting.get(id)
      thread.waiting.delete(id)
      asked?.resolve(foundOf(asked.queries, results))
    })
    worker.on('error', (error) => this.#replace(thread, error))
    return thread
  }

  #replace(thread: Thread, error: unknown): void {
    for (const { reject } of thread.waiting.values()) reject(error)
    thread.waiting.clear()
    if (this.#isClosed) return
    this.#onError(error)
    for (const index of this.#indexes) index.endThread(thread.number)
    this.#threads[thread.number - 1] = this.#start(thread.number)
  }

  #leastBusy(): Thread {
    return this.#threads.reduce((least, one) =>
      one.waiting.size < least.waiting.size ? one : least,
    )
  }

  /** Shards are begun while an index grows: a thread hears of them before it is asked. */
  #tellShards(thread: Thread, index: number): void {
    const shards = this.#indexes[index]!.share()
    for (let at = thread.known[index] ?? 0; at < shards.length; at++) {
      const message: PoolShard = { type: 'shard', index, shared: shards[at]! }
      thread.worker.postMessage(message)
    }
    thread.known[index] = shards.length
  }
}

const disposed = (): Error => new Error('search: the pool was disposed')

function foundOf(queries: number, results: Uint32Array): Found[][] {
  const found = Array.from({ length: queries }, (): Found[] => [])
  for (let at = 0; at < results.length; at += 4) {
    const id = results[at + 1]! * MOST_HASHES + results[at + 2]!
    found[results[at]!]!.push({ id, distance: results[at + 3]! })
  }
  return found
}
