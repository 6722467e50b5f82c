import { describe, expect, it } from 'vitest'
import { writeTogether } from './write-together.ts'

/** A place that notes the groups that are written, and holds each until it is let go. */
function createPlace(bad: readonly string[] = []) {
  const groups: string[][] = []
  const holds: (() => void)[] = []
  let isOpen = false
  return {
    groups,
    write: async (rows: readonly string[]) => {
      groups.push([...rows])
      if (!isOpen) await new Promise<void>((go) => holds.push(go))
      if (rows.some((row) => bad.includes(row))) throw new Error(`bad among ${rows.length}`)
      return rows.map((row) => row.toUpperCase())
    },
    open: () => {
      isOpen = true
      for (const go of holds.splice(0)) go()
    },
  }
}

const itself = (row: string): string => row
const firstLetter = (row: string): string => row.slice(0, 1)

describe('writeTogether', () => {
  it('gives each caller the result of its own row', async () => {
    const place = createPlace()
    place.open()
    const add = writeTogether(place.write, itself, { most: 10, waitMs: 1 })
    expect(await Promise.all(['a', 'b', 'c'].map(add))).toEqual(['A', 'B', 'C'])
    expect(place.groups).toEqual([['a', 'b', 'c']])
  })

  it('collects while a group is being written, and writes no more than allowed at once', async () => {
    const place = createPlace()
    const add = writeTogether(place.write, itself, { most: 2, waitMs: 60_000 })
    const results = ['a', 'b', 'c', 'd', 'e', 'f'].map(add)
    expect(place.groups).toEqual([['a', 'b']])
    place.open()
    expect(await Promise.all(results)).toEqual(['A', 'B', 'C', 'D', 'E', 'F'])
    expect(place.groups).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ])
  })

  it('has no two rows of a key in a group', async () => {
    const place = createPlace()
    place.open()
    const add = writeTogether(place.write, firstLetter, { most: 10, waitMs: 1 })
    expect(await Promise.all(['a1', 'a2', 'b1'].map(add))).toEqual(['A1', 'A2', 'B1'])
    expect(place.groups).toEqual([['a1', 'b1'], ['a2']])
  })

  it('lets a bad row fail alone', async () => {
    const place = createPlace(['b'])
    place.open()
    const add = writeTogether(place.write, itself, { most: 3, waitMs: 60_000 })
    expect(await Promise.allSettled(['a', 'b', 'c'].map(add))).toEqual([
      { status: 'fulfilled', value: 'A' },
      { status: 'rejected', reason: new Error('bad among 1') },
      { status: 'fulfilled', value: 'C' },
    ])
  })
})
