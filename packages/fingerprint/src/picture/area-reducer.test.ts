import { describe, expect, it } from 'vitest'
import { drawPattern } from '../drawn-picture.ts'
import type { Size } from '../hash/pdq.ts'
import { AreaReducer, reduceArea } from './area-reducer.ts'

const [WIDTH, HEIGHT] = [61, 47]
const from = { width: WIDTH, height: HEIGHT }
const drawn = drawPattern(7, WIDTH, HEIGHT, 11)

describe('AreaReducer', () => {
  it.each([
    [61, 47],
    [60, 46],
    [30, 23],
    [17, 47],
    [61, 13],
    [7, 5],
    [1, 1],
  ])('makes every one of %d by %d pixels the mean of its area', (width, height) => {
    const reduced = reduceArea(drawn, from, { width, height })
    expect(mostDifferent(reduced, meanOfAreas({ width, height }))).toBeLessThanOrEqual(1)
  })

  it.each([1, 2, 5, 47])('gives the same in bands of %d rows', (rows) => {
    const to = { width: 20, height: 15 }
    const reducer = new AreaReducer(from, to)
    for (let top = 0; top < HEIGHT; top += rows) {
      reducer.add(drawn.subarray(top * WIDTH * 3, (top + rows) * WIDTH * 3))
    }
    expect(reducer.finish()).toEqual(reduceArea(drawn, from, to))
  })

  it('goes on from a copy as from itself', () => {
    const to = { width: 20, height: 15 }
    const half = 23 * WIDTH * 3
    const reducer = new AreaReducer(from, to)
    reducer.add(drawn.subarray(0, half))
    const copy = reducer.copy()
    reducer.add(new Uint8Array(drawn.length - half))
    copy.add(drawn.subarray(half))
    expect(copy.finish()).toEqual(reduceArea(drawn, from, to))
  })

  it('leaves rows black that never come', () => {
    const reducer = new AreaReducer({ width: 2, height: 4 }, { width: 1, height: 2 })
    reducer.add(new Uint8Array(2 * 2 * 3).fill(200))
    expect([...reducer.finish()]).toEqual([200, 200, 200, 0, 0, 0])
  })

  it('writes the row that was begun when the rows end', () => {
    const reducer = new AreaReducer({ width: 2, height: 4 }, { width: 1, height: 2 })
    reducer.add(new Uint8Array(2 * 3 * 3).fill(200))
    expect([...reducer.finish()]).toEqual([200, 200, 200, 100, 100, 100])
  })

  it('leaves out rows beyond the height', () => {
    const reducer = new AreaReducer({ width: 2, height: 2 }, { width: 1, height: 1 })
    reducer.add(new Uint8Array(2 * 9 * 3).fill(50))
    expect([...reducer.finish()]).toEqual([50, 50, 50])
  })

  it('does not enlarge', () => {
    expect(() => new AreaReducer(from, { width: WIDTH + 1, height: 3 })).toThrow(RangeError)
  })
})

function meanOfAreas(to: Size): number[] {
  const means: number[] = []
  const overlap = (at: number, begin: number, end: number) =>
    Math.max(0, Math.min(at + 1, end) - Math.max(at, begin))
  const [across, down] = [WIDTH / to.width, HEIGHT / to.height]
  for (let i = 0; i < to.width * to.height * 3; i++) {
    const x = Math.floor(i / 3) % to.width
    const y = Math.floor(i / 3 / to.width)
    let sum = 0
    for (let v = 0; v < HEIGHT; v++) {
      const share = overlap(v, y * down, (y + 1) * down)
      for (let u = 0; u < WIDTH; u++) {
        const value = drawn[(v * WIDTH + u) * 3 + (i % 3)]!
        sum += value * share * overlap(u, x * across, (x + 1) * across)
      }
    }
    means.push(Math.round(sum / (across * down)))
  }
  return means
}

function mostDifferent(a: Uint8Array, b: readonly number[]): number {
  expect(a).toHaveLength(b.length)
  return Math.max(...b.map((value, i) => Math.abs(value - a[i]!)))
}
