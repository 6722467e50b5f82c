import { describe, expect, it } from 'vitest'
import { run, runAgainst } from './cloaking.ts'
import { ONE_POINT } from './cloaking/world.ts'

/** Every family once. */
const CASES = 24

describe('the trial of cloaking', () => {
  it('holds for two vantage points', async () => {
    const result = await run({ n: CASES, seed: 2 })
    expect(result).toMatchObject({ tried: CASES, failed: 0, lost: 0 })
  }, 300_000)

  it('finds what an installation loses that believes one place', async () => {
    const result = await runAgainst(ONE_POINT, { n: CASES, seed: 1 })
    expect(result.lost).toBeGreaterThan(0)
  }, 300_000)
})
