import { describe, expect, it } from 'vitest'
import { drawNumbers } from '../index/drawn-hashes.ts'
import { DigestStore } from './digest-store.ts'

const { word } = drawNumbers(1)
const all = Uint8Array.from({ length: 16 * 60_000 }, () => word())
const at = (id: number): Uint8Array => all.subarray(id * 16, (id + 1) * 16)

describe('DigestStore', () => {
  it('finds every entry of every digest, through loose ones and sealed segments', () => {
    const store = new DigestStore(16)
    for (let id = 0; id < 60_000; id++) {
      store.add(at(id), id)
      if (id % 1_000 === 0) store.add(at(id), 100_000 + id)
    }
    expect(store.size).toBe(60_060)
    for (let id = 0; id < 60_000; id += 7) {
      const expected = id % 1_000 === 0 ? [id, 100_000 + id] : [id]
      expect(store.find(at(id)).sort((a, b) => a - b)).toEqual(expected)
    }
    expect(store.find(new Uint8Array(16))).toEqual([])
    const kept = store.all().reduce((sum, { entries }) => sum + entries.length, 0)
    expect(kept).toBe(60_060)
  })

  it('takes many at once', () => {
    const store = new DigestStore(16)
    store.addMany(
      all.subarray(0, 160),
      Uint32Array.from({ length: 10 }, (_, id) => id + 5),
    )
    store.addMany(new Uint8Array(0), new Uint32Array(0))
    expect(store.find(at(3))).toEqual([8])
    expect(store.bytes).toBeGreaterThan(160)
  })
})
