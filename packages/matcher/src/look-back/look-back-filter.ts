import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { HASH_DIGITS } from '@nightlight/contract'
import { PROBABLE_BLOCKHASH } from '@nightlight/fingerprint'
import { DigestTable, type DigestWidth } from '../index/digest-table.ts'
import { JoinIndex, type SharedJoin } from '../index/join-index.ts'
import type { Perceptual } from '../lists/entry-store.ts'
import { DIGESTS, PERCEPTUAL, type Digest, type EntryHash } from '../lists/live-lists.ts'
import type { LookBackAnswer, LookBackQuestion, LookBackThread } from './look-back-thread.ts'
import type { MediaPage, Owned } from './media-page.ts'

type Collected = Record<EntryHash['algorithm'], Uint8Array[]>
type Waiting = { resolve: (hits: Uint8Array) => void; reject: (error: unknown) => void }

const PROGRAM = new URL('look-back-thread.ts', import.meta.url)
const BYTES = 32
/** Each has 50 MB of its own in the memory of every slice. */
const MOST_THREADS = 8
/** Hashes of one index: to make it takes a tenth of a second, in which nothing else is done. */
const SLICE = 2 ** 18

/**
 * The hashes of one submission, to tell which of many media may match it: all that do, and a few that do not, since
 * terms, quality and negative lists are not looked at.
 *
 * Bytes: some 130 a PDQ or blockhash and 35 to 70 a digest; and for each thread 50 MB.
 */
export class LookBackFilter implements AsyncDisposable {
  /** How many calls of `hitsIn` are worth having at once. */
  readonly threads: number
  readonly #digests: Partial<Record<Digest, DigestTable>> = {}
  readonly #indexes: Record<Perceptual, SharedJoin[]> = { pdq: [], blockhash: [] }
  readonly #radius: Readonly<Record<Perceptual, number>>
  readonly #workers: Worker[] = []
  readonly #waiting = new Map<number, Waiting>()
  #next = 0
  #turn = 0
  #failure: unknown

  /** @param maxDistance  bits, PDQ limit of the list */
  static async of(
    entries: AsyncIterable<readonly EntryHash[]>,
    maxDistance: number,
    threads = Math.min(MOST_THREADS, availableParallelism()),
  ): Promise<LookBackFilter> {
    const hashes: Collected = { md5: [], sha1: [], sha256: [], pdq: [], blockhash: [] }
    for await (const entry of entries) {
      for (const { algorithm, value } of entry) hashes[algorithm].push(value)
    }
    const filter = new LookBackFilter(maxDistance, threads)
    try {
      await filter.#make(hashes)
    } catch (error) {
      await filter[Symbol.asyncDispose]()
      throw error
    }
    return filter
  }

  private constructor(maxDistance: number, threads: number) {
    this.#radius = { pdq: maxDistance, blockhash: PROBABLE_BLOCKHASH }
    this.threads = threads
  }

  async #make(hashes: Collected): Promise<void> {
    for (const algorithm of DIGESTS) {
      if (hashes[algorithm].length === 0) continue
      const width = (HASH_DIGITS[algorithm] / 2) as DigestWidth
      this.#digests[algorithm] = new DigestTable(width, Buffer.concat(hashes[algorithm]))
      await turn()
    }
    for (const kind of PERCEPTUAL) {
      for (let from = 0; from < hashes[kind].length; from += SLICE) {
        const piece = Buffer.concat(hashes[kind].slice(from, from + SLICE))
        this.#indexes[kind].push(JoinIndex.of(piece, this.threads).shared)
        await turn()
      }
    }
    if (PERCEPTUAL.every((kind) => this.#indexes[kind].length === 0)) return
    for (let thread = 0; thread < this.threads; thread++) this.#workers.push(this.#start(thread))
  }

  #start(thread: number): Worker {
    const workerData: LookBackThread = { indexes: this.#indexes, thread }
    const worker = new Worker(PROGRAM, { workerData })
    worker.on('message', ({ id, hits }: LookBackAnswer) => {
      this.#waiting.get(id)?.resolve(hits)
      this.#waiting.delete(id)
    })
    worker.on('error', (error) => this.#giveUp(error))
    worker.on('exit', () => this.#giveUp(new Error('look back: a thread has ended')))
    return worker
  }

  /** One thread that ends is the end of all: what it was asked nobody answers. */
  #giveUp(error: unknown): void {
    this.#failure ??= error
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }

  /**
   * For each page the places of the media that may match, ascending. Many pages at once are quicker.
   *
   * @throws the error that ended a thread
   */
  async hitsIn(pages: readonly MediaPage[]): Promise<number[][]> {
    const hits = pages.map(() => new Set<number>())
    for (const algorithm of DIGESTS) {
      for (const [which, page] of pages.entries()) {
        const { hashes, owners } = page[algorithm]
        const ids = this.#digests[algorithm]?.findMany(hashes)
        ids?.forEach((id, at) => void (id >= 0 && hits[which]!.add(owners[at]!)))
        await turn()
      }
    }
    const thread = this.#turn++ % Math.max(1, this.#workers.length)
    for (const kind of PERCEPTUAL) {
      if (this.#indexes[kind].length === 0) continue
      const owned = pages.map((page) => page[kind])
      const near = await this.#ask(thread, kind, owned)
      let at = 0
      for (const [which, { owners }] of owned.entries()) {
        for (const owner of owners) if (near[at++] === 1) hits[which]!.add(owner)
      }
    }
    return hits.map((places) => [...places].sort((a, b) => a - b))
  }

  #ask(thread: number, kind: Perceptual, owned: readonly Owned[]): Promise<Uint8Array> {
    const queries = new Uint8Array(
      owned.reduce((sum, { owners }) => sum + owners.length, 0) * BYTES,
    )
    let at = 0
    for (const { hashes } of owned) {
      queries.set(hashes, at)
      at += hashes.length
    }
    const id = this.#next++
    const question: LookBackQuestion = { id, kind, queries, radius: this.#radius[kind] }
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure instanceof Error ? this.#failure : new Error('look back: it failed'))
        return
      }
      this.#waiting.set(id, { resolve, reject })
      this.#workers[thread]!.postMessage(question, [queries.buffer])
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
    this.#giveUp(new Error('look back: it was stopped'))
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
