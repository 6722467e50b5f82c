import { parentPort, workerData } from 'node:worker_threads'
import { JoinIndex, type SharedJoin } from '../index/join-index.ts'
import type { Perceptual } from '../lists/entry-store.ts'

export type LookBackThread = { indexes: Record<Perceptual, SharedJoin[]>; thread: number }
export type LookBackQuestion = { id: number; kind: Perceptual; queries: Uint8Array; radius: number }
/** A byte for each query, 1 for those that have a hash near. */
export type LookBackAnswer = { id: number; hits: Uint8Array }

const { indexes, thread } = workerData as LookBackThread
const attach = (shared: SharedJoin[]) => shared.map((one) => JoinIndex.attach(one, thread))
const attached = { pdq: attach(indexes.pdq), blockhash: attach(indexes.blockhash) }

parentPort?.on('message', ({ id, kind, queries, radius }: LookBackQuestion) => {
  const hits = new Uint8Array(queries.length / 32)
  for (const index of attached[kind]) {
    index.hits(queries, radius).forEach((hit, at) => void (hits[at]! |= hit))
  }
  const answer: LookBackAnswer = { id, hits }
  parentPort?.postMessage(answer)
})
