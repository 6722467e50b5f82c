import { describe, expect, it } from 'vitest'
import { drawPicture } from '../../packages/fingerprint/src/drawn-picture.ts'
import { fingerprint } from '../../packages/fingerprint/src/fingerprint.ts'
import { digest } from '../../packages/fingerprint/src/hash/digests.ts'
import { tryFiles, type TriedDecoder } from './try-files.ts'

const bytes = await (await drawPicture(1, 60, 50)).jpeg().toBuffer()
const outcome = await fingerprint(bytes)
const file = { name: 'one', format: 'jpeg', bytes } as const
const modes = ['full', 'dropped after the quick stage', 'full after the quick stage']

const tryOne = async (decoder: TriedDecoder['fingerprint'], hangMs = 60_000) =>
  tryFiles({ fingerprint: decoder }, [file], { atOnce: 1, hangMs, good: { bytes, outcome } })

describe('tryFiles', () => {
  it('finds nothing wrong with an honest decoder', async () => {
    const tally = await tryOne((given) => fingerprint(given))
    expect(tally.failures).toEqual([])
    expect(tally.outcomes).toEqual({ jpeg: { fingerprinted: 3 } })
  })

  it('tries a JPEG in all modes', async () => {
    const { modes: tried } = await tryOne((given) => fingerprint(given))
    expect(tried).toEqual(Object.fromEntries(modes.map((mode) => [mode, 1])))
  })

  it('names every file that hangs', async () => {
    const { failures } = await tryOne(() => new Promise(() => undefined), 5)
    expect(failures.slice(0, 3)).toEqual(modes.map((mode) => `one (${mode}): no outcome in 5 ms`))
  })

  it('gives a file up that hangs', async () => {
    const signals: AbortSignal[] = []
    await tryOne((_, { signal }) => {
      if (signal) signals.push(signal)
      return new Promise(() => undefined)
    }, 5)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true, true])
  })

  it('names what is thrown', async () => {
    const { failures } = await tryOne(() => Promise.reject(new Error('broken pipe')))
    expect(failures[0]).toBe('one (full): threw Error: broken pipe')
  })

  it('sees a good picture change', async () => {
    let asked = 0
    const { failures } = await tryOne(async (given) => {
      const answer = await fingerprint(given)
      if (++asked < 4 || answer.status === 'refused') return answer
      return { ...answer, fingerprint: { ...answer.fingerprint, pdqQuality: 3 } }
    })
    expect(failures).toEqual(['a good picture: another outcome than before the damaged ones'])
  })

  it('sees a question asked twice', async () => {
    const { failures } = await tryOne(async (given, { needsFull }) => {
      if (needsFull !== undefined && outcome.status === 'fingerprinted') {
        await needsFull(outcome.fingerprint)
        await needsFull(outcome.fingerprint)
      }
      return fingerprint(given)
    })
    expect(failures).toContain('one (full after the quick stage): asked 2 times')
  })

  it('sees quick hashes that nobody let through', async () => {
    const { failures } = await tryOne(async (given) => {
      const answer = await fingerprint(given)
      if (answer.status === 'refused') return answer
      return { ...answer, fingerprint: { ...answer.fingerprint, depth: 'quick' } }
    })
    expect(failures).toContain('one (full): depth quick')
  })

  it('lists what a decoder process was lost to, which is no failure', async () => {
    let asked = 0
    const { failures, contained } = await tryOne(async (given) => {
      if (++asked > 1) return outcome
      return { status: 'refused', code: 'decoder-crashed', digests: digest(given), message: 'lost' }
    })
    expect({ failures, contained }).toEqual({ failures: [], contained: ['decoder-crashed: one'] })
  })
})
