import { describe, expect, it } from 'vitest'
import { release } from './release.ts'
import { sharp } from './restricted-sharp.ts'

describe('release', () => {
  it('empties pixels that have their memory for themselves, also those of the decoding library', async () => {
    const own = new Uint8Array(300)
    const create = { width: 40, height: 30, channels: 3, background: 'teal' } as const
    const decoded = await sharp({ create }).raw().toBuffer()
    expect(decoded).toHaveLength(40 * 30 * 3)
    for (const data of [own, decoded]) release({ data })
    expect([own.length, decoded.length]).toEqual([0, 0])
  })

  it('leaves pixels alone that share their memory', () => {
    const memory = new Uint8Array(300).fill(7)
    release({ data: memory.subarray(0, 30) })
    expect(memory[0]).toBe(7)
  })
})
