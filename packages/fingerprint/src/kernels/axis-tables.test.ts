import { describe, expect, it } from 'vitest'
import { axisTable, type Axis } from './axis-tables.ts'
import { kernelBytes } from './kernels.ts'

describe('axisTable', () => {
  it('writes starts, lengths and weights, padded with zeros to whole vectors', () => {
    const { address } = axisTable('written', 'float', () => axisOf(5))
    const { buffer } = kernelBytes()
    expect([...new Int32Array(buffer, address, 2)]).toEqual([0, 1])
    expect([...new Int32Array(buffer, address + 256, 2)]).toEqual([5, 5])
    expect(new Int32Array(buffer, address + 512, 1)[0]).toBe(8)
    const weights = [...new Float32Array(buffer, address + 528, 16)]
    expect(weights).toEqual([1, 2, 3, 4, 5, 0, 0, 0, 6, 7, 8, 9, 10, 0, 0, 0])
  })

  it('makes a table once', () => {
    let made = 0
    const make = () => axisOf(++made)
    const first = axisTable('once', 'whole', make)
    expect(axisTable('once', 'whole', make)).toBe(first)
  })

  it('drops tables that have long been unused, never one of the last four', () => {
    const first = axisTable('first', 'float', () => axisOf(1))
    const recent = Array.from({ length: 400 }, (_, i) =>
      axisTable(`later ${i}`, 'float', () => axisOf(4)),
    ).slice(-4)
    const again = recent.map((_, i) => axisTable(`later ${396 + i}`, 'float', () => axisOf(4)))
    expect(again).toEqual(recent)
    expect(axisTable('first', 'float', () => axisOf(2))).not.toEqual(first)
  })
})

/** Two samples of so many pixels. */
function axisOf(length: number): Axis {
  return {
    start: Int32Array.of(0, 1),
    length: Int32Array.of(length, length),
    weight: Float64Array.from({ length: 2 * length }, (_, at) => at + 1),
    stride: length,
  }
}
