import type { Finding, FindingCode } from './finding.ts'
import type { KeptCheckpoint } from './checkpoint-store.ts'

/** An event as it is found, and what is known to be wrong with it beside what the tree says. */
export type FoundEntry = { entry: Uint8Array; problem: FindingCode | null }

/** A log that can be verified, wherever it is. */
export type LogSource = {
  /** Events from the first one on, in lots of any length; ends where one is missing. */
  entries(): AsyncIterable<readonly FoundEntry[]>
  /** Hashes of a tile, null when there is none. */
  readTile(level: number, n: number): Promise<Uint8Array | null>
  /** Ascending by size. */
  checkpoints(): AsyncIterable<KeptCheckpoint>
  /** RFC 3161 tokens over texts of checkpoints; few. */
  timestamps(): Promise<readonly { size: number; token: Uint8Array }[]>
  /** What only this kind of source can tell, once all else was found to be well. */
  rest?(signed: { size: number }): Promise<Finding | null>
}

/** A checkpoint that was kept apart from the log: by the signer, an auditor, a witness. */
export type Anchor = { size: number; root: Uint8Array }
