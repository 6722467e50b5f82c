import { describe, expect, it } from 'vitest'
import { openPlace } from './cohort.ts'
import { keepOpenRows } from './open-rows.ts'

const HOUR_S = 3600
const DAY_S = 24 * HOUR_S
const NOW = 40_000_000

/** Numbers below a bound, the same ones in every run. */
function choices(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

describe('keepOpenRows', () => {
  it('tells of every row that changes its place, however far time goes at once', () => {
    const choose = choices(11)
    const opened = keepOpenRows()
    const since = new Map<number, number>()
    const places = new Map<number, number>()
    let at = NOW
    opened.goOn(at, () => {})
    for (let round = 0; round < 400; round++) {
      for (let n = choose(20); n > 0; n--) {
        const row = choose(600)
        expect(opened.delete(row)).toBe(places.get(row) ?? null)
        since.delete(row)
        places.delete(row)
        if (choose(3) === 0) continue
        const begun = Math.floor(at) - choose(choose(2) ? 3 * DAY_S : 420 * DAY_S)
        since.set(row, begun)
        places.set(row, opened.add(row, begun, at))
      }
      at += [0, 0.25, 1, 59.75, 60, 600, HOUR_S, 5 * HOUR_S + 0.5, 2 * DAY_S][choose(9)]!
      opened.goOn(at, (row, was, is) => {
        expect(was).toBe(places.get(row))
        places.set(row, is)
      })
      for (const [row, begun] of since) {
        expect(places.get(row), `row ${row}`).toBe(openPlace(at - begun))
        expect(opened.placeOf(row)).toBe(places.get(row))
      }
    }
    expect(since.size).toBeGreaterThan(300)
  })
})
