import { HASH_DIGITS } from '@nightlight/contract'
import type { DigestWidth } from '../index/digest-table.ts'
import { byDistance, type Found } from '../index/hash-index.ts'
import { LiveIndex } from '../index/live-index.ts'
import { SearchPool } from '../index/search-pool.ts'
import { DigestStore } from './digest-store.ts'
import { EntryStore, type Perceptual } from './entry-store.ts'
import { entriesOf, inParts, valuesOf, type Kept, type KeptPart } from './kept-parts.ts'
import type { ListInUse } from './list-terms.ts'

export type Digest = 'md5' | 'sha1' | 'sha256'

export type EntryHash = { algorithm: Digest | Perceptual; value: Uint8Array }

/** An entry as the database has it. */
export type ActiveEntry = {
  entryId: string
  submissionId: string
  hashes: readonly EntryHash[]
}

/** What a search answers with. */
export type EntryRef = {
  entryId: string
  list: ListInUse
  /** Bits between the PDQ of the entry and another, or null when it has none: for the joint rule. */
  pdqDistance(hash: Uint8Array): number | null
}

export type FoundEntry = { entry: EntryRef; distance: number }

/** The lists as a search sees them; `use` of a list is the caller's to judge. */
export type ActiveLists = {
  /** Of the newest change that is in them. */
  readonly epoch: bigint
  readonly entries: number
  /** Bytes of memory in use, by what. */
  readonly bytes: Record<string, number>
  /** Largest PDQ limit of any list: what the index is searched with. */
  readonly maxDistance: number
  /** @param hex  in either case */
  findDigest(algorithm: Digest, hex: string): EntryRef[]
  searchPdq(hash: Uint8Array, maxDistance: number): FoundEntry[]
  searchBlockhash(hash: Uint8Array, maxDistance: number): FoundEntry[]
}

/** Hashes that are about to be searched for, each with its distance. */
export type Searches = Readonly<Record<Perceptual, readonly Uint8Array[]>> & {
  maxDistance: Readonly<Record<Perceptual, number>>
}

export type LiveListsOptions = {
  /** Hashes of each kind to leave room for; more begin another shard. */
  capacity?: number
  /** Threads that search for `prefetch`; without, it is done in the caller's. */
  searchThreads?: number
  /** Told of work in the background that failed. */
  onError?: (error: unknown) => void
}

const SHARD = 2 ** 24
const ID_BYTES = 16
const HASH_BYTES = 32
export const DIGESTS: readonly Digest[] = ['md5', 'sha1', 'sha256']
export const PERCEPTUAL: readonly Perceptual[] = ['pdq', 'blockhash']

/**
 * All active entries of all lists, in memory, searched while they change.
 *
 * Bytes: 40 an entry, 140 to 155 a PDQ or blockhash, 46 to 70 a digest.
 */
export class LiveLists implements ActiveLists, AsyncDisposable {
  epoch = -1n
  readonly #entries = new EntryStore()
  readonly #digests: Record<Digest, DigestStore>
  #indexes: Record<Perceptual, LiveIndex>
  /** For each shard of an index, the entry of every hash. */
  readonly #owners: Record<Perceptual, Uint32Array[]> = { pdq: [], blockhash: [] }
  readonly #numbers = new Map<string, number>()
  readonly #options: LiveListsOptions
  #pool: SearchPool | undefined
  #lists: (ListInUse | undefined)[] = []

  constructor(options: LiveListsOptions = {}) {
    const store = (algorithm: Digest) =>
      new DigestStore((HASH_DIGITS[algorithm] / 2) as DigestWidth)
    this.#digests = { md5: store('md5'), sha1: store('sha1'), sha256: store('sha256') }
    this.#options = options
    const threads = 1 + (options.searchThreads ?? 0)
    const made = { ...options, threads }
    this.#indexes = { pdq: new LiveIndex(made), blockhash: new LiveIndex(made) }
  }

  get entries(): number {
    return this.#entries.size
  }

  get maxDistance(): number {
    return this.#lists.reduce((most, list) => Math.max(most, list?.maxDistance ?? 0), 0)
  }

  /** Bytes of memory in use, by what. */
  get bytes(): Record<'entries' | Digest | Perceptual, number> {
    const { md5, sha1, sha256 } = this.#digests
    const { pdq, blockhash } = this.#indexes
    return {
      entries: this.#entries.bytes,
      md5: md5.bytes,
      sha1: sha1.bytes,
      sha256: sha256.bytes,
      pdq: pdq.bytes,
      blockhash: blockhash.bytes,
    }
  }

  /** Takes over what submissions allow now; entries of one that is not among them match nothing. */
  setLists(lists: readonly ListInUse[]): void {
    this.#lists = this.#lists.map(() => undefined)
    for (const list of lists) this.#lists[this.#numberOf(list.submissionId)] = list
  }

  /** What the lists allow that are there. */
  listsInUse(): ListInUse[] {
    return this.#lists.filter((list) => list !== undefined)
  }

