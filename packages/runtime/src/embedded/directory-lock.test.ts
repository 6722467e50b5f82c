import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockDirectory } from './directory-lock.ts'

let dir: string
let file: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-lock-'))
  file = join(dir, 'lock')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

describe('lockDirectory', () => {
  it('is taken by one of many at once', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(file)))
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(await readdir(dir)).toEqual(['lock'])
  })

  it('can be taken again after its release', async () => {
    await (await lockDirectory(file)).release()
    await (await lockDirectory(file)).release()
    expect(await readdir(dir)).toEqual([])
  })

  it('is taken over from a process that is gone, although its number is in use again', async () => {
    await writeFile(file, JSON.stringify({ pid: process.pid, started: 'another time' }))
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(file)))
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  })

  it('is taken over when its file makes no sense', async () => {
    await writeFile(file, 'cut off {')
    await (await lockDirectory(file)).release()
    expect(await readdir(dir)).toEqual([])
  })
})
