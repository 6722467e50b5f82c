import { createHash, randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { readMigrations } from './migration-files.ts'
import { migrate } from './migrations.ts'

/**
 * Makes a database with the present schema, for one test file.
 *
 * Cloned from a template that the first caller of a run migrates. The template is named after the
 * migration files, so a changed file means a new template.
 *
 * @returns the URL of the new database, and how to drop it again
 * @throws when no server was named by TEST_DATABASE_URL
 */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = fromEnvironment('TEST_DATABASE_URL')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await withClient(server, async (client) => {
    const template = await ensureTemplate(client, server)
    // by copying files: through the log, as is usual, each test file would write 13 MB to it
    await client.query(`create database ${name} template ${template} strategy file_copy`)
  })
  return {
    url: onDatabase(server, name),
    drop: () =>
      withClient(server, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`)
      }),
  }
}

/**
 * The Redis of this run, with a numbered database that only this test file uses.
 *
 * @throws when no server was named by TEST_REDIS_URL
 */
export function testRedisUrl(): string {
  const worker = Number(process.env['VITEST_WORKER_ID'] ?? 0)
  const url = new URL(fromEnvironment('TEST_REDIS_URL'))
  url.pathname = `/${worker % TEST_REDIS_DATABASES}`
  return url.href
}

/** Numbered databases that the Redis behind TEST_REDIS_URL must have. */
export const TEST_REDIS_DATABASES = 4096

const TEMPLATE_LOCK = 710419

async function ensureTemplate(client: Client, server: string): Promise<string> {
  const files = readMigrations().map(({ name, digest }) => `${name} ${digest}\n`)
  const digest = createHash('sha256').update(files.join('')).digest('hex').slice(0, 16)
  const template = `template_${digest}`
  const exists = async (): Promise<boolean> =>
    (await client.query('select from pg_database where datname = $1', [template])).rowCount === 1
  if (await exists()) return template
  await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
  if (await exists()) return template
  const draft = `${template}_draft`
  await client.query(`drop database if exists ${draft} with (force)`)
  await client.query(`create database ${draft}`)
  await migrate(onDatabase(server, draft))
  await unused(client, draft)
  await client.query(`alter database ${draft} rename to ${template}`)
  return template
}

/** Has the connections to a database end: renaming it waits for none. */
async function unused(client: Client, database: string): Promise<void> {
  await client.query(
    'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1',
    [database],
  )
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'test databases' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await work(client)
  } finally {
    // ends the session, and with it the advisory lock
    await client.end()
  }
}

function onDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

function fromEnvironment(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') {
    throw new Error(`Preparing a test: ${name} is not set; run the tests through npm test`)
  }
  return value
}
