import { describe, expect, it } from 'vitest'
import { measureRounds, median, pairedRatio } from './rounds.ts'

describe('measureRounds', () => {
  it('averages each way over items and passes, without the first rounds', async () => {
    let time = 0
    const ways = {
      short: (cost: number) => (time += cost),
      long: (cost: number) => (time += 10 * cost),
    }
    const rounds = await measureRounds(ways, [1, 3], 2, { clock: () => time })
    expect(rounds).toEqual({ short: [2, 2], long: [20, 20] })
  })

  it('goes through all items with one way before the next', async () => {
    expect((await orderOf(1)).slice(-4)).toEqual(['a1', 'a2', 'b1', 'b2'])
  })

  it('begins each round with another way', async () => {
    expect((await orderOf(2)).slice(-4)).toEqual(['b1', 'b2', 'a1', 'a2'])
  })

  it('repeats what is short until it takes as long as what is long', async () => {
    let time = 0
    const calls = { short: 0, long: 0 }
    const ways = {
      short: () => ((time += 2), calls.short++),
      long: () => ((time += 50), calls.long++),
    }
    await measureRounds(ways, [1], 0, { clock: () => time })
    expect(calls).toEqual({ short: 1 + 50, long: 1 + 2 })
  })
})

async function orderOf(rounds: number): Promise<string[]> {
  const order: string[] = []
  const ways = {
    a: (item: number) => order.push(`a${item}`),
    b: (item: number) => order.push(`b${item}`),
  }
  await measureRounds(ways, [1, 2], rounds, { clock: () => order.length, spanMs: 1 })
  return order
}

describe('pairedRatio', () => {
  it('is the median of the quotients, not the quotient of the medians', () => {
    expect(pairedRatio([10, 30, 50], [10, 10, 10])).toBe(3)
    expect(pairedRatio([10, 20, 30], [30, 2, 10])).toBe(3)
  })
})

describe('median', () => {
  it('takes the middle value', () => {
    expect(median([9, 1, 5])).toBe(5)
  })

  it('is not a number for nothing', () => {
    expect(median([])).toBeNaN()
  })
})
