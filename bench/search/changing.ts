import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { drawHashes } from '../../packages/matcher/src/index/drawn-hashes.ts'
import { LiveIndex } from '../../packages/matcher/src/index/live-index.ts'
import { percentile, queryAt, QUERIES, RADIUS, type SearchCase } from './lists.ts'
import type { Measured } from './one-index.ts'
import type { WatchData } from './watching-thread.ts'

const WATCHER = new URL('watching-thread.ts', import.meta.url)
const VISIBLE_TIMES = 200
const ADDED = 300_000
/** As fast as entries can be read from the database and decrypted. */
const ADDED_PER_MS = 40

/**
 * An index that changes: how soon another thread finds what was added, and no more what was removed,
 * milliseconds; and how long searches take while entries come and tables are made anew, against before.
 */
export async function measureChanging({ name, hashes, absent }: SearchCase): Promise<Measured> {
  const size = hashes.length / 32
  await using index = new LiveIndex({ capacity: size + 2 * ADDED, threads: 2 })
  index.addMany(hashes)
  await index.settled()
  const quiet = searchTimes(index, absent)
  const visible = await measureVisible(index)
  const more = drawHashes('uniform', ADDED, 77)
  const busy: number[] = []
  const startedAt = performance.now()
  let [added, searched, longest] = [0, 0, 0]
  while (added < ADDED) {
    const due = Math.min(ADDED, Math.ceil((performance.now() - startedAt) * ADDED_PER_MS))
    const before = performance.now()
    index.addMany(more.subarray(added * 32, due * 32))
    longest = Math.max(longest, performance.now() - before)
    added = due
    for (let i = 0; i < 50; i++) busy.push(searchTime(index, queryAt(absent, searched++ % QUERIES)))
    await turn()
  }
  await index.settled()
  return {
    figures: {
      [`${name}VisibleMsP50`]: percentile(visible, 0.5),
      [`${name}VisibleMsP99`]: percentile(visible, 0.99),
      [`${name}QuietP99Us`]: percentile(quiet, 0.99),
      [`${name}MergingP50Us`]: percentile(busy, 0.5),
      [`${name}MergingP99Us`]: percentile(busy, 0.99),
      [`${name}MergingSearches`]: busy.length,
      [`${name}AddLongestMs`]: longest,
      [`${name}MergedMs`]: performance.now() - startedAt,
      [`${name}LiveBytesPerHash`]: index.bytes / index.size,
    },
    ratios: { [`${name}GrowthOfP99`]: percentile(busy, 0.99) / percentile(quiet, 0.99) },
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function searchTime(index: LiveIndex, query: Uint8Array): number {
  const startedAt = performance.now()
  index.search(query, RADIUS)
  return (performance.now() - startedAt) * 1000
}

function searchTimes(index: LiveIndex, queries: Uint8Array): number[] {
  const all = () =>
    Array.from({ length: QUERIES }, (_, at) => searchTime(index, queryAt(queries, at)))
  all()
  return all()
}

/** From an addition here to a search there that finds it, and as long until it does not after its removal. */
async function measureVisible(index: LiveIndex): Promise<number[]> {
  const seen = new Int32Array(new SharedArrayBuffer(4))
  const [query] = [drawHashes('uniform', 1, 55)]
  const data: WatchData = { shared: index.share()[0]!, query, seen }
  const worker = new Worker(WATCHER, { workerData: data })
  await once(worker, 'message')
  const times: number[] = []
  for (let time = 0; time < VISIBLE_TIMES; time++) {
    const startedAt = performance.now()
    const id = index.add(query)
    waitFor(seen, 1)
    times.push(performance.now() - startedAt)
    const removedAt = performance.now()
    index.remove(id)
    waitFor(seen, 0)
    times.push(performance.now() - removedAt)
  }
  await worker.terminate()
  index.endThread(1)
  return times
}

function waitFor(seen: Int32Array, wanted: number): void {
  while (Atomics.load(seen, 0) !== wanted);
}
