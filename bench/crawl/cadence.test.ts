import { describe, expect, it } from 'vitest'
import { checksADay } from './cadence.ts'

describe('checksADay', () => {
  it('counts the checks after 1, 4, 12 and 24 hours', () => {
    expect(checksADay(1)).toBe(4)
  })

  it('counts one check of each further day', () => {
    expect(checksADay(14)).toBe((4 + 13) / 14)
  })

  it('is less than one a day where most are looked at weekly', () => {
    expect(checksADay(90)).toBeLessThan(0.5)
  })
})
