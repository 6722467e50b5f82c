import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../log.ts'
import {
  endSupervisors,
  kill9,
  spawnSupervisor,
  urlOf,
  withoutLeash,
} from './fixtures/spawn-supervisor.ts'
import { askRedis } from './redis-wire.ts'
import { startRedis } from './redis.ts'

const log = createLog('test', { level: 'silent' })
let dir: string
let dataDir: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-redis-test-'))
  dataDir = join(dir, 'redis')
})
afterEach(endSupervisors)
afterAll(() => rm(dir, { recursive: true, force: true }))

/** One command, answered, then the connection is closed. */
async function ask(url: string, command: string, ...args: string[]): Promise<unknown> {
  const redis = new Redis(url)
  redis.on('error', () => undefined)
  try {
    return await redis.call(command, ...args)
  } finally {
    redis.disconnect()
  }
}

async function serverPid(url: string): Promise<number> {
  return Number(/process_id:(\d+)/.exec(String(await ask(url, 'INFO', 'server')))?.[1])
}

describe('startRedis', () => {
  it('keeps what it holds over a stop', async () => {
    {
      await using server = await startRedis({ dataDir, log })
      await ask(server.url, 'SET', 'stop', 'kept')
    }
    await using server = await startRedis({ dataDir, log })
    expect(await ask(server.url, 'GET', 'stop')).toBe('kept')
  })

  it('keeps what it acknowledged over a kill', async () => {
    const server = await startRedis({ dataDir, log })
    await ask(server.url, 'SET', 'kill', 'kept')
    process.kill(await serverPid(server.url), 'SIGKILL')
    await server.stop()
    await using again = await startRedis({ dataDir, log })
    expect(await ask(again.url, 'GET', 'kill')).toBe('kept')
  })

  it('shuts down a server that outlived its supervisor, and keeps what that one held', async () => {
    const supervisor = spawnSupervisor('redis', dataDir, await withoutLeash(dir))
    const orphan = await urlOf(supervisor)
    await kill9(supervisor)
    await ask(orphan, 'SET', 'orphan', 'kept')
    await using server = await startRedis({ dataDir, log })
    expect(await ask(server.url, 'GET', 'orphan')).toBe('kept')
    expect(await askRedis(Number(new URL(orphan).port), ['PING'])).toBeUndefined()
  })

  it('leaves alone another server that has got the port of an earlier one', async () => {
    await using other = await startRedis({ dataDir: join(dir, 'other'), log })
    await (await startRedis({ dataDir, log })).stop()
    await copyFile(join(dir, 'other', 'control'), join(dataDir, 'control'))
    await using server = await startRedis({ dataDir, log })
    expect(await ask(other.url, 'PING')).toBe('PONG')
    expect(await ask(server.url, 'PING')).toBe('PONG')
  })

  it('lets nobody in without the password', async () => {
    await using server = await startRedis({ dataDir, log })
    const answer = await askRedis(Number(new URL(server.url).port), ['PING'])
    expect(answer).toMatch(/^-NOAUTH/)
  })

  it('leaves nothing behind when it has no directory of its own', async () => {
    const server = await startRedis({ log })
    const home = String(((await ask(server.url, 'CONFIG', 'GET', 'dir')) as string[])[1])
    await server.stop()
    await expect(readdir(home)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('never drops a job to make room', async () => {
    await using server = await startRedis({ log })
    const policy = await ask(server.url, 'CONFIG', 'GET', 'maxmemory-policy')
    expect(policy).toEqual(['maxmemory-policy', 'noeviction'])
  })
})
