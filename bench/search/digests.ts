import { DigestTable } from '../../packages/matcher/src/index/digest-table.ts'
import { drawNumbers } from '../../packages/matcher/src/index/drawn-hashes.ts'
import { percentile } from './lists.ts'
import type { Measured } from './one-index.ts'

const WIDTH = 16
const QUERIES = 200_000
const ROUNDS = 7

/** Look-ups of absent MD5 digests, nanoseconds each, against a JavaScript Set of hex. */
export function measureDigests(name: string, size: number): Measured {
  const digests = draw(size, 1)
  const table = new DigestTable(WIDTH, digests)
  const absent = draw(QUERIES, 2)
  const words = new Uint32Array(absent.buffer)
  const texts = Array.from({ length: QUERIES }, (_, at) =>
    Buffer.from(absent.buffer, at * WIDTH, WIDTH).toString('hex'),
  )
  // one array for all queries: reading 200,000 objects would be measured too
  const query = new Uint32Array(WIDTH / 4)
  const queryBytes = new Uint8Array(query.buffer)
  const set = new Set<string>()
  for (let at = 0; at < size; at++) {
    set.add(Buffer.from(digests.buffer, at * WIDTH, WIDTH).toString('hex'))
  }
  const batch: number[] = []
  const single: number[] = []
  const inSet: number[] = []
  let found = 0
  for (let round = 0; round < ROUNDS; round++) {
    batch.push(nsEach(() => void table.findMany(absent)))
    single.push(
      nsEach(() => {
        for (let at = 0; at < words.length; at += query.length) {
          for (let word = 0; word < query.length; word++) query[word] = words[at + word]!
          if (table.find(queryBytes) !== undefined) found++
        }
      }),
    )
    // a text that was just made has no hash code yet, as one that comes from a request
    const fresh = texts.map((text) => ` ${text}`.slice(1))
    inSet.push(
      nsEach(() => {
        for (const text of fresh) if (set.has(text)) found++
      }),
    )
  }
  return {
    figures: {
      [`${name}DigestBatchNs`]: percentile(batch, 0.5),
      [`${name}DigestSingleNs`]: percentile(single, 0.5),
      [`${name}DigestSetNs`]: percentile(inSet, 0.5),
      [`${name}DigestBytes`]: table.bytes / size,
      [`${name}DigestFound`]: found,
    },
    ratios: {
      [`${name}DigestBatchToSet`]: percentile(inSet, 0.5) / percentile(batch, 0.5),
      [`${name}DigestSingleToSet`]: percentile(inSet, 0.5) / percentile(single, 0.5),
    },
  }
}

function nsEach(work: () => void): number {
  const startedAt = performance.now()
  work()
  return ((performance.now() - startedAt) * 1e6) / QUERIES
}

function draw(count: number, seed: number): Uint8Array {
  const { word } = drawNumbers(seed)
  const digests = new Uint8Array(count * WIDTH)
  const words = new Uint32Array(digests.buffer)
  for (let at = 0; at < words.length; at++) words[at] = word()
  return digests
}
