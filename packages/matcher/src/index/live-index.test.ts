import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { drawHashes, drawNumbers, flipBits } from './drawn-hashes.ts'
import { HASH_BYTES } from './layout.ts'
import { linearScan } from './linear-scan.ts'
import { LiveIndex } from './live-index.ts'

const at = (hashes: Uint8Array, id: number): Uint8Array =>
  hashes.slice(id * HASH_BYTES, (id + 1) * HASH_BYTES)

/** What a search must find: a scan of all hashes, without those that were removed. */
function expected(
  hashes: Uint8Array,
  removed: ReadonlySet<number>,
  query: Uint8Array,
  radius: number,
) {
  return linearScan(hashes, query, radius).filter(({ id }) => !removed.has(id))
}

describe('LiveIndex', () => {
  it('finds what was added by the next search, and not what was removed', async () => {
    await using index = new LiveIndex()
    const hash = at(drawHashes('uniform', 1, 1), 0)
    expect(index.search(hash, 31)).toEqual([])
    const id = index.add(hash)
    expect(index.search(hash, 31)).toEqual([{ id, distance: 0 }])
    expect(index.remove(id)).toBe(true)
    expect(index.remove(id)).toBe(false)
    expect(index.search(hash, 31)).toEqual([])
    expect(index.size).toBe(0)
  })

  it('equals a linear scan after every one of 1,000 steps that add, remove and wait', async () => {
    const numbers = drawNumbers(11)
    const all = drawHashes('clustered', 120_000, 11)
    await using index = new LiveIndex({ capacity: 200_000 })
    const removed = new Set<number>()
    let count = 0
    for (let step = 0; step < 1_000; step++) {
      const kind = numbers.below(10)
      if (kind < 5 && count < 110_000) {
        const added = kind === 0 ? 1 + numbers.below(3_000) : 1 + numbers.below(40)
        index.addMany(all.subarray(count * HASH_BYTES, (count + added) * HASH_BYTES))
        count += added
      } else if (kind < 8 && count > 0) {
        const id = numbers.below(count)
        expect(index.remove(id)).toBe(!removed.has(id))
        removed.add(id)
      } else if (kind === 8) await index.settled()
      else await new Promise((resolve) => setImmediate(resolve))
      if (count === 0) continue
      const query = flipBits(at(all, numbers.below(count)), numbers.below(33), numbers)
      const radius = step % 10 === 0 ? numbers.below(65) : 31
      const seen = all.subarray(0, count * HASH_BYTES)
      expect(index.search(query, radius)).toEqual(expected(seen, removed, query, radius))
    }
    expect(count).toBeGreaterThan(50_000)
  })

  it('is exact while its large tables are made anew', async () => {
    const all = drawHashes('uniform', 300_000, 12)
    const numbers = drawNumbers(12)
    await using index = new LiveIndex({ capacity: 300_000 })
    const removed = new Set<number>()
    index.addMany(all.subarray(0, 150_000 * HASH_BYTES))
    await index.settled()
    const state = { count: 150_000, isSettled: false }
    const addMore = (): void => {
      index.addMany(all.subarray(state.count * HASH_BYTES, (state.count + 500) * HASH_BYTES))
      state.count += 500
    }
    while (state.count < 297_000) addMore()
    const settled = index.settled().then(() => (state.isSettled = true))
    let during = 0
    while (!state.isSettled) {
      const id = numbers.below(state.count)
      if (during % 3 === 0) {
        index.remove(id)
        removed.add(id)
      }
      if (during % 20 === 0 && state.count < 299_000) addMore()
      const query = flipBits(at(all, id), numbers.below(32), numbers)
      const seen = all.subarray(0, state.count * HASH_BYTES)
      expect(index.search(query, 31)).toEqual(expected(seen, removed, query, 31))
      during++
      await new Promise((resolve) => setImmediate(resolve))
    }
    await settled
    expect(during).toBeGreaterThan(20)
  })

  it('begins another shard when the room of one is used up', async () => {
    const all = drawHashes('uniform', 9_000, 13)
    await using index = new LiveIndex({ capacity: 4_000 })
    const ids = index.addMany(all)
    expect(new Set(ids).size).toBe(9_000)
    await index.settled()
    for (const which of [0, 3_999, 4_000, 8_999]) {
      expect(index.search(at(all, which), 0)).toEqual([{ id: ids[which], distance: 0 }])
    }
    expect(index.remove(ids[8_999]!)).toBe(true)
    expect(index.search(at(all, 8_999), 0)).toEqual([])
    expect(index.share().length).toBe(2)
  })

  it('is searched by another thread while it changes', async () => {
    const all = drawHashes('uniform', 140_000, 14)
    await using index = new LiveIndex({ capacity: 150_000, threads: 2 })
    index.addMany(all.subarray(0, 40_000 * HASH_BYTES))
    await index.settled()
    const worker = new Worker(new URL('../fixtures/searching-thread.ts', import.meta.url), {
      workerData: { shared: index.share()[0], hashes: all.slice(0, 40_000 * HASH_BYTES) },
    })
    await once(worker, 'message')
    for (let count = 40_000; count < 140_000; count += 20_000) {
      index.addMany(all.subarray(count * HASH_BYTES, (count + 20_000) * HASH_BYTES))
      await index.settled()
    }
    worker.postMessage('stop')
    const [{ searches, wrong }] = (await once(worker, 'message')) as [
      { searches: number; wrong: number },
    ]
    await worker.terminate()
    expect(wrong).toBe(0)
    // one turn of its loop at least, however busy the machine is
    expect(searches).toBeGreaterThanOrEqual(200)
  })

  it('finds in a shard that has room for as many as there may be', async () => {
    await using index = new LiveIndex({ capacity: 2 ** 24 })
    const hash = at(drawHashes('uniform', 1, 18), 0)
    const id = index.add(hash)
    expect(index.search(hash, 31)).toEqual([{ id, distance: 0 }])
    expect(index.distance(id, flipBits(hash, 77, drawNumbers(1)))).toBe(77)
  })

  it('counts only what is there towards a limit', async () => {
    const numbers = drawNumbers(19)
    const centre = at(drawHashes('uniform', 1, 19), 0)
    await using index = new LiveIndex({ capacity: 10_000 })
    index.addMany(drawHashes('uniform', 8_000, 20))
    const ids = Array.from({ length: 200 }, () => index.add(flipBits(centre, 10, numbers)))
    await index.settled()
    for (const id of ids.slice(5)) index.remove(id)
    for (const limit of [1, 5, 64]) {
      expect(index.search(centre, 31, { limit }).length).toBeGreaterThanOrEqual(Math.min(5, limit))
    }
  })

  it('goes on when a thread ended in the middle of a search', async () => {
    const all = drawHashes('uniform', 60_000, 15)
    await using index = new LiveIndex({ capacity: 70_000, threads: 2 })
    const { memory, layout } = index.share()[0]!
    const reader = new Int32Array(memory.buffer, layout.control)
    Atomics.store(reader, 128 + 1, 7)
    index.addMany(all)
    index.endThread(1)
    await index.settled()
    expect(index.search(at(all, 59_999), 0)).toEqual([{ id: 59_999, distance: 0 }])
  })

  it('refuses wrong use at once', async () => {
    await using index = new LiveIndex()
    expect(() => index.add(new Uint8Array(31))).toThrow(RangeError)
    expect(() => index.search(new Uint8Array(31), 31)).toThrow(RangeError)
    expect(() => index.search(new Uint8Array(32), -1)).toThrow(RangeError)
    expect(index.remove(5)).toBe(false)
  })
})
