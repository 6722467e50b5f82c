import { describe, expect, it } from 'vitest'
import { checkRows, type Rows, type Told } from './check-rows.ts'

const told: Told[] = [
  { key: 'one', ids: ['a'] },
  { key: 'two', ids: ['b', 'b'] },
]
const rows: Rows = { cases: ['a', 'b'], events: ['a', 'b'], keysKept: 2 }

describe('checkRows', () => {
  it('finds nothing in one case and one event for each key', () => {
    expect(checkRows(told, rows)).toEqual({ lost: [], doubled: [] })
  })

  it.each<[string, 'lost' | 'doubled', Told[], Partial<Rows>]>([
    ['a key without an answer', 'lost', [...told, { key: 'three', ids: [] }], {}],
    ['a case that is gone', 'lost', told, { cases: ['a'], events: ['a'] }],
    ['a case without an event', 'lost', told, { events: ['a'] }],
    ['a key that was not kept', 'lost', told, { keysKept: 1 }],
    [
      'a second case for a key',
      'doubled',
      told,
      { cases: ['a', 'b', 'c'], events: ['a', 'b', 'c'] },
    ],
    ['a key with two cases', 'doubled', [{ key: 'one', ids: ['a', 'b'] }], {}],
    ['two events of a case', 'doubled', told, { events: ['a', 'b', 'b'] }],
    ['an event of no case', 'doubled', told, { events: ['a', 'b', 'c'] }],
  ])('finds %s', (_, kind, heard, change) => {
    expect(checkRows(heard, { ...rows, ...change })[kind]).not.toEqual([])
  })
})
