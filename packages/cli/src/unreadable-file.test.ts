import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileUnreadable, mustBeReadable } from './unreadable-file.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-unreadable-'))
  await writeFile(join(dir, 'file'), '')
})
afterAll(() => rm(dir, { recursive: true, force: true }))

describe('mustBeReadable', () => {
  it('tells what is missing from what is a folder, and names no path', async () => {
    await mustBeReadable(join(dir, 'file'), 'Reading: it')
    for (const [path, message] of [
      ['none', 'Reading: it does not exist; check its name'],
      ['file/none', 'Reading: it does not exist; check its name'],
      ['.', 'Reading: it is a folder; give a file'],
    ] as const) {
      await expect(mustBeReadable(join(dir, path), 'Reading: it')).rejects.toMatchObject({
        code: 'file-unreadable',
        message,
      })
    }
  })

  it('tells what is forbidden from what fails otherwise', () => {
    expect(fileUnreadable('Reading: it', { code: 'EACCES' }).message).toContain('permissions')
    expect(fileUnreadable('Reading: it', { code: 'EACCES' }).message).toContain('by this user')
    expect(fileUnreadable('Reading: it', new Error('disk')).message).toContain('cannot be read')
  })
})
