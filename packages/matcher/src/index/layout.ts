import { kernelSizes } from './kernels.ts'
import { LOOKUP_BYTES } from './permutation.ts'

/** Addresses of the parts of one table. */
export type TableAddress = { start: number; signatures: number; numbers: number }

/** What a thread has to itself. */
export type ThreadAddress = {
  /** Descriptions of the tables as this thread sees them: of all hashes, and of recent ones. */
  index: number
  recent: number
  query: number
  work: number
  /** Permuted queries, then the work space, of a search for many. */
  queries: number
  bulk: number
}

/** Where everything stands in the memory of a shard. */
export type Layout = {
  capacity: number
  isLive: boolean
  threads: ThreadAddress[]
  lookup: number
  masks: number
  control: number
  hashes: number
  /** A bit a hash: 0 for one that was withdrawn. The second is that of a merge in progress. */
  alive: number
  aliveFrozen: number
  /** Sixteen, and in a live shard one more, in which a table is made anew. */
  tables: TableAddress[]
  /** Two sets of sixteen smaller tables in a live shard: one in use, one to be made anew. */
  recent: TableAddress[][]
  recentCapacity: number
  /** Hashes that a table is made of at once, and scratch memory for that, for two threads. */
  block: number
  scratch: number[]
  end: number
}

export type LayoutOptions = { capacity: number; isLive: boolean; threads: number }

export const HASH_BYTES = 32
export const TABLES = 16
/** Numbers of hashes have 24 bits. */
export const MOST_HASHES = 2 ** 24
/** Queries that are searched for together. */
export const BULK_QUERIES = 8192
export const MASKS = 2517
/** Words of the control block. */
export const CONTROL_WORDS = 512

const BUCKETS = 65_536
const LINE = 64
/** Kernels read whole vectors and lines, which may end behind what they are asked for. */
const PADDING = 128
const INDEX_BYTES = 512
const BLOCK = 2 ** 20
const RECENT = 2 ** 18

/**
 * Places everything that a shard of so many hashes needs.
 *
 * Bytes a hash, for n hashes: 32 for the hash, 16 tables of 6, and 16 times 256 KiB in all; a live shard
 * has a 17th table. What is reserved and not used takes no memory.
 *
 * @throws {RangeError} a capacity of more than 2^24
 */
export function layOut({ capacity, isLive, threads }: LayoutOptions): Layout {
  if (!Number.isInteger(capacity) || capacity < 0 || capacity > MOST_HASHES) {
    throw new RangeError(`lay out index: ${capacity} hashes, at most ${MOST_HASHES}`)
  }
  const sizes = kernelSizes()
  // the first page stays empty, so that no address is zero
  let top = 65_536
  const take = (bytes: number): number => {
    const at = top
    top = Math.ceil((top + bytes + PADDING) / LINE) * LINE
    return at
  }
  const table = (hashes: number): TableAddress => ({
    start: take((BUCKETS + 1) * 4),
    signatures: take(hashes * 2),
    numbers: take(hashes * 4),
  })
  const tables = (count: number, hashes: number) =>
    Array.from({ length: count }, () => table(hashes))
  const thread = (): ThreadAddress => ({
    index: take(INDEX_BYTES),
    recent: take(INDEX_BYTES),
    query: take(HASH_BYTES),
    work: take(sizes.workBytes()),
    queries: take(BULK_QUERIES * HASH_BYTES),
    bulk: take(sizes.bulkBytes(BULK_QUERIES)),
  })
  const recentCapacity = isLive ? Math.min(capacity, RECENT) : 0
  const block = Math.max(1, Math.min(capacity, BLOCK))
  const layout = {
    capacity,
    isLive,
    // before what is large: a result of a kernel is a signed number, and so must lie below 2 GiB
    threads: Array.from({ length: threads }, thread),
    lookup: take(LOOKUP_BYTES),
    masks: take(MASKS * 2),
    control: take(CONTROL_WORDS * 4),
    hashes: take(capacity * HASH_BYTES),
    alive: isLive ? take(Math.ceil(capacity / 8)) : 0,
    aliveFrozen: isLive ? take(Math.ceil(capacity / 8)) : 0,
    tables: tables(isLive ? TABLES + 1 : TABLES, capacity),
    recent: isLive ? [tables(TABLES, recentCapacity), tables(TABLES, recentCapacity)] : [],
    recentCapacity,
    block,
    scratch: [take(sizes.scratchBytes(block)), take(sizes.scratchBytes(block))],
  }
  return { ...layout, end: top }
}

/** Hashes of each shard; an empty index has an empty one. */
export function shardSizes(count: number): number[] {
  const sizes: number[] = []
  for (let left = count; left > 0 || sizes.length === 0; left -= MOST_HASHES) {
    sizes.push(Math.min(MOST_HASHES, left))
  }
  return sizes
}
