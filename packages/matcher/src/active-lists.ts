import { HashIndex } from './index/hash-index.ts'

type Digest = 'md5' | 'sha1' | 'sha256'

/** What a search answers with: the entry and what its list allows. */
export type EntryRef = {
  entryId: string
  listId: string
  /** bits; PDQ limit of the list */
  maxDistance: number
  /** 32 bytes, where the entry has one: for the joint rule */
  pdq: Uint8Array | null
}

export type EntryHash = { algorithm: Digest | 'pdq' | 'blockhash'; value: Uint8Array }
export type ActiveEntry = {
  entryId: string
  listId: string
  maxDistance: number
  hashes: EntryHash[]
}

export type ActiveLists = {
  readonly epoch: bigint
  readonly entries: number
  /** Largest PDQ limit of any list: what the index is searched with. */
  readonly maxDistance: number
  findDigest(algorithm: Digest, hex: string): readonly EntryRef[]
  searchPdq(hash: Uint8Array, maxDistance: number): Iterable<{ entry: EntryRef; distance: number }>
  searchBlockhash(
    hash: Uint8Array,
    maxDistance: number,
  ): Iterable<{ entry: EntryRef; distance: number }>
}

const NONE: readonly EntryRef[] = []

/** Builds the searchable form of all entries that are active at `epoch`. */
export function buildActiveLists(epoch: bigint, entries: Iterable<ActiveEntry>): ActiveLists {
  const digests = {
    md5: new Map<string, EntryRef[]>(),
    sha1: new Map(),
    sha256: new Map(),
  } as Record<Digest, Map<string, EntryRef[]>>
  const indexes = { pdq: new HashIndex(), blockhash: new HashIndex() }
  const refs: Record<'pdq' | 'blockhash', EntryRef[]> = { pdq: [], blockhash: [] }
  let count = 0
  let widest = 0
  for (const entry of entries) {
    const pdq = entry.hashes.find(({ algorithm }) => algorithm === 'pdq')?.value ?? null
    const ref = {
      entryId: entry.entryId,
      listId: entry.listId,
      maxDistance: entry.maxDistance,
      pdq,
    }
    for (const { algorithm, value } of entry.hashes) {
      if (algorithm === 'pdq' || algorithm === 'blockhash') {
        indexes[algorithm].add(value)
        refs[algorithm].push(ref)
      } else {
        const hex = Buffer.from(value).toString('hex')
        digests[algorithm].set(hex, [...(digests[algorithm].get(hex) ?? NONE), ref])
      }
    }
    widest = Math.max(widest, entry.maxDistance)
    count++
  }
  indexes.pdq.finish()
  indexes.blockhash.finish()
  const searchIn = (kind: 'pdq' | 'blockhash') =>
    function* (hash: Uint8Array, maxDistance: number) {
      for (const { id, distance } of indexes[kind].search(hash, maxDistance)) {
        yield { entry: refs[kind][id]!, distance }
      }
    }
  return {
    epoch,
    entries: count,
    maxDistance: widest,
    findDigest: (algorithm, hex) => digests[algorithm].get(hex.toLowerCase()) ?? NONE,
    searchPdq: searchIn('pdq'),
    searchBlockhash: searchIn('blockhash'),
  }
}
