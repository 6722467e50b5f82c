import { parentPort, workerData } from 'node:worker_threads'
import { Shard, type SharedShard } from './shard.ts'

/** Another shard of an index that this thread searches from now on. */
export type PoolShard = { type: 'shard'; index: number; shared: SharedShard }
/** Queries of one index, one behind the other. */
export type PoolSearch = {
  type: 'search'
  id: number
  index: number
  radius: number
  queries: Uint8Array
}
/** For each result its query, shard, number and distance. */
export type PoolReply = { id: number; results: Uint32Array }

const thread = workerData as number
const shards: Shard[][] = []

parentPort?.on('message', (message: PoolShard | PoolSearch) => {
  if (message.type === 'shard') {
    const known = (shards[message.index] ??= [])
    known.push(Shard.attach(message.shared, thread))
    return
  }
  const { id, index, radius, queries } = message
  const results: number[] = []
  for (const [which, shard] of (shards[index] ?? []).entries()) {
    shard.searchMany(queries, radius, (query, number, distance) => {
      results.push(query, which, number, distance)
    })
  }
  const reply: PoolReply = { id, results: Uint32Array.from(results) }
  parentPort?.postMessage(reply)
})