  /**
   * Adds an entry; one that is there already is left as it is, but for the submission that it belongs to.
   *
   * @throws {RangeError} no memory is left for it; then nothing of it is there
   */
  add({ entryId, submissionId, hashes }: ActiveEntry): void {
    const owner = this.#numberOf(submissionId)
    const known = this.#entries.find(entryId)
    if (known !== undefined) return this.#entries.setList(known, owner)
    const number = this.#entries.add(entryId, owner)
    try {
      this.#addHashes(number, hashes)
    } catch (error) {
      // whoever tries again must not take it for complete
      this.remove(entryId)
      throw error
    }
  }

  #addHashes(number: number, hashes: ActiveEntry['hashes']): void {
    for (const { algorithm, value } of hashes) {
      if (algorithm === 'pdq' || algorithm === 'blockhash') {
        const id = this.#indexes[algorithm].add(value)
        this.#entries.setHash(algorithm, number, id)
        this.#own(algorithm, id, number)
      } else this.#digests[algorithm].add(value, number)
    }
  }

  /** Removes an entry; no search finds it any more. False when it is not there, which is no error. */
  remove(entryId: string): boolean {
    const number = this.#entries.find(entryId)
    if (number === undefined) return false
    this.#entries.kill(number)
    for (const kind of PERCEPTUAL) {
      const id = this.#entries.hashOf(kind, number)
      if (id !== undefined) this.#indexes[kind].remove(id)
    }
    return true
  }

  findDigest(algorithm: Digest, hex: string): EntryRef[] {
    const numbers = this.#digests[algorithm].find(Buffer.from(hex, 'hex'))
    return numbers.flatMap((number) => this.#refOf(number) ?? [])
  }

  searchPdq(hash: Uint8Array, maxDistance: number): FoundEntry[] {
    return this.#search('pdq', hash, maxDistance)
  }

  searchBlockhash(hash: Uint8Array, maxDistance: number): FoundEntry[] {
    return this.#search('blockhash', hash, maxDistance)
  }

  /** Tells what is in it from what the database has; see `activeSet`. */
  get set(): { count: number; xor: bigint } {
    return { count: this.#entries.size, xor: this.#entries.xor }
  }

  /** All entries that are alive at the call, for a snapshot; parts may be taken while lists change. */
  keep(): Kept {
    const entries = this.#entries
    const places = new Uint32Array(entries.count)
    let alive = 0
    for (let number = 0; number < places.length; number++) {
      // 0 for one that is left out
      if (entries.isAlive(number)) places[number] = ++alive
    }
    return {
      seed: this.#indexes.pdq.seed,
      lists: [...this.#numbers.keys()],
      parts: () => this.#parts(places),
    }
  }

  *#parts(places: Uint32Array): Generator<KeptPart> {
    yield* inParts('entries', ID_BYTES, this.#keptEntries(places))
    for (const kind of PERCEPTUAL) yield* inParts(kind, HASH_BYTES, this.#keptHashes(kind, places))
    for (const algorithm of DIGESTS) {
      yield* inParts(algorithm, HASH_DIGITS[algorithm] / 2, this.#keptDigests(algorithm, places))
    }
  }

  *#keptEntries(places: Uint32Array): Generator<[number, Uint8Array]> {
    for (let number = 0; number < places.length; number++) {
      if (places[number]! > 0) yield [this.#entries.listOf(number), this.#entries.idBytes(number)]
    }
  }

  *#keptHashes(kind: Perceptual, places: Uint32Array): Generator<[number, Uint8Array]> {
    for (let number = 0; number < places.length; number++) {
      const id = this.#entries.hashOf(kind, number)
      const place = places[number]!
      if (place > 0 && id !== undefined) yield [place - 1, this.#indexes[kind].keptHash(id)]
    }
  }

  *#keptDigests(algorithm: Digest, places: Uint32Array): Generator<[number, Uint8Array]> {
    const width = HASH_DIGITS[algorithm] / 2
    // what came since is not among the places
    for (const { digests, entries } of this.#digests[algorithm].all()) {
      for (const [at, number] of entries.entries()) {
        const place = places[number] ?? 0
        if (place > 0) yield [place - 1, digests.subarray(at * width, (at + 1) * width)]
      }
    }
  }

  /** Lists as `keep` gave them, filed at once; `setLists` says what they allow. */
  static restore(
    kept: Omit<Kept, 'parts'> & { epoch: bigint; parts: readonly KeptPart[] },
    options: LiveListsOptions = {},
  ): LiveLists {
    const lists = new LiveLists({ ...options, capacity: 1 })
    lists.epoch = kept.epoch
    for (const submissionId of kept.lists) lists.#numberOf(submissionId)
    const of = (kind: KeptPart['kind']) => kept.parts.filter((part) => part.kind === kind)
    for (const { entries, values } of of('entries')) {
      entries.forEach((list, at) =>
        lists.#entries.add(values.subarray(at * ID_BYTES, (at + 1) * ID_BYTES), list),
      )
    }
    for (const algorithm of DIGESTS) {
      lists.#digests[algorithm].addMany(valuesOf(of(algorithm)), entriesOf(of(algorithm)))
    }
    lists.#indexes = {
      pdq: lists.#restored('pdq', of('pdq'), kept.seed, options),
      blockhash: lists.#restored('blockhash', of('blockhash'), kept.seed, options),
    }
    return lists
  }

  #restored(
    kind: Perceptual,
    parts: readonly KeptPart[],
    seed: number,
    options: LiveListsOptions,
  ): LiveIndex {
    const threads = 1 + (options.searchThreads ?? 0)
    const index = LiveIndex.restore(valuesOf(parts), { ...options, threads, seed })
    for (const [at, number] of entriesOf(parts).entries()) {
      // of the first shard and those that follow it, as `LiveIndex.restore` counts
      this.#entries.setHash(kind, number, at)
      this.#own(kind, at, number)
    }
    return index
  }

  /**
   * Searches for many hashes at once, in other threads where there are any, and gives the lists as they answer
   * those searches; any other search is done when it is asked for.
   */
  async prefetch(searches: Searches): Promise<ActiveLists> {
    const done: Record<Perceptual, Map<string, Found[]>> = { pdq: new Map(), blockhash: new Map() }
    await Promise.all(
      PERCEPTUAL.map(async (kind) => {
        const distinct = new Map(searches[kind].map((hash) => [keyOf(hash), hash]))
        const found = await this.#searchAll(
          kind,
          [...distinct.values()],
          searches.maxDistance[kind],
        )
        ;[...distinct.keys()].forEach((key, at) => done[kind].set(key, found[at]!))
      }),
    )
    const answer = (kind: Perceptual) => (hash: Uint8Array, maxDistance: number) => {
      const known =
        maxDistance === searches.maxDistance[kind] ? done[kind].get(keyOf(hash)) : undefined
      return known ? this.#entriesOf(kind, known) : this.#search(kind, hash, maxDistance)
    }
    return {
      epoch: this.epoch,
      entries: this.entries,
      bytes: this.bytes,
      maxDistance: this.maxDistance,
      findDigest: (algorithm, hex) => this.findDigest(algorithm, hex),
      searchPdq: answer('pdq'),
      searchBlockhash: answer('blockhash'),
    }
  }

  async #searchAll(
    kind: Perceptual,
    hashes: readonly Uint8Array[],
    maxDistance: number,
  ): Promise<Found[][]> {
    const { searchThreads = 0, onError } = this.#options
    if (searchThreads === 0)
      return hashes.map((hash) => this.#indexes[kind].search(hash, maxDistance))
    const indexes = PERCEPTUAL.map((one) => this.#indexes[one])
    this.#pool ??= new SearchPool(indexes, searchThreads, onError)
    const found = await this.#pool.search(PERCEPTUAL.indexOf(kind), hashes, maxDistance)
    return found.map((list) => (list.length > 1 ? list.sort(byDistance) : list))
  }

  /** Settles when all that was added is filed in tables. */
  async settled(): Promise<void> {
    for (const kind of PERCEPTUAL) await this.#indexes[kind].settled()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool?.[Symbol.asyncDispose]()
    for (const kind of PERCEPTUAL) await this.#indexes[kind][Symbol.asyncDispose]()
  }

  #search(kind: Perceptual, hash: Uint8Array, maxDistance: number): FoundEntry[] {
    return this.#entriesOf(kind, this.#indexes[kind].search(hash, maxDistance))
  }

  #entriesOf(kind: Perceptual, found: readonly Found[]): FoundEntry[] {
    return found.flatMap(({ id, distance }) => {
      const entry = this.#refOf(this.#owners[kind][Math.floor(id / SHARD)]![id % SHARD]!)
      return entry ? [{ entry, distance }] : []
    })
  }

  #refOf(number: number): EntryRef | undefined {
    const list = this.#lists[this.#entries.listOf(number)]
    if (list === undefined || !this.#entries.isAlive(number)) return undefined
    return {
      entryId: this.#entries.idOf(number),
      list,
      pdqDistance: (hash) => {
        const id = this.#entries.hashOf('pdq', number)
        return id === undefined ? null : this.#indexes.pdq.distance(id, hash)
      },
    }
  }

  #numberOf(submissionId: string): number {
    const known = this.#numbers.get(submissionId)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(submissionId, number)
    this.#lists[number] = undefined
    return number
  }

  #own(kind: Perceptual, id: number, entry: number): void {
    const [shard, place] = [Math.floor(id / SHARD), id % SHARD]
    const owners = this.#owners[kind]
    const held = owners[shard] ?? new Uint32Array(1024)
    if (place < held.length) {
      held[place] = entry
      owners[shard] = held
      return
    }
    const larger = new Uint32Array(Math.max(place + 1, held.length * 2))
    larger.set(held)
    larger[place] = entry
    owners[shard] = larger
  }
}

const keyOf = (hash: Uint8Array): string => Buffer.from(hash).toString('latin1')
