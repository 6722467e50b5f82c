import { describe, expect, it } from 'vitest'
import { createOwnSlots } from './own-slots.ts'

describe('createOwnSlots', () => {
  it('lets each have one at a time, and few at once', () => {
    const slots = createOwnSlots(2)
    const first = slots.take('a')
    const busy = expect.objectContaining({ code: 'figures-busy' })
    expect(() => slots.take('a')).toThrow(busy)
    slots.take('b')
    expect(() => slots.take('c')).toThrow(busy)
    first[Symbol.dispose]()
    expect(() => slots.take('b')).toThrow(busy)
    slots.take('c')
  })
})
