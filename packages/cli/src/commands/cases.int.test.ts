import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nightlight } from './testing-command.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-cases-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

describe('cases export', () => {
  it('says what an id, a reason and a ground look like, before it looks for anything', async () => {
    const key = join(dir, 'key')
    await writeFile(key, 'nl_live_none')
    const id = '018f0000-0000-7000-8000-000000000000'
    for (const [takedown, reason, basis] of [
      ['x', 'court-order', 'Art. 18'],
      [id, 'because', 'Art. 18'],
      [id, 'court-order', ' '],
    ] as const) {
      const ground = ['--reason', reason, '--legal-basis', basis]
      const out = ['--out', join(dir, 'case.zip'), '--key-file', key]
      const { err, code } = await nightlight(['cases', 'export', takedown, ...ground, ...out])
      expect([err, code]).toEqual([expect.stringContaining('[option-invalid]'), 1])
    }
  })
})
