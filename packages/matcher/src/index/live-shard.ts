import { runJob } from './build-jobs.ts'
import { buildAll, Builder } from './builder.ts'
import { HASH_BYTES, TABLES, type TableAddress } from './layout.ts'
import { Shard } from './shard.ts'

/** So many new hashes are looked at one by one: a microsecond for each thousand. */
const LOOKED_AT = 1_024
/** Recent tables of so many hashes are made at once; of more, in the other thread. */
const SMALL = 4_096
/**
 * A part of the recent tables' room from which the large tables take in what they hold. The rest is for what
 * comes while those are made anew.
 */
const FULL_PART = 0.5
const TABLE_START_BYTES = 65_537 * 4
const ENTRY_BYTES = 6

/**
 * One shard of a `LiveIndex`: hashes that are filed in the large tables, behind them those in the recent
 * ones, behind them those that are looked at one by one.
 */
export class LiveShard implements AsyncDisposable {
  readonly shard: Shard
  readonly #onError: (error: unknown) => void
  #builder: Builder | undefined
  #tables: TableAddress[]
  #spare: TableAddress
  #filed = 0
  #recentTo = 0
  #recentSet = 0
  #working: Promise<void> | undefined
  #isClosed = false

  constructor(
    { capacity, threads }: { capacity: number; threads: number },
    seed: number,
    onError: (error: unknown) => void,
  ) {
    this.shard = Shard.create({ capacity, isLive: true, threads }, seed)
    this.#onError = onError
    const { tables } = this.shard.layout
    this.#tables = tables.slice(0, TABLES)
    this.#spare = tables[TABLES]!
  }

  get count(): number {
    return this.shard.count
  }

  get room(): number {
    return this.shard.layout.capacity - this.shard.count
  }

  get usedBytes(): number {
    const { count } = this.shard
    const tables = (TABLES + 1) * (TABLE_START_BYTES + this.#filed * ENTRY_BYTES)
    const recent = 2 * TABLES * (TABLE_START_BYTES + (this.#recentTo - this.#filed) * ENTRY_BYTES)
    return count * HASH_BYTES + Math.ceil(count / 4) + tables + recent
  }

  append(hashes: Uint8Array): void {
    this.shard.append(hashes)
    if (this.#working === undefined && this.count - this.#recentTo > LOOKED_AT) this.#work()
  }

  /** Takes hashes in the order of bits that an earlier shard kept them in, and files them at once. */
  restore(kept: Uint8Array): void {
    this.shard.append(kept, 'kept')
    buildAll(this.shard)
    this.#filed = this.count
    this.#recentTo = this.count
  }

  remove(number: number): boolean {
    if (number >= this.count || !this.shard.isAlive(number)) return false
    this.shard.setAlive(number, false)
    return true
  }

  async settled(): Promise<void> {
    while (this.#working !== undefined) await this.#working
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await this.#builder?.[Symbol.asyncDispose]()
  }

  /** What fails is tried again with the next hash that comes. */
  #work(): void {
    this.#working = this.#fileAndSay()
  }

  async #fileAndSay(): Promise<void> {
    try {
      await this.#file()
    } catch (error) {
      this.#builder = undefined
      if (!this.#isClosed) this.#onError(error)
    } finally {
      this.#working = undefined
    }
  }

  async #file(): Promise<void> {
    // what is added in the same turn is filed together
    await new Promise((resolve) => setImmediate(resolve))
    const room = this.shard.layout.recentCapacity
    while (this.count - this.#recentTo > LOOKED_AT && !this.#isClosed) {
      if (this.count - this.#filed > room * FULL_PART) await this.#merge()
      else await this.#fileRecent(this.#filed)
    }
  }

  /** Files all hashes from one number on in the recent tables that are not in use, then uses those. */
  async #fileRecent(from: number, isLast = true): Promise<void> {
    const { layout, count } = this.shard
    const set = 1 - this.#recentSet
    const to = Math.min(count, from + layout.recentCapacity)
    const tables = layout.recent[set]!.map((table, which) => ({ which, table }))
    const job = { from, to, onlyAlive: false, tables }
    if (to - from <= SMALL) runJob(this.shard.kernels, layout, layout.scratch[0]!, job)
    else await this.#build(job)
    if (this.#isClosed) return
    this.#recentSet = set
    this.#recentTo = to
    if (isLast) await this.#publish()
  }

  /**
   * Takes everything into the large tables: each is made anew in the spare one, put in the place of the old
   * one, and that is the next spare.
   *
   * Until all are made, hashes that are new to them are found in the recent tables alone: some tables do
   * not have them yet.
   */
  async #merge(): Promise<void> {
    const { bytes, layout, count: to } = this.shard
    const flags = Math.ceil(layout.capacity / 8)
    bytes.copyWithin(layout.aliveFrozen, layout.alive, layout.alive + flags)
    for (let which = 0; which < TABLES; which++) {
      const job = { from: 0, to, onlyAlive: true, tables: [{ which, table: this.#spare }] }
      await this.#build(job)
      if (this.#isClosed) return
      const replaced = this.#tables[which]!
      this.#tables[which] = this.#spare
      this.#spare = replaced
      await this.#publish()
      const isPressing = this.count - this.#recentTo > LOOKED_AT
      const fits = this.count - this.#filed <= layout.recentCapacity
      if (isPressing && fits) await this.#fileRecent(this.#filed)
    }
    // those that came meanwhile are filed before the tables that hold them now are given up
    await this.#fileRecent(to, false)
    if (this.#isClosed) return
    this.#filed = to
    await this.#publish()
  }

  async #build(job: Parameters<Builder['run']>[0]): Promise<void> {
    this.#builder ??= new Builder(this.shard)
    await this.#builder.run(job)
  }

  /** After it, no search uses what was replaced. */
  async #publish(): Promise<void> {
    this.shard.publish({
      filed: this.#filed,
      tables: this.#tables,
      recentFrom: this.#filed,
      recentTo: Math.max(this.#filed, this.#recentTo),
      recent: this.shard.layout.recent[this.#recentSet]!,
    })
    await this.shard.quiesce()
  }
}
