import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../packages/runtime/src/embedded/postgres.ts'
import { provisionRedis } from '../packages/runtime/src/embedded/redis-binary.ts'
import { CACHE_DIR, startRedis } from '../packages/runtime/src/embedded/redis.ts'
import type { Log } from '../packages/runtime/src/log.ts'
import { TEST_REDIS_DATABASES } from '../packages/runtime/src/testing.ts'

export type ServerName = 'postgres' | 'redis'
/** Linux: files here are memory. A container often has 64 MB of it, which is too little. */
const MEMORY_DIR = '/dev/shm'
const MEMORY_BYTES = 4e9

export type TestServers = {
  /** TEST_DATABASE_URL and TEST_REDIS_URL, for those that were asked for. */
  env: Record<string, string>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts real servers for tests: quick instead of durable, data in memory where that has room for it.
 *
 * @param say hears one line of progress at a time
 * @throws when a server cannot be had on this machine, in words that say what to do
 */
export async function startTestServers(
  wanted: readonly ServerName[],
  log: Log,
  say: (line: string) => void,
): Promise<TestServers> {
  const dir = await mkdtemp(join(await placeForData(), 'nightlight-test-'))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rm(dir, { recursive: true, force: true }))
  const env: Record<string, string> = {}
  if (wanted.includes('postgres')) {
    const lap = stopwatch()
    const postgres = stack.use(
      await startPostgres({ dataDir: join(dir, 'postgres'), durable: false, log }),
    )
    env['TEST_DATABASE_URL'] = postgres.url
    say(`Postgres is ready, ${postgres.how} (${lap()})`)
  }
  if (wanted.includes('redis')) {
    const lap = stopwatch()
    const redis = stack.use(await startTestRedis(log))
    env['TEST_REDIS_URL'] = redis.url
    say(`Redis is ready (${lap()})`)
  }
  const owned = stack.move()
  return { env, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/**
 * Each test file has a database of 1,200 files, made and dropped again: on ext4 the search for free
 * inodes among those just freed takes a quarter of the processor time of such tests.
 */
async function placeForData(): Promise<string> {
  const { bavail, bsize } = await statfs(MEMORY_DIR).catch(() => ({ bavail: 0, bsize: 0 }))
  return bavail * bsize >= MEMORY_BYTES ? MEMORY_DIR : tmpdir()
}

async function startTestRedis(log: Log): ReturnType<typeof startRedis> {
  const binary = await provisionRedis(CACHE_DIR, log)
  if (!binary) {
    throw new Error(
      'Preparing the tests: Redis is needed and could not be had; install redis-server, or make a package mirror reachable for apt',
    )
  }
  return startRedis({ binary, databases: TEST_REDIS_DATABASES, log })
}

/** @returns a function that says how long ago this was called */
export function stopwatch(): () => string {
  const from = performance.now()
  return () => `${((performance.now() - from) / 1000).toFixed(1)} s`
}
