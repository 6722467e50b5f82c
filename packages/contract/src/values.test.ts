import { describe, expect, it } from 'vitest'
import { HASH_ALGORITHMS, HASH_DIGITS } from './values.ts'

describe('HASH_DIGITS', () => {
  it('gives a whole number of bytes for each algorithm', () => {
    expect(Object.keys(HASH_DIGITS).sort()).toEqual([...HASH_ALGORITHMS].sort())
    for (const digits of Object.values(HASH_DIGITS)) expect(digits % 2).toBe(0)
  })
})
