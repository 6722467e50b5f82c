import { describe, expect, it } from 'vitest'
import { responseTimes, type Interval } from './response-times.ts'

const HOUR_MS = 3_600_000
const took = (...hours: number[]): Interval[] =>
  hours.map((h) => ({ ms: h * HOUR_MS, ended: true }))
const open = (...hours: number[]): Interval[] =>
  hours.map((h) => ({ ms: h * HOUR_MS, ended: false }))

describe('responseTimes', () => {
  it('has no median of nothing', () => {
    expect(responseTimes([])).toMatchObject({ n: 0, ended: 0, medianMs: null, isFew: true })
  })

  it('counts each by the bound that it kept, and those on a bound as kept', () => {
    const { within } = responseTimes(took(0.5, 1, 1.1, 24, 60, 1000))
    expect(within.map(({ hours, count }) => [hours, count])).toEqual([
      [1, 2],
      [24, 2],
      [48, 0],
      [72, 1],
      [168, 0],
      [672, 0],
      [null, 1],
    ])
  })

  it('is the ordinary median and decile when everything has ended', () => {
    const times = responseTimes(took(10, 1, 9, 2, 8, 3, 7, 4, 6, 5))
    expect(times).toMatchObject({ medianMs: 5 * HOUR_MS, p90Ms: 9 * HOUR_MS, isFew: false })
  })

  it('does not make fast who removes little: what is open holds the median up', () => {
    expect(responseTimes([...took(1, 2), ...open(90, 90, 90)]).medianMs).toBeNull()
    expect(responseTimes(took(1, 2)).medianMs).toBe(HOUR_MS)
  })

  it('takes what is open out of the count once it has been open for so long', () => {
    // At risk 4, 2, 1: left 3/4, then 3/8, then 0.
    const times = responseTimes([...took(1, 5, 9), ...open(2)])
    expect(times).toMatchObject({ medianMs: 5 * HOUR_MS, p90Ms: 9 * HOUR_MS, n: 4, ended: 3 })
  })

  it('lets an end count before what was given up in the same moment', () => {
    expect(responseTimes([...open(1), ...took(1)]).medianMs).toBe(HOUR_MS)
  })
})
