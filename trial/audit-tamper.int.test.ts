import { describe, expect, it } from 'vitest'
import { run } from './audit-tamper.ts'
import { judge } from './audit-tamper/edit.ts'

describe('the trial of the log', () => {
  it('finds every edit at its place', async () => {
    expect(await run({ n: 400, seed: 5 })).toMatchObject({ tried: 400, failed: 0 })
  })

  it('takes an edit that is not found, or found elsewhere, for a failure', () => {
    const found = { code: 'entry-altered', index: 4, upTo: 6 } as const
    expect(judge(found, 4)).toBeNull()
    expect(judge(found, 5)).toBeNull()
    expect(judge(found, 6)).toContain('done at 6')
    expect(judge(null, 0)).toBe('not found')
  })
})
