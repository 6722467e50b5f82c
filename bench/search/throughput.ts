import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { HashIndex } from '../../packages/matcher/src/index/hash-index.ts'
import { QUERIES, RADIUS, type SearchCase } from './lists.ts'
import type { Measured } from './one-index.ts'
import type { ThreadData } from './searching-thread.ts'

const PROGRAM = new URL('searching-thread.ts', import.meta.url)
const TIMES = 5

/**
 * Absent queries a second, in batches, on one thread and on two.
 *
 * @param index  made for three threads: the caller's does not search
 */
export async function measureThroughput(
  index: HashIndex,
  { name, absent }: SearchCase,
  rounds: number,
): Promise<Measured> {
  const workers = [1, 2].map((thread) => {
    const data: ThreadData = { shared: index.share(), thread, queries: absent, radius: RADIUS }
    return new Worker(PROGRAM, { workerData: data })
  })
  const ask = async (asked: readonly Worker[]): Promise<number> => {
    const startedAt = performance.now()
    await Promise.all(
      asked.map(async (worker) => {
        const answer = once(worker, 'message')
        worker.postMessage(rounds)
        await answer
      }),
    )
    return (asked.length * rounds * QUERIES * 1000) / (performance.now() - startedAt)
  }
  await ask(workers)
  const best = { one: 0, two: 0 }
  for (let time = 0; time < TIMES; time++) {
    best.one = Math.max(best.one, await ask(workers.slice(0, 1)))
    best.two = Math.max(best.two, await ask(workers))
  }
  for (const worker of workers) await worker.terminate()
  const figures = {
    [`${name}BulkPerSecondOneThread`]: best.one,
    [`${name}BulkPerSecondTwoThreads`]: best.two,
  }
  return { figures, ratios: {} }
}
