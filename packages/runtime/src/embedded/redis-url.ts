import { DomainError } from '@nightlight/contract'
import { Redis } from 'ioredis'
import { addressProblem, tlsProblem } from './connection-problem.ts'

/**
 * Connects once to the Redis or Valkey that an operator named, to say early and plainly what is
 * wrong.
 *
 * @throws {DomainError} `redis-unreachable`; one sentence that says what to do, without any part
 *   of the URL
 */
export async function checkRedisUrl(url: string, timeoutMs = 10_000): Promise<void> {
  try {
    if (!/^rediss?:$/.test(new URL(url).protocol)) throw new TypeError('not a Redis URL')
  } catch {
    throw unreachable('REDIS_URL is not a URL of the form redis://:password@host:port')
  }
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  // ioredis reports why it could not connect here, and only that it is closed to the caller
  let reported: unknown
  redis.on('error', (error) => {
    reported ??= error
  })
  try {
    await redis.connect()
    await redis.ping()
  } catch (error) {
    throw unreachable(problemOf(reported ?? error), error)
  } finally {
    redis.disconnect()
  }
}

function problemOf(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  if (/NOAUTH/.test(message)) return 'the server wants a password; add it to REDIS_URL'
  if (/WRONGPASS|invalid password|without any password configured/.test(message)) {
    return 'the password is refused; correct it in REDIS_URL'
  }
  if (/NOPERM/.test(message)) return 'the account may not do what the queue needs; widen its rights'
  if (/DB index|invalid DB/i.test(message))
    return 'the numbered database does not exist; correct it'
  return (
    tlsProblem(error) ??
    addressProblem(error) ??
    'the server answers in a way that is not understood; check host and port in REDIS_URL'
  )
}

const unreachable = (problem: string, cause?: unknown): DomainError =>
  new DomainError('invalid', 'redis-unreachable', `Connecting to Redis: ${problem}`, { cause })
