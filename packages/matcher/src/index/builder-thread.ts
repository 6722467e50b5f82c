import { parentPort, workerData } from 'node:worker_threads'
import { runJob, type BuildJob } from './build-jobs.ts'
import { instantiate } from './kernels.ts'
import type { SharedShard } from './shard.ts'

/** What `Builder` says to its thread. */
export type BuilderData = SharedShard & {
  /** A job to do at once, and the word that is set when it is done; else jobs come as messages. */
  atOnce?: { job: BuildJob; done: Int32Array }
}

const { memory, layout, atOnce } = workerData as BuilderData
const kernels = instantiate(memory)
const scratch = layout.scratch[1]!

if (atOnce !== undefined) {
  runJob(kernels, layout, scratch, atOnce.job)
  Atomics.store(atOnce.done, 0, 1)
  Atomics.notify(atOnce.done, 0)
} else {
  parentPort?.on('message', (job: BuildJob) => {
    runJob(kernels, layout, scratch, job)
    parentPort?.postMessage('done')
  })
}
