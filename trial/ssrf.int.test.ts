import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chooseEnclosure } from './ssrf/enclosure.ts'
import { LAYERS } from './ssrf/layers.ts'
import { runWith } from './ssrf.ts'

/** Where no network can be closed off, nothing may be let out. */
function isOpen(): boolean {
  const dir = mkdtempSync(join(tmpdir(), 'nightlight-enclosure-'))
  try {
    return chooseEnclosure(dir).name === 'open'
  } finally {
    rmSync(dir, { recursive: true })
  }
}

const FEW = { n: 100, seed: 2, oneIn: 40 }

describe('the trial of requests that are led inside', () => {
  it('holds for a few vectors of every kind', { timeout: 240_000 }, async () => {
    const result = await runWith(FEW)
    expect(result).toMatchObject({ name: 'ssrf', failed: 0 })
    expect(result.details).toContainEqual({ insideConnections: 0, insideAttempts: 0 })
    expect(result.tried).toBeGreaterThan(250)
  })

  it('fails when every layer is switched off', { timeout: 240_000 }, async () => {
    const running = runWith({ ...FEW, off: LAYERS })
    if (isOpen()) {
      await expect(running).rejects.toThrow('only in a network of its own')
      return
    }
    const { failed, details } = await running
    expect(failed).toBeGreaterThan(10)
    expect(details).toContainEqual(expect.stringMatching(/was connected, as strace saw$/))
  })
})
