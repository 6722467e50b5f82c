import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFieldCrypto } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { digestOf, flipped, hash256, uuidOf } from '../fixtures/synthetic.ts'
import { drawHashes, drawNumbers } from '../index/drawn-hashes.ts'
import { linearScan } from '../index/linear-scan.ts'
import { readSnapshot, writeSnapshot } from './list-snapshot.ts'
import type { ListInUse } from './list-terms.ts'
import { LiveLists, type ActiveEntry, type EntryHash } from './live-lists.ts'

const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
const list = (listId: string, maxDistance = 31): ListInUse => ({
  submissionId: listId,
  listId,
  maxDistance,
  purpose: 'test',
  jurisdictions: [],
  expiresAt: null,
  isNegative: false,
})
const entry = (
  name: string,
  hashes: [EntryHash['algorithm'], string][],
  submissionId = 'list',
): ActiveEntry => ({
  entryId: uuidOf(name),
  submissionId,
  hashes: hashes.map(([algorithm, hex]) => ({ algorithm, value: bytes(hex) })),
})
function listsOf(
  entries: readonly ActiveEntry[],
  inUse = [list('list'), list('other')],
): LiveLists {
  const lists = new LiveLists({ capacity: 1_000 })
  lists.setLists(inUse)
  for (const one of entries) lists.add(one)
  return lists
}
const ids = (found: readonly { entry: { entryId: string }; distance: number }[]) =>
  found.map((one) => [one.entry.entryId, one.distance])

