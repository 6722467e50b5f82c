import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLog } from '../log.ts'
import { findRedis, provisionRedis } from './redis-binary.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-find-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(dir, { recursive: true, force: true })
})

async function program(path: string): Promise<string> {
  const file = join(dir, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, '#!/bin/sh\n')
  await chmod(file, 0o755)
  return file
}

describe('findRedis', () => {
  it('prefers one on PATH to one in the cache', async () => {
    const installed = await program('bin/valkey-server')
    await program('cache/redis-server/usr/bin/redis-server')
    expect(await findRedis(join(dir, 'cache'), `${dir}/none:${dir}/bin`)).toEqual({
      program: installed,
    })
  })

  it('takes the one in the cache with its libraries', async () => {
    const unpacked = await program('cache/redis-server/usr/bin/redis-server')
    await mkdir(join(dir, 'cache/redis-server/usr/lib/x86_64-linux-gnu'), { recursive: true })
    expect(await findRedis(join(dir, 'cache'), '')).toEqual({
      program: unpacked,
      libraryPath: join(dir, 'cache/redis-server/usr/lib/x86_64-linux-gnu'),
    })
  })

  it('finds none in a file that cannot be executed', async () => {
    await chmod(await program('bin/redis-server'), 0o644)
    expect(await findRedis(join(dir, 'cache'), `${dir}/bin`)).toBeUndefined()
  })
})

describe('provisionRedis', () => {
  it('says why there is none on a system without apt', async () => {
    vi.stubEnv('PATH', dir)
    let words = ''
    const destination = new Writable({
      write(chunk: Buffer, _, done) {
        words += chunk.toString()
        done()
      },
    })
    const log = createLog('test', { destination })
    expect(await provisionRedis(join(dir, 'cache'), log)).toBeUndefined()
    expect(words).toContain('redis could not be provisioned')
    expect(words).toContain('apt-get')
  })
})
