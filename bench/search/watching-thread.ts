import { parentPort, workerData } from 'node:worker_threads'
import { Shard, type SharedShard } from '../../packages/matcher/src/index/shard.ts'

/** Searches for one hash again and again, and says in `seen` how often it is there. */
export type WatchData = { shared: SharedShard; query: Uint8Array; seen: Int32Array }

const { shared, query, seen } = workerData as WatchData
const shard = Shard.attach(shared, 1)
parentPort?.postMessage('ready')
for (;;) {
  let found = 0
  shard.search(query, 31, Infinity, () => void found++)
  Atomics.store(seen, 0, found)
}
