import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { prepareQueue } from '../packages/runtime/src/index.ts'
import { createTestDatabase } from '../packages/runtime/src/testing.ts'
import { makeCanaries } from './log-canaries/canaries.ts'
import { checkReached, isMeantToBe, plantControls } from './log-canaries/controls.ts'
import { watchDatabase } from './log-canaries/database.ts'
import { searchAll } from './log-canaries/search.ts'

describe('the trial of logs', { timeout: 60_000 }, () => {
  it('finds what leaks by a process, the queue, the audit log and a clear column', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'nightlight-words-test-'))
    const database = await createTestDatabase()
    try {
      await prepareQueue({ kind: 'postgres', url: database.url })
      await using watched = await watchDatabase(database.url)
      const canaries = makeCanaries(1)
      const logFile = join(dir, 'nightlight.log')
      await plantControls(watched.db, canaries, logFile)
      const { queue, audit, clear } = await watched.sources()
      const log = { place: 'nightlight.log', text: await readFile(logFile, 'utf8') }
      const found = searchAll([log, queue, audit, ...clear], canaries.all())
      expect(found.map(({ place, times }) => [place, times])).toEqual([
        ['nightlight.log', 3],
        ['queue', 1],
        ['audit log', 1],
        ['trial_leak.leaked', 1],
      ])
      expect(found.some((find) => isMeantToBe(find))).toBe(false)
    } finally {
      await database.drop()
      await rm(dir, { recursive: true, force: true })
    }
  })

  it('does not hold where nothing planted was found or something was not reached', () => {
    const said = checkReached([], [{ place: 'queue', text: '' }], { answered: false })
    expect(said).toContain('control: what was planted in queue was not found')
    expect(said).toContain('queue is empty')
    expect(said).toContain('not reached: answered')
    expect(said).toContain('no line of crawler in the log')
  })
})
