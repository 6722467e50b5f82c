import { describe, expect, it } from 'vitest'
import { drawHashes, drawNumbers, flipBits } from './drawn-hashes.ts'
import { byDistance } from './hash-index.ts'
import { LiveIndex } from './live-index.ts'
import { SearchPool } from './search-pool.ts'

const at = (hashes: Uint8Array, id: number): Uint8Array => hashes.slice(id * 32, (id + 1) * 32)

describe('SearchPool', () => {
  it('finds in other threads what the index finds in this one, also in shards begun later', async () => {
    const numbers = drawNumbers(51)
    const hashes = drawHashes('clustered', 30_000, 51)
    await using first = new LiveIndex({ capacity: 8_000, threads: 3 })
    await using second = new LiveIndex({ capacity: 8_000, threads: 3 })
    await using pool = new SearchPool([first, second], 2)
    for (let count = 0; count < 30_000; count += 10_000) {
      first.addMany(hashes.subarray(count * 32, (count + 10_000) * 32))
      const queries = Array.from({ length: 300 }, () =>
        flipBits(at(hashes, numbers.below(count + 10_000)), numbers.below(33), numbers),
      )
      const found = await Promise.all([
        pool.search(0, queries, 31),
        pool.search(0, queries.slice(0, 9), 24),
      ])
      const sorted = (list: readonly { id: number; distance: number }[]) =>
        list.toSorted((a, b) => a.distance - b.distance || a.id - b.id)
      expect(found[0].map(sorted)).toEqual(queries.map((query) => first.search(query, 31)))
      expect(found[1].map(sorted)).toEqual(
        queries.slice(0, 9).map((query) => first.search(query, 24)),
      )
      expect((await pool.search(1, queries, 31)).flat()).toEqual([])
    }
  })

  it('refuses a query of another length', async () => {
    await using index = new LiveIndex({ capacity: 10, threads: 2 })
    await using pool = new SearchPool([index], 1)
    await expect(pool.search(0, [new Uint8Array(31)], 31)).rejects.toThrow(RangeError)
    expect(await pool.search(0, [], 31)).toEqual([])
  })

  it('shares many queries out among its threads', async () => {
    const numbers = drawNumbers(52)
    const hashes = drawHashes('clustered', 5_000, 52)
    await using index = new LiveIndex({ capacity: 5_000, threads: 4 })
    await using pool = new SearchPool([index], 3)
    index.addMany(hashes)
    const queries = Array.from({ length: 1_000 }, () =>
      flipBits(at(hashes, numbers.below(5_000)), numbers.below(33), numbers),
    )
    const found = await pool.search(0, queries, 31)
    expect(found.map((list) => list.toSorted(byDistance))).toEqual(
      queries.map((query) => index.search(query, 31)),
    )
  })

  it('rejects what is asked when it is disposed, and afterwards', async () => {
    const hashes = drawHashes('clustered', 5_000, 53)
    await using index = new LiveIndex({ capacity: 5_000, threads: 2 })
    index.addMany(hashes)
    const pool = new SearchPool([index], 1)
    const asked = pool.search(
      0,
      Array.from({ length: 200 }, (_, id) => at(hashes, id)),
      31,
    )
    const outcome = expect(asked).rejects.toThrow('disposed')
    await pool[Symbol.asyncDispose]()
    await outcome
    await expect(pool.search(0, [at(hashes, 0)], 31)).rejects.toThrow('disposed')
  })
})
