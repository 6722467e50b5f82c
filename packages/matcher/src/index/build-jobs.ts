import type { SearchKernels } from './kernels.ts'
import { HASH_BYTES, type Layout, type TableAddress } from './layout.ts'

/** Tables to make of the hashes from one number up to another. */
export type BuildJob = {
  from: number
  to: number
  /** Leaves out those that were withdrawn when the bits were frozen. */
  onlyAlive: boolean
  /** Which words, and where their tables go. */
  tables: readonly { which: number; table: TableAddress }[]
}

/** Makes tables; `scratch` is of this thread. */
export function runJob(
  kernels: SearchKernels,
  { hashes, aliveFrozen, block }: Layout,
  scratch: number,
  { from, to, onlyAlive, tables }: BuildJob,
): void {
  const first = hashes + from * HASH_BYTES
  const alive = onlyAlive ? aliveFrozen : 0
  for (const { which, table } of tables) {
    const { start, signatures, numbers } = table
    const count = to - from
    kernels.buildTable(first, count, alive, which, start, signatures, numbers, scratch, block)
  }
}
