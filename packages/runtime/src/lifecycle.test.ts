import { describe, expect, it } from 'vitest'
import { happenings } from './fixtures/happenings.ts'
import { startSweep } from './lifecycle.ts'
import { createLog } from './log.ts'

const HOUR_MS = 3_600_000
const silent = createLog('test', { level: 'silent' })

describe('startSweep', () => {
  it('sweeps at once and again after each pause', async () => {
    const swept = happenings<void>()
    await using _ = startSweep({ log: silent }, 'test', 1, async () => swept.happen())
    await swept.next()
    await swept.next()
    await swept.next()
    expect(swept.all.length).toBeGreaterThanOrEqual(3)
  })

  it('goes on after a sweep that failed, and says so without the message', async () => {
    const lines = happenings<string>()
    const log = createLog('test', { destination: { write: (line) => lines.happen(line) } })
    await using _ = startSweep({ log }, 'due', 1, () => Promise.reject(new Error('canary')))
    await lines.next()
    expect(JSON.parse(await lines.next())).toMatchObject({
      sweep: 'due',
      error: { type: 'Error' },
    })
    expect(lines.all.join('')).not.toContain('canary')
  })

  it('ends at once while it rests', async () => {
    const swept = happenings<void>()
    const sweep = startSweep({ log: silent }, 'test', HOUR_MS, async () => swept.happen())
    await swept.next()
    await sweep[Symbol.asyncDispose]()
    expect(swept.all).toHaveLength(1)
  })

  it('aborts a sweep that is running, waits for it and does not rest again', async () => {
    const started = happenings<void>()
    const ended: string[] = []
    const sweep = startSweep({ log: silent }, 'test', HOUR_MS, async (signal) => {
      started.happen()
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      ended.push('swept')
    })
    await started.next()
    await sweep[Symbol.asyncDispose]()
    expect(ended).toEqual(['swept'])
  })
})
