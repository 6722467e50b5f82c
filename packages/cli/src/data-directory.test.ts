import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  fieldKey,
  keptSecret,
  openDataDirectory,
  readServiceFile,
  secretSetting,
  writeServiceFile,
} from './data-directory.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-data-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

describe('openDataDirectory', () => {
  it('keeps keys where only the owner can read', async () => {
    const directory = await openDataDirectory(join(dir, 'new'))
    expect((await stat(join(directory.path, 'keys'))).mode & 0o777).toBe(0o700)
    await fieldKey(directory, {})
    expect((await stat(join(directory.path, 'keys', 'field.key'))).mode & 0o777).toBe(0o600)
  })

  it('refuses an empty name, which would mean the directory one stands in', async () => {
    await expect(openDataDirectory('')).rejects.toMatchObject({ code: 'option-invalid' })
  })

  it('says what to do when the place is no directory', async () => {
    await writeFile(join(dir, 'file'), '')
    await expect(openDataDirectory(join(dir, 'file'))).rejects.toMatchObject({
      code: 'data-directory-unusable',
      message: expect.stringMatching(/there is a file in its place.*--data/),
    })
  })
})

describe('fieldKey', () => {
  it('is made once and stays', async () => {
    const directory = await openDataDirectory(dir)
    const first = await fieldKey(directory, {})
    expect(first).toMatch(/^[0-9a-f]{64}$/)
    expect(await fieldKey(directory, {})).toBe(first)
  })

  it('comes from the environment or a file where one is given', async () => {
    const directory = await openDataDirectory(dir)
    await writeFile(join(dir, 'key'), 'from a file\n')
    expect(await fieldKey(directory, { FIELD_KEY: 'given' })).toBe('given')
    expect(await fieldKey(directory, { FIELD_KEY_FILE: join(dir, 'key') })).toBe('from a file')
  })
})

describe('keptSecret', () => {
  it('ends with one value when two make it at once', async () => {
    const file = join(dir, 'secret')
    const values = await Promise.all([keptSecret(file, () => 'one'), keptSecret(file, () => 'two')])
    const kept = (await readFile(file, 'utf8')).trim()
    expect(values).toEqual([kept, kept])
  })
})

describe('service file', () => {
  it('is read back by other commands, and only by the owner', async () => {
    const directory = await openDataDirectory(dir)
    expect(await readServiceFile(directory)).toBeNull()
    const service = { url: 'http://127.0.0.1:1', databaseUrl: 'x', key: 'y', pid: 1 }
    await writeServiceFile(directory, service)
    expect(await readServiceFile(directory)).toEqual(service)
    expect((await stat(directory.service)).mode & 0o777).toBe(0o600)
  })
})

describe('secretSetting', () => {
  it('is null when nothing is given', () => {
    expect(secretSetting({}, 'DATABASE_URL')).toBeNull()
    expect(secretSetting({ DATABASE_URL: '' }, 'DATABASE_URL')).toBeNull()
  })
})
