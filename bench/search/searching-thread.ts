import { parentPort, workerData } from 'node:worker_threads'
import { HashIndex, type SharedIndex } from '../../packages/matcher/src/index/hash-index.ts'

/** One thread that searches for batches over shared memory. */
export type ThreadData = {
  shared: SharedIndex
  thread: number
  queries: Uint8Array
  radius: number
}

const { shared, thread, queries, radius } = workerData as ThreadData
const index = HashIndex.attach(shared, thread)

parentPort?.on('message', (rounds: number) => {
  let found = 0
  for (let round = 0; round < rounds; round++) {
    index.searchPacked(queries, radius, () => void found++)
  }
  parentPort?.postMessage(found)
})
