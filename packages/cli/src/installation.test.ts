import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fieldKey, openDataDirectory } from './data-directory.ts'
import { findInstallation } from './installation.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-installation-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

describe('findInstallation', () => {
  it('makes none, and says why there is none', async () => {
    const [missing, folder, file] = ['missing', 'folder', 'file'].map((name) => join(dir, name))
    await mkdir(folder!)
    await writeFile(file!, '')
    for (const [path, why] of [
      [missing!, 'does not exist'],
      [folder!, 'holds none'],
      [file!, 'is a file'],
    ] as const) {
      await expect(findInstallation(path, {})).rejects.toMatchObject({
        code: 'no-installation',
        message: expect.stringMatching(new RegExp(`${why}.*--data.*npm start`)),
      })
    }
    expect([existsSync(missing!), existsSync(join(folder!, 'keys'))]).toEqual([false, false])
    await expect(findInstallation('', {})).rejects.toMatchObject({ code: 'option-invalid' })
  })

  it('finds one by its key, by its database, or all of it in the environment', async () => {
    const path = join(dir, 'by-key')
    await fieldKey(await openDataDirectory(path), {})
    expect((await findInstallation(path, {})).path).toBe(path)
    await mkdir(join(dir, 'by-database', 'postgres'), { recursive: true })
    expect(await findInstallation(join(dir, 'by-database'), {})).toBeDefined()
    const elsewhere = { DATABASE_URL: 'postgres://x', FIELD_KEY: 'y' }
    expect(await findInstallation(join(dir, 'by-settings'), elsewhere)).toBeDefined()
    // the fields of that database were written with a key that is not here
    const half = { DATABASE_URL: 'postgres://x' }
    await expect(findInstallation(join(dir, 'half'), half)).rejects.toMatchObject({
      code: 'no-installation',
    })
  })
})
