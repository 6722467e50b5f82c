import { describe, expect, it } from 'vitest'
import { run, runAgainst } from './two-stage.ts'

describe('the trial of the two-stage rule', () => {
  it('holds for the rule', async () => {
    const result = await run({ n: 2, seed: 3 })
    expect(result).toMatchObject({ tried: 24, failed: 0, lost: 0 })
  })

  it('finds the matches that a careless rule loses', async () => {
    const result = await runAgainst(() => false, { n: 1, seed: 3 })
    expect(result.lost).toBeGreaterThan(5)
  })
})
