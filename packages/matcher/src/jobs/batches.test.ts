import { describe, expect, it } from 'vitest'
import { createBatches } from './batches.ts'

/** Work that notes its batches and waits to be told that it is done. */
function watched(fails: (keys: readonly string[]) => boolean = () => false) {
  const batches: string[][] = []
  const work = async (keys: readonly string[]): Promise<string[]> => {
    batches.push([...keys])
    await new Promise((resolve) => setImmediate(resolve))
    if (fails(keys)) throw new Error(`failed ${keys.join('')}`)
    return keys.map((key) => key.toUpperCase())
  }
  return { batches, work }
}

describe('createBatches', () => {
  it('does together what is asked for at once, and meanwhile', async () => {
    const { batches, work } = watched()
    const ask = createBatches(work, 3)
    const first = ['a', 'b'].map((key) => ask(key))
    await new Promise((resolve) => queueMicrotask(() => resolve(0)))
    const later = ['c', 'd', 'e', 'f'].map((key) => ask(key))
    expect(await Promise.all([...first, ...later])).toEqual(['A', 'B', 'C', 'D', 'E', 'F'])
    expect(batches).toEqual([['a', 'b'], ['c', 'd', 'e'], ['f']])
  })

  it('tries each alone when a batch fails', async () => {
    const { batches, work } = watched((keys) => keys.includes('b'))
    const ask = createBatches(work, 10)
    const answers = await Promise.allSettled(['a', 'b', 'c'].map((key) => ask(key)))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(batches).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']])
    await expect(ask('b')).rejects.toThrow('failed b')
    expect(await ask('d')).toBe('D')
  })
})
