import type { Fingerprint } from '@nightlight/fingerprint'
import { startSweep, type Db, type FieldCrypto, type Log } from '@nightlight/runtime'
import { LiveLists, type ActiveEntry, type EntryHash } from '../lists/live-lists.ts'
import type { Use } from '../lists/list-terms.ts'
import { matchHashes } from '../match-hashes.ts'
import { matchFingerprint } from '../match-rules.ts'
import { canariesAfter } from './canary-store.ts'

export type Canaries = {
  /** The canary that has one of these hashes, or one like it; null without. */
  find(hashes: readonly EntryHash[]): string | null
  /** The canaries that a picture shows. */
  seenIn(fingerprint: Fingerprint): string[]
  /** Takes over now what was made since. */
  refresh(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const POLL_MS = 1_000
const BATCH = 1_000
/** A canary may be made a moment before one with a smaller id is seen: so many ms are read again. */
const AGAIN_MS = 60_000
/** They are a list of their own, which is for nothing else. */
const CANARIES = 'canaries'
const use: Use = { purpose: CANARIES, jurisdiction: '', at: new Date(0) }
const LIST = {
  submissionId: CANARIES,
  listId: CANARIES,
  maxDistance: 31,
  purpose: CANARIES,
  jurisdictions: [],
  expiresAt: null,
  isNegative: false,
}

/** Keeps the canaries of all providers in memory, searched as lists are; they are never given up. */
export async function followCanaries(deps: {
  db: Db
  crypto: FieldCrypto
  log: Log
}): Promise<Canaries> {
  const lists = new LiveLists({ capacity: 1_024 })
  lists.setLists([LIST])
  let last: string | null = null
  const refresh = async (): Promise<void> => {
    for (let after = last === null ? null : before(last); ;) {
      const batch = await canariesAfter(deps.db, deps.crypto, after, BATCH)
      for (const one of batch) lists.add(entryOf(one))
      const newest = batch.at(-1)?.id
      if (newest !== undefined && (last === null || newest > last)) last = newest
      if (batch.length < BATCH) return
      after = newest!
    }
  }
  await refresh()
  const sweep = startSweep(deps, 'canaries', POLL_MS, refresh)
  return {
    find: (hashes) => matchHashes(hashes, lists, use)[0]?.entryId ?? null,
    seenIn: (fingerprint) =>
      matchFingerprint(fingerprint, lists, use)
        .filter(({ tier }) => tier !== 'probable')
        .map(({ entryId }) => entryId),
    refresh,
    async [Symbol.asyncDispose]() {
      await sweep[Symbol.asyncDispose]()
      await lists[Symbol.asyncDispose]()
    },
  }
}

/** The smallest id of some time before that of another: ids of version 7 begin with their time. */
function before(id: string): string {
  const ms = Math.max(0, parseInt(id.replaceAll('-', '').slice(0, 12), 16) - AGAIN_MS)
  const hex = ms.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

const entryOf = ({ id, hashes }: { id: string; hashes: Record<string, string> }): ActiveEntry => ({
  entryId: id,
  submissionId: CANARIES,
  hashes: Object.entries(hashes).map(([algorithm, hex]) => ({
    algorithm: algorithm as EntryHash['algorithm'],
    value: Buffer.from(hex, 'hex'),
  })),
})
