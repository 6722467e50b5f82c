import { DomainError } from '@nightlight/contract'
import { Client } from 'pg'
import { addressProblem, tlsProblem } from './connection-problem.ts'

/**
 * Connects once to the Postgres that an operator named, to say early and plainly what is wrong.
 *
 * @throws {DomainError} `database-unreachable`; one sentence that says what to do, without any
 *   part of the URL
 */
export async function checkDatabaseUrl(url: string, timeoutMs = 10_000): Promise<void> {
  try {
    if (!/^postgres(ql)?:$/.test(new URL(url).protocol)) throw new TypeError('not a Postgres URL')
  } catch {
    throw unreachable('DATABASE_URL is not a URL of the form postgres://user:password@host/name')
  }
  const client = new Client({ connectionString: url, connectionTimeoutMillis: timeoutMs })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
  } catch (error) {
    throw unreachable(problemOf(error), error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** What a failed connection means for whoever wrote the URL. */
function problemOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  if (/does not support SSL/.test(message ?? '')) {
    return 'the server does not speak TLS; turn it on there, or take sslmode out of DATABASE_URL'
  }
  if (code === '28000' && /no encryption|SSL off/.test(message ?? '')) {
    return 'the server accepts TLS only; add sslmode=verify-full to DATABASE_URL'
  }
  if (code === '28P01' || code === '28000' || /password must be a string/.test(message ?? '')) {
    return 'the user or the password is refused; correct them in DATABASE_URL'
  }
  if (code === '3D000') return 'the database does not exist; create it, or correct its name'
  if (code === '53300') return 'the server has no connection left; raise its max_connections'
  return (
    tlsProblem(error) ??
    addressProblem(error) ??
    `the server answers in a way that is not understood (${code ?? 'no code'}); check host and port in DATABASE_URL`
  )
}

const unreachable = (problem: string, cause?: unknown): DomainError =>
  new DomainError('invalid', 'database-unreachable', `Connecting to Postgres: ${problem}`, {
    cause,
  })
