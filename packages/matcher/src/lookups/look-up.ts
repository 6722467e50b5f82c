import { randomUUID } from 'node:crypto'
import { PROBABLE_BLOCKHASH } from '@nightlight/fingerprint'
import type { Use } from '../lists/list-terms.ts'
import type { ActiveLists, EntryHash, LiveLists } from '../lists/live-lists.ts'
import { matchHashes } from '../match-hashes.ts'
import type { Canaries } from './canaries.ts'
import {
  ENTRIES_OF_HASH,
  SPARE_ENTRIES,
  type AskedHash,
  type LookupAnswer,
  type LookupFinding,
  type LookupQuestion,
  type SpareEntry,
} from './lookup-terms.ts'
import type { Neighbours } from './neighbours.ts'

type Deps = {
  lists: () => LiveLists
  canaries: Pick<Canaries, 'find'>
  neighbours: Neighbours
  use: Omit<Use, 'at'>
  now: () => Date
}

/**
 * Looks hashes up in the lists that may answer, and among the canaries: once in each, whatever is found, by the rules
 * by which pictures are matched. Blockhash is for review and is not asked for.
 *
 * @param question.hashes  checked by `checkHash`
 * @returns a finding for each hash, in order
 */
export async function lookUp(deps: Deps, question: LookupQuestion): Promise<LookupAnswer> {
  const use = { ...deps.use, at: deps.now() }
  const listIds = new Set(question.listIds)
  const hashes = question.hashes.map(bytesOf)
  const lists = await searched(deps.lists(), hashes)
  let isProbing = false
  const beyond: string[][] = []
  const findings = hashes.map((hash, at): LookupFinding => {
    const all = matchHashes([hash], lists, use).filter(({ listId }) => listIds.has(listId))
    const found = all.slice(0, ENTRIES_OF_HASH)
    beyond[at] = all.slice(ENTRIES_OF_HASH).map(({ entryId }) => entryId)
    const canaryId = deps.canaries.find([hash])
    if (hash.algorithm === 'pdq') {
      const isKnown = found.length > 0 || canaryId !== null
      isProbing = deps.neighbours.note(question.accreditationId, hash.value, isKnown) || isProbing
    }
    const nothing = Array.from({ length: ENTRIES_OF_HASH + 1 }, () => randomUUID())
    return {
      known: found.length,
      entries: [...found.map(({ entryId }) => entryId), ...nothing].slice(0, ENTRIES_OF_HASH),
      canaryId: canaryId ?? nothing[ENTRIES_OF_HASH]!,
      isCanary: canaryId !== null,
    }
  })
  return { findings, spare: spareOf(beyond), isProbing }
}

/** Shares the spare places out, one to each hash that needs one, then another; what is left is of nothing. */
function spareOf(beyond: readonly (readonly string[])[]): SpareEntry[] {
  const spare: SpareEntry[] = []
  const most = beyond.reduce((longest, { length }) => Math.max(longest, length), 0)
  for (let n = 0; n < most && spare.length < SPARE_ENTRIES; n++) {
    for (const [hash, { [n]: entryId }] of beyond.entries()) {
      if (entryId !== undefined && spare.length < SPARE_ENTRIES) spare.push({ hash, entryId })
    }
  }
  while (spare.length < SPARE_ENTRIES) spare.push({ hash: -1, entryId: randomUUID() })
  return spare
}

const bytesOf = ({ algorithm, value }: AskedHash): EntryHash => ({
  algorithm,
  value: Buffer.from(value, 'hex'),
})

/** The lists as they answer; what is searched by likeness is searched together and in other threads. */
async function searched(lists: LiveLists, hashes: readonly EntryHash[]): Promise<ActiveLists> {
  const pdq = hashes.filter(({ algorithm }) => algorithm === 'pdq').map(({ value }) => value)
  if (pdq.length === 0) return lists
  const maxDistance = { pdq: lists.maxDistance, blockhash: PROBABLE_BLOCKHASH }
  return lists.prefetch({ pdq, blockhash: [], maxDistance })
}
