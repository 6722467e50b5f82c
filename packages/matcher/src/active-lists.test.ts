import { describe, expect, it } from 'vitest'
import { buildActiveLists, type ActiveEntry, type EntryHash } from './active-lists.ts'
import { digestOf, flipped, hash256 } from './fixtures/synthetic.ts'

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
const entry = (
  entryId: string,
  hashes: [EntryHash['algorithm'], string][],
  changes: Partial<ActiveEntry> = {},
): ActiveEntry => ({
  entryId,
  listId: 'list',
  maxDistance: 31,
  hashes: hashes.map(([algorithm, hex]) => ({ algorithm, value: bytes(hex) })),
  ...changes,
})
const ids = (found: Iterable<{ entry: { entryId: string }; distance: number }>) =>
  [...found].map(({ entry, distance }) => [entry.entryId, distance])

describe('buildActiveLists', () => {
  it('answers nothing when there is no entry', () => {
    const lists = buildActiveLists(3n, [])
    expect(lists).toMatchObject({ epoch: 3n, entries: 0, maxDistance: 0 })
    expect(lists.findDigest('md5', digestOf('md5', 1))).toEqual([])
    expect(ids(lists.searchPdq(bytes(hash256(1)), 64))).toEqual([])
  })

  it('finds every entry of a digest, in either case', () => {
    const md5 = digestOf('md5', 1)
    const lists = buildActiveLists(1n, [
      entry('a', [['md5', md5]]),
      entry('b', [['md5', md5]], { listId: 'other' }),
      entry('c', [['md5', digestOf('md5', 2)]]),
    ])
    const found = lists.findDigest('md5', md5.toUpperCase())
    expect(found.map(({ entryId, listId }) => [entryId, listId])).toEqual([
      ['a', 'list'],
      ['b', 'other'],
    ])
  })

  it('does not take a digest of one algorithm for another', () => {
    const sha256 = digestOf('sha256', 1)
    const lists = buildActiveLists(1n, [
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
    const lists = buildActiveLists(1n, [
      entry('far', [['pdq', flipped(query, 20)]]),
      entry('near', [['pdq', flipped(query, 3)]]),
      entry('block', [['blockhash', flipped(query, 1)]]),
    ])
    expect(ids(lists.searchPdq(bytes(query), 31))).toEqual([
      ['near', 3],
      ['far', 20],
    ])
    expect(ids(lists.searchBlockhash(bytes(query), 31))).toEqual([['block', 1]])
  })

  it('knows the widest limit of its lists', () => {
    const lists = buildActiveLists(1n, [
      entry('a', [['pdq', hash256(1)]], { maxDistance: 12 }),
      entry('b', [['pdq', hash256(2)]], { maxDistance: 20 }),
    ])
    expect(lists.maxDistance).toBe(20)
    expect(lists.entries).toBe(2)
  })
})
