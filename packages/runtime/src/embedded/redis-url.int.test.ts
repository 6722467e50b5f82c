import { describe, expect, it } from 'vitest'
import { testRedisUrl } from '../testing.ts'
import { freePort } from './free-port.ts'
import { checkRedisUrl } from './redis-url.ts'

function changed(change: (url: URL) => void): string {
  const url = new URL(testRedisUrl())
  change(url)
  return url.href
}

async function problem(url: string): Promise<unknown> {
  const failure: unknown = await checkRedisUrl(url, 500).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(failure).toMatchObject({ kind: 'invalid', code: 'redis-unreachable' })
  return (failure as Error).message
}

describe('checkRedisUrl', () => {
  it('accepts a server that is there', async () => {
    await expect(checkRedisUrl(testRedisUrl())).resolves.toBeUndefined()
  })

  it('says when it is no URL of a Redis', async () => {
    expect(await problem('localhost:6379')).toBe(
      'Connecting to Redis: REDIS_URL is not a URL of the form redis://:password@host:port',
    )
  })

  it('says when the host is not known', async () => {
    const url = changed((u) => {
      u.hostname = 'no..such.invalid'
    })
    expect(await problem(url)).toBe(
      'Connecting to Redis: the host name is not known; correct the host',
    )
  })

  it('says when nobody answers', async () => {
    const port = await freePort()
    const url = changed((u) => {
      u.port = String(port)
    })
    expect(await problem(url)).toBe(
      'Connecting to Redis: no server answers there; start it, or correct host and port',
    )
  })

  it('says when the password is missing or refused, without repeating it', async () => {
    const without = changed((u) => {
      u.password = ''
    })
    const wrong = changed((u) => {
      u.password = 'mistaken'
    })
    expect(await problem(without)).toBe(
      'Connecting to Redis: the server wants a password; add it to REDIS_URL',
    )
    expect(await problem(wrong)).toBe(
      'Connecting to Redis: the password is refused; correct it in REDIS_URL',
    )
  })

  it('says when the server does not speak TLS', async () => {
    const url = testRedisUrl().replace('redis:', 'rediss:')
    expect(await problem(url)).toMatch(/TLS|no server answers/)
  })
})