describe('LiveLists', () => {
  it('answers nothing when there is no entry', () => {
    const lists = listsOf([], [])
    expect(lists).toMatchObject({ epoch: -1n, entries: 0, maxDistance: 0 })
    expect(lists.findDigest('md5', digestOf('md5', 1))).toEqual([])
    expect(lists.searchPdq(bytes(hash256(1)), 64)).toEqual([])
  })

  it('finds every entry of a digest, in either case', () => {
    const md5 = digestOf('md5', 1)
    const lists = listsOf([
      entry('a', [['md5', md5]]),
      entry('b', [['md5', md5]], 'other'),
      entry('c', [['md5', digestOf('md5', 2)]]),
    ])
    const found = lists.findDigest('md5', md5.toUpperCase())
    expect(found.map((one) => [one.entryId, one.list.listId])).toEqual([
      [uuidOf('a'), 'list'],
      [uuidOf('b'), 'other'],
    ])
  })

  it('does not take a digest of one algorithm for another', () => {
    const sha256 = digestOf('sha256', 1)
    const lists = listsOf([
      entry('a', [
        ['pdq', hash256(1)],
        ['sha256', sha256],
      ]),
    ])
    expect(lists.findDigest('sha1', sha256)).toEqual([])
    expect(lists.findDigest('sha256', hash256(1))).toEqual([])
  })

  it('searches PDQ and blockhash apart, nearest first', () => {
    const query = hash256(1)
    const lists = listsOf([
      entry('far', [['pdq', flipped(query, 20)]]),
      entry('near', [['pdq', flipped(query, 3)]]),
      entry('block', [['blockhash', flipped(query, 1)]]),
    ])
    expect(ids(lists.searchPdq(bytes(query), 31))).toEqual([
      [uuidOf('near'), 3],
      [uuidOf('far'), 20],
    ])
    expect(ids(lists.searchBlockhash(bytes(query), 31))).toEqual([[uuidOf('block'), 1]])
  })

  it('says how far the PDQ of an entry is from another', () => {
    const lists = listsOf([
      entry('a', [
        ['blockhash', hash256(2)],
        ['pdq', hash256(1)],
      ]),
      entry('b', [['blockhash', hash256(2)]]),
    ])
    const [a, b] = lists.searchBlockhash(bytes(hash256(2)), 0)
    expect(a!.entry.pdqDistance(bytes(flipped(hash256(1), 57)))).toBe(57)
    expect(b!.entry.pdqDistance(bytes(hash256(1)))).toBeNull()
  })

  it('finds nothing of an entry that was removed, and again one that came back', () => {
    const both = entry('a', [
      ['md5', digestOf('md5', 1)],
      ['pdq', hash256(1)],
    ])
    const lists = listsOf([both])
    lists.add(both)
    expect(lists.entries).toBe(1)
    lists.remove(both.entryId)
    lists.remove(both.entryId)
    expect(lists.entries).toBe(0)
    expect(lists.findDigest('md5', digestOf('md5', 1))).toEqual([])
    expect(lists.searchPdq(bytes(hash256(1)), 31)).toEqual([])
    lists.add(both)
    expect(lists.findDigest('md5', digestOf('md5', 1))).toHaveLength(1)
    expect(ids(lists.searchPdq(bytes(hash256(1)), 31))).toEqual([[both.entryId, 0]])
  })

  it.each([0, 2])(
    'prefetches what it is about to be asked, in %i threads',
    async (searchThreads) => {
      await using lists = new LiveLists({ capacity: 1_000, searchThreads })
      lists.setLists([list('list')])
      for (let n = 0; n < 50; n++) {
        lists.add(
          entry(`e${n}`, [
            ['pdq', flipped(hash256(n % 5), n)],
            ['blockhash', flipped(hash256(n % 3), n)],
            ['md5', digestOf('md5', n)],
          ]),
        )
      }
      const queries = Array.from({ length: 6 }, (_, n) => bytes(hash256(n)))
      const maxDistance = { pdq: 31, blockhash: 24 }
      const answers = await lists.prefetch({
        pdq: [...queries, queries[0]!],
        blockhash: queries,
        maxDistance,
      })
      for (const query of queries) {
        expect(ids(answers.searchPdq(query, 31))).toEqual(ids(lists.searchPdq(query, 31)))
        expect(ids(answers.searchPdq(query, 9))).toEqual(ids(lists.searchPdq(query, 9)))
        expect(ids(answers.searchBlockhash(query, 24))).toEqual(
          ids(lists.searchBlockhash(query, 24)),
        )
      }
      expect(ids(answers.searchPdq(queries[0]!, 31)).length).toBeGreaterThan(3)
      expect(answers.findDigest('md5', digestOf('md5', 7))).toHaveLength(1)
      lists.remove(uuidOf('e0'))
      expect(ids(answers.searchPdq(queries[0]!, 31))).toEqual(ids(lists.searchPdq(queries[0]!, 31)))
    },
  )

  it('has nothing of an entry that could not be added, and takes it the next time', () => {
    const lists = listsOf([])
    const whole = entry('a', [
      ['pdq', hash256(1)],
      ['md5', digestOf('md5', 1)],
    ])
    const hashes = [whole.hashes[1]!, { algorithm: 'pdq', value: new Uint8Array(31) }] as const
    expect(() => lists.add({ ...whole, hashes })).toThrow(RangeError)
    expect(lists.entries).toBe(0)
    expect(lists.findDigest('md5', digestOf('md5', 1))).toEqual([])
    lists.add(whole)
    expect(lists.findDigest('md5', digestOf('md5', 1))).toHaveLength(1)
    expect(lists.searchPdq(bytes(hash256(1)), 31)).toHaveLength(1)
  })

  it('finds nothing of a list that is there no more, and knows the widest limit', () => {
    const lists = listsOf(
      [entry('a', [['md5', digestOf('md5', 1)]])],
      [list('list', 12), list('x', 20)],
    )
    expect(lists.maxDistance).toBe(20)
    lists.setLists([])
    expect(lists.findDigest('md5', digestOf('md5', 1))).toEqual([])
    expect(lists.maxDistance).toBe(0)
  })

  it('equals plain lists after 1,000 steps that add, remove, wait, keep and load', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'nightlight-lists-'))
    const numbers = drawNumbers(21)
    const all = drawHashes('clustered', 60_000, 21)
    const hashAt = (at: number) => all.slice(at * 32, (at + 1) * 32)
    const md5At = (at: number) => bytes(digestOf('md5', at))
    const entryAt = (at: number): ActiveEntry => ({
      entryId: uuidOf(`entry ${at}`),
      submissionId: at % 3 === 0 ? 'other' : 'list',
      // every twentieth has the digest of the one before it
      hashes: [
        { algorithm: 'pdq', value: hashAt(at) },
        { algorithm: 'md5', value: md5At(at % 20 === 1 ? at - 1 : at) },
      ],
    })
    let lists = listsOf([])
    const gone = new Set<number>()
    let count = 0
    for (let step = 0; step < 1_000; step++) {
      const kind = numbers.below(20)
      if (kind < 10 && count < 55_000) {
        const to = count + 1 + numbers.below(kind === 0 ? 900 : 60)
        for (; count < to; count++) lists.add(entryAt(count))
      } else if (kind < 17 && count > 0) {
        const at = numbers.below(count)
        lists.remove(uuidOf(`entry ${at}`))
        gone.add(at)
      } else if (kind === 17) await lists.settled()
      else if (kind === 18 && step % 5 === 0) {
        lists.epoch = BigInt(step)
        await writeSnapshot(join(dir, 'lists'), crypto, lists)
        await lists[Symbol.asyncDispose]()
        lists = await readSnapshot(join(dir, 'lists'), crypto)
        expect(lists.epoch).toBe(BigInt(step))
        lists.setLists([list('list'), list('other')])
      }
      if (count === 0) continue
      expect(lists.entries).toBe(count - gone.size)
      const at = numbers.below(count)
      const seen = all.subarray(0, count * 32)
      const near = linearScan(seen, hashAt(at), 31).filter(({ id }) => !gone.has(id))
      const found = ids(lists.searchPdq(hashAt(at), 31))
      expect(new Set(found.map(String))).toEqual(
        new Set(near.map(({ id, distance }) => `${uuidOf(`entry ${id}`)},${distance}`)),
      )
      const equal = [at, at + 1]
        .filter((id) => id < count && !gone.has(id))
        .filter((id) => {
          return id === at ? at % 20 !== 1 : id % 20 === 1
        })
      const digests = lists.findDigest('md5', digestOf('md5', at))
      expect(new Set(digests.map(({ entryId }) => entryId))).toEqual(
        new Set(equal.map((id) => uuidOf(`entry ${id}`))),
      )
    }
    expect(count).toBeGreaterThan(20_000)
    await lists[Symbol.asyncDispose]()
    await rm(dir, { recursive: true })
  })
})
