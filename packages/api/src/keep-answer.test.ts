import { createLog } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { keepAnswers } from './keep-answer.ts'

function world(freshMs: number) {
  let [at, reads] = [0, 0]
  const log = createLog('api', { level: 'silent' })
  const keep = keepAnswers<string>({ now: () => new Date(at), log }, freshMs)
  const read = async (key = 'a') =>
    keep(key, async () => {
      reads += 1
      return `${key} ${reads}`
    })
  return { read, pass: (ms: number) => (at += ms), reads: () => reads }
}

describe('keepAnswers', () => {
  it('reads once for all who ask at a time, and keeps what is fresh, by key', async () => {
    const { read, pass, reads } = world(60_000)
    expect(await Promise.all([read(), read(), read()])).toEqual(['a 1', 'a 1', 'a 1'])
    pass(59_000)
    expect(await read()).toBe('a 1')
    expect(await read('b')).toBe('b 2')
    expect(reads()).toBe(2)
  })

  it('shows what is not fresh once more, and waits for what is stale', async () => {
    const { read, pass } = world(60_000)
    await read()
    pass(61_000)
    expect(await read()).toBe('a 1')
    expect(await read()).toBe('a 2')
    pass(181_000)
    expect(await read()).toBe('a 3')
  })

  it('keeps nothing where nothing is to be kept, and no failure', async () => {
    const { read } = world(0)
    expect([await read(), await read()]).toEqual(['a 1', 'a 2'])
    const kept = keepAnswers<string>(
      {
        now: () => new Date(0),
        log: createLog('api', { level: 'silent' }),
      },
      60_000,
    )
    await expect(kept('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await kept('a', async () => 'yes')).toBe('yes')
  })
})
