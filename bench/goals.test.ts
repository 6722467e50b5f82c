import { describe, expect, it } from 'vitest'
import { meetsGoals } from './goals.ts'

describe('meetsGoals', () => {
  it.each([
    ['a time at its limit', { pdqMs: 2 }, { pdqMs: 2 }, true],
    ['a time above it', { pdqMs: 2.1 }, { pdqMs: 2 }, false],
    ['a ratio at its limit', { toPlain: 8 }, { toPlain: 8 }, true],
    ['a ratio below it', { toPlain: 7.9 }, { toPlain: 8 }, false],
    ['one of two', { toPlain: 9, pdqMs: 9 }, { toPlain: 8, pdqMs: 2 }, false],
    ['what was not measured', {}, { toPlain: 8 }, false],
  ])('judges %s', (_, measured, goals, held) => {
    expect(meetsGoals(measured, goals)).toBe(held)
  })
})
