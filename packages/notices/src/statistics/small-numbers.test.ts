import { describe, expect, it } from 'vitest'
import { isOfFew, isOfMany, sharesOf, standingAlone } from './small-numbers.ts'

const of = (...sizes: number[]) => sizes.map((n) => ({ n }))

describe('isOfFew', () => {
  it.each([
    ['nine', { n: 9, before: 40 }, true],
    ['ten', { n: 10, before: 3 }, false],
    ['nothing but three that were gone before', { n: 0, before: 3 }, true],
    ['nothing but ten that were gone before', { n: 0, before: 10 }, false],
    ['nobody', { n: 0, before: 0 }, false],
  ])('of %s', (_, counts, few) => {
    expect(isOfFew(counts)).toBe(few)
  })
})

describe('standingAlone', () => {
  it.each([
    ['those of ten or more', of(30, 12, 9, 2), of(30, 12)],
    ['all where none is small', of(12, 10), of(12, 10)],
    ['not the smallest of them where all others were fewer than ten', of(30, 12, 9), of(30)],
    ['nobody where one great and few others are all there is', of(30, 3), []],
    ['nobody of few', of(4, 3), []],
  ])('lets stand %s', (_, groups, alone) => {
    expect(standingAlone(groups)).toEqual(alone)
  })

  it('counts what has no name of its own among the others', () => {
    const groups = [
      { n: 20, name: null },
      { n: 15, name: 'A' },
      { n: 2, name: 'B' },
    ]
    expect(standingAlone(groups, ({ name }) => name !== null)).toEqual([groups[1]])
  })
})

describe('sharesOf', () => {
  it('ends where what is added, or what is left, would be of few', () => {
    expect(sharesOf(of(50, 20, 10, 5, 5, 5, 5), 100).map(({ most }) => most)).toEqual([1, 3, 10])
    expect(sharesOf(of(50, 2, 1), 100).map(({ most }) => most)).toEqual([1])
    expect(sharesOf(of(92, 4), 100)).toEqual([])
  })
})

describe('isOfMany', () => {
  it.each([
    ['five of whom none has more than half', of(5, 2, 1, 1, 1), true],
    ['four', of(5, 5, 5, 5), false],
    ['nine items', of(2, 2, 2, 2, 1), false],
    ['one with more than half', of(6, 2, 1, 1, 1), false],
  ])('of %s', (_, providers, told) => {
    expect(isOfMany(providers)).toBe(told)
  })
})
