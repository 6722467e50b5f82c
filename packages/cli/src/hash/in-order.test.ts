import { describe, expect, it } from 'vitest'
import { atMost, mapInOrder } from './in-order.ts'

async function* numbers(count: number, pulled: number[] = []): AsyncGenerator<number> {
  for (let n = 0; n < count; n++) {
    pulled.push(n)
    yield n
  }
}

describe('mapInOrder', () => {
  it('gives results in the order of the items, whichever is ready first', async () => {
    const last = Promise.withResolvers<void>()
    const results = mapInOrder(numbers(4), 4, async (n) => {
      if (n === 0) await last.promise
      if (n === 3) last.resolve()
      return n * 10
    })
    expect(await Array.fromAsync(results)).toEqual([0, 10, 20, 30])
  })

  it('gives a result while later ones are still worked on', async () => {
    const never = new Promise<void>(() => undefined)
    const results = mapInOrder(numbers(2), 2, (n) =>
      n === 1 ? never.then(() => n) : Promise.resolve(n),
    )
    const first = await results[Symbol.asyncIterator]().next()
    expect(first).toEqual({ done: false, value: 0 })
  })

  it('reads no further ahead than told', async () => {
    const pulled: number[] = []
    let most = 0
    let taken = 0
    for await (const _ of mapInOrder(numbers(50, pulled), 5, (n) => Promise.resolve(n))) {
      taken++
      most = Math.max(most, pulled.length - taken)
    }
    expect(taken).toBe(50)
    expect(most).toBeLessThanOrEqual(5)
  })

  it('throws what the work throws, in its place, and closes the source', async () => {
    const pulled: number[] = []
    const seen: number[] = []
    const run = async (): Promise<void> => {
      const results = mapInOrder(numbers(9, pulled), 2, (n) =>
        n === 3 ? Promise.reject(new Error('three')) : Promise.resolve(n),
      )
      for await (const n of results) seen.push(n)
    }
    await expect(run()).rejects.toThrow('three')
    expect(seen).toEqual([0, 1, 2])
    expect(pulled.length).toBeLessThan(9)
  })

  it('throws what the source throws', async () => {
    async function* broken(): AsyncGenerator<number> {
      yield 1
      throw new Error('source')
    }
    await expect(
      Array.fromAsync(mapInOrder(broken(), 3, (n) => Promise.resolve(n))),
    ).rejects.toThrow('source')
  })
})

describe('atMost', () => {
  it('runs so many at once, the others in the order of the calls', async () => {
    const limited = atMost(2)
    const order: number[] = []
    let inside = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 7 }, (_, n) =>
        limited(async () => {
          order.push(n)
          most = Math.max(most, ++inside)
          await Promise.resolve()
          inside--
        }),
      ),
    )
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(most).toBe(2)
  })

  it('gives its place back after a failure', async () => {
    const limited = atMost(1)
    await expect(limited(() => Promise.reject(new Error('x')))).rejects.toThrow('x')
    expect(await limited(() => Promise.resolve(1))).toBe(1)
  })
})
