import { HashIndex } from '../../packages/matcher/src/index/hash-index.ts'
import { instantiate, allocate } from '../../packages/matcher/src/index/kernels.ts'
import { layOut } from '../../packages/matcher/src/index/layout.ts'
import type { Figure } from '../../scripts/measurement.ts'
import { percentile, QUERIES, queryAt, RADIUS, type SearchCase } from './lists.ts'

export type Measured = { figures: Record<string, Figure>; ratios: Record<string, number> }

const ROUNDS = 9
const EACH_ROUND = 1024
const WIDE = [40, 47, 56, 63]
const CAP = 64

/** Builds the index of a case, and says what that took. */
export function buildIndex(
  { name, hashes }: SearchCase,
  threads: number,
): { index: HashIndex } & Measured {
  const index = new HashIndex(hashes.length / 32, { threads })
  index.addMany(hashes)
  const startedAt = performance.now()
  index.finish()
  const buildMs = performance.now() - startedAt
  const size = hashes.length / 32
  // of the memory that each thread needs to itself one share counts
  const layout = (count: number) => layOut({ capacity: 0, isLive: false, threads: count }).end
  const others = layout(threads) - layout(1)
  const figures = {
    [`${name}BuildMs`]: buildMs,
    [`${name}BytesPerHash`]: (index.bytes - others) / size,
  }
  return { index, figures, ratios: {} }
}

/**
 * Latency of single searches, in microseconds, taking turns with a look at every hash.
 *
 * The look is our own kernel, which reads memory as fast as it comes; half a hash decides for nearly all.
 */
export function measureSingle(index: HashIndex, one: SearchCase): Measured {
  const { name } = one
  const scan = linearScanner(one.hashes)
  const figures: Record<string, Figure> = {}
  const ratios: Record<string, number> = {}
  for (const kind of ['absent', 'planted', 'edge'] as const) {
    const queries = one[kind]
    for (let at = 0; at < QUERIES; at++) index.search(queryAt(queries, at), RADIUS)
    const all: number[] = []
    const quotients: number[] = []
    const scans: number[] = []
    let results = 0
    for (let round = 0; round < ROUNDS; round++) {
      const first = (round * EACH_ROUND) % (QUERIES - EACH_ROUND)
      const times = timesOf(first, EACH_ROUND, (at) => {
        results += index.search(queryAt(queries, at), RADIUS).length
      })
      const scanned = timesOf(first, 3, (at) => scan(queryAt(queries, at), RADIUS))
      all.push(...times)
      scans.push(...scanned)
      quotients.push(percentile(scanned, 0.5) / percentile(times, 0.5))
    }
    const key = `${name}${capital(kind)}`
    figures[`${key}P50Us`] = percentile(all, 0.5)
    figures[`${key}P99Us`] = percentile(all, 0.99)
    figures[`${key}Results`] = results / all.length
    figures[`${key}ScanUs`] = percentile(scans, 0.5)
    ratios[`${key}ToScan`] = percentile(quotients, 0.5)
  }
  return { figures, ratios }
}

/** Searches that stop at 64 results, for crowded lists. */
export function measureCapped(index: HashIndex, { name, absent }: SearchCase): Measured {
  const times = timesOf(0, QUERIES, (at) => {
    index.search(queryAt(absent, at), RADIUS, { limit: CAP })
  })
  const figures = {
    [`${name}CappedP50Us`]: percentile(times, 0.5),
    [`${name}CappedP99Us`]: percentile(times, 0.99),
  }
  return { figures, ratios: {} }
}

/** What wider searches cost, in microseconds. */
export function measureWide(index: HashIndex, { name, absent }: SearchCase): Measured {
  const figures: Record<string, Figure> = {}
  for (const radius of WIDE) {
    const search = (at: number) => index.search(queryAt(absent, at), radius)
    timesOf(0, 20, search)
    figures[`${name}Radius${radius}P50Us`] = percentile(timesOf(0, 200, search), 0.5)
  }
  return { figures, ratios: {} }
}

/** From a snapshot in memory to its first answer, milliseconds. */
export function measureSnapshot(index: HashIndex, { name, absent }: SearchCase): Measured {
  const buffer = index.toBuffer()
  const startedAt = performance.now()
  HashIndex.from(buffer).search(queryAt(absent, 0), RADIUS)
  return { figures: { [`${name}SnapshotMs`]: performance.now() - startedAt }, ratios: {} }
}

function timesOf(first: number, count: number, work: (at: number) => unknown): number[] {
  return Array.from({ length: count }, (_, at) => {
    const startedAt = performance.now()
    work(first + at)
    return (performance.now() - startedAt) * 1000
  })
}

/** The kernel that looks at every hash, on a copy of the list; results go to `emit`. */
export function linearScanner(
  hashes: Uint8Array,
  emit: (id: number, distance: number) => void = () => undefined,
): (query: Uint8Array, radius: number) => number {
  const [page, results] = [65_536, 1 << 20]
  const memory = allocate(page + results + hashes.length)
  const kernels = instantiate(memory)
  const bytes = new Uint8Array(memory.buffer)
  const words = new Uint32Array(memory.buffer)
  const at = page + results
  bytes.set(hashes, at)
  return (query, radius) => {
    bytes.set(query, page)
    let found = 0
    for (let from = 0; from < hashes.length; from += 32 * 2 ** 16) {
      const count = Math.min(2 ** 16, (hashes.length - from) / 32)
      const here = kernels.scan(at + from, count, page, radius, page + 64)
      for (let i = 0; i < here; i++)
        emit(from / 32 + words[16_400 + 2 * i]!, words[16_401 + 2 * i]!)
      found += here
    }
    return found
  }
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
