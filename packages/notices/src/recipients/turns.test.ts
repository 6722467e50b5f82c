import { describe, expect, it } from 'vitest'
import { createTurns } from './turns.ts'

describe('createTurns', () => {
  it('lets a few through at once, then one a gap', () => {
    const turns = createTurns(500, 3)
    expect(Array.from({ length: 6 }, () => turns.take('a', 1000))).toEqual([
      0, 0, 0, 500, 1000, 1500,
    ])
  })

  it('keeps hosts apart', () => {
    const turns = createTurns(500, 1)
    expect([turns.take('a', 0), turns.take('b', 0), turns.take('a', 0)]).toEqual([0, 0, 500])
  })

  it('is patient again after a rest', () => {
    const turns = createTurns(500, 2)
    for (let n = 0; n < 4; n++) turns.take('a', 0)
    expect(turns.waitMs('a', 0)).toBe(1500)
    expect(turns.waitMs('a', 1500)).toBe(0)
    expect(turns.take('a', 10_000)).toBe(0)
    expect(turns.take('a', 10_000)).toBe(0)
    expect(turns.take('a', 10_000)).toBe(500)
  })

  it('takes no turn by asking for the wait', () => {
    const turns = createTurns(500, 1)
    expect([turns.waitMs('a', 0), turns.waitMs('a', 0), turns.take('a', 0)]).toEqual([0, 0, 0])
  })

  it('never waits without a gap', () => {
    const turns = createTurns(0, 1)
    expect(Array.from({ length: 4 }, () => turns.take('a', 0))).toEqual([0, 0, 0, 0])
  })
})
