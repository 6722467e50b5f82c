import { describe, expect, it } from 'vitest'
import { createDecoderAt } from '../packages/fingerprint/src/decoder.ts'
import { run, runAgainst } from './damaged-images.ts'
import { planFiles } from './damaged-images/files.ts'

const FEW = { n: 6, seed: 8 }

describe('damaged-images', () => {
  it('holds for a few files of every kind', { timeout: 120_000 }, async () => {
    const result = await run({ n: 90, seed: 3 })
    expect(result).toMatchObject({ name: 'damaged-images', tried: 90, failed: 0 })
    expect(result.details[1]).toMatchObject({ byHand: 30, goodChecked: 2 })
  })

  it('makes the same files from the same seed', async () => {
    const [one, two] = [await planFiles(60, 5), await planFiles(60, 5)]
    expect([...one.files]).toEqual([...two.files])
  })

  it('spoils every format that it has good files of', async () => {
    const { originals, files } = await planFiles(120, 6)
    const spoilt = new Set([...files].map(({ format }) => format))
    expect([...spoilt]).toEqual(expect.arrayContaining(originals.map(({ format }) => format)))
  })

  it.each([
    ['answers for the picture before', 'stale-decoder', 20_000],
    ['never answers', 'deaf-decoder', 300],
  ])('fails with a process that %s', { timeout: 120_000 }, async (_, name, timeoutMs) => {
    const entry = new URL(`damaged-images/fixtures/${name}.ts`, import.meta.url)
    await using decoder = createDecoderAt(entry, () => undefined, { processes: 2, timeoutMs })
    const { failed, details } = await runAgainst({ events: {}, decoder }, FEW)
    expect(failed).toBeGreaterThan(0)
    expect(details).toContainEqual(expect.stringContaining('a good picture'))
  })
})
