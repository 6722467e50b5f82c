import { newId } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { stretchOf } from './stretch.ts'

describe('stretchOf', () => {
  it('is the same for a page, and spreads pages over a tenth either way', () => {
    const all = Array.from({ length: 2_000 }, () => stretchOf(newId()))
    expect(Math.min(...all)).toBeGreaterThanOrEqual(0.9)
    expect(Math.max(...all)).toBeLessThanOrEqual(1.1)
    expect(Math.min(...all)).toBeLessThan(0.91)
    expect(Math.max(...all)).toBeGreaterThan(1.09)
    const id = newId()
    expect(stretchOf(id)).toBe(stretchOf(id))
  })

  it('moves a daily look by half an hour at least', () => {
    for (let n = 0; n < 200; n += 1) {
      expect(Math.abs(stretchOf(newId()) - 1) * 24 * 60).toBeGreaterThan(28)
    }
  })
})
