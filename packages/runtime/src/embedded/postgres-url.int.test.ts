import { describe, expect, it } from 'vitest'
import { createTestDatabase } from '../testing.ts'
import { freePort } from './free-port.ts'
import { checkDatabaseUrl } from './postgres-url.ts'

/** The URL of a real database, changed. */
async function changed(change: (url: URL) => void): Promise<string> {
  const url = new URL(process.env['TEST_DATABASE_URL'] ?? '')
  change(url)
  return url.href
}

async function problem(url: string): Promise<unknown> {
  const failure: unknown = await checkDatabaseUrl(url, 500).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(failure).toMatchObject({ kind: 'invalid', code: 'database-unreachable' })
  return (failure as Error).message
}

describe('checkDatabaseUrl', () => {
  it('accepts a database that is there', async () => {
    const database = await createTestDatabase()
    await expect(checkDatabaseUrl(database.url)).resolves.toBeUndefined()
    await database.drop()
  })

  it('says when it is no URL of a Postgres', async () => {
    const message =
      'Connecting to Postgres: DATABASE_URL is not a URL of the form postgres://user:password@host/name'
    expect(await problem('localhost')).toBe(message)
    expect(await problem('mysql://localhost/x')).toBe(message)
  })

  it('says when the host is not known', async () => {
    const url = await changed((u) => {
      u.hostname = 'no..such.invalid'
    })
    expect(await problem(url)).toBe(
      'Connecting to Postgres: the host name is not known; correct the host',
    )
  })

  it('says when nobody answers', async () => {
    const port = await freePort()
    const url = await changed((u) => {
      u.port = String(port)
    })
    expect(await problem(url)).toBe(
      'Connecting to Postgres: no server answers there; start it, or correct host and port',
    )
  })

  it('says when the password is refused, without repeating it', async () => {
    const url = await changed((u) => {
      u.password = 'mistaken'
    })
    expect(await problem(url)).toBe(
      'Connecting to Postgres: the user or the password is refused; correct them in DATABASE_URL',
    )
  })

  it('says when the database does not exist', async () => {
    const url = await changed((u) => {
      u.pathname = '/no_such_database'
    })
    expect(await problem(url)).toBe(
      'Connecting to Postgres: the database does not exist; create it, or correct its name',
    )
  })

  it('says when the server does not speak TLS', async () => {
    const url = await changed((u) => {
      u.search = '?sslmode=verify-full'
    })
    expect(await problem(url)).toBe(
      'Connecting to Postgres: the server does not speak TLS; turn it on there, or take sslmode out of DATABASE_URL',
    )
  })

  it('says when something else answers', async () => {
    const redis = new URL(process.env['TEST_REDIS_URL'] ?? '')
    const url = await changed((u) => {
      u.port = redis.port
    })
    expect(await problem(url)).toMatch(/^Connecting to Postgres: .*host and port/)
  })
})
