import { describe, expect, it } from 'vitest'
import { Slots } from './slots.ts'

const never = new AbortController().signal

describe('Slots', () => {
  it('gives places in the order of asking', async () => {
    const slots = new Slots(1)
    const entered: number[] = []
    await Promise.all(
      [1, 2, 3].map(async (caller) => {
        using _slot = await slots.take(never)
        entered.push(caller)
      }),
    )
    expect(entered).toEqual([1, 2, 3])
  })

  it('never gives more places than there are', async () => {
    const slots = new Slots(2)
    let inside = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 9 }, async () => {
        using _slot = await slots.take(never)
        most = Math.max(most, ++inside)
        await Promise.resolve()
        inside--
      }),
    )
    expect(most).toBe(2)
  })

  it('lets a caller leave the queue without taking a place', async () => {
    const slots = new Slots(1)
    const leaving = new AbortController()
    const first = await slots.take(never)
    const left = slots.take(leaving.signal)
    const next = slots.take(never)
    leaving.abort(new Error('gone'))
    await expect(left).rejects.toThrow('gone')
    first[Symbol.dispose]()
    await expect(next).resolves.toBeDefined()
  })
})
