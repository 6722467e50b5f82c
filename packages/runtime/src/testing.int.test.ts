import { Redis } from 'ioredis'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { readMigrations } from './migration-files.ts'
import { createTestDatabase, testRedisUrl } from './testing.ts'

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

describe('createTestDatabase', () => {
  it('gives a database with every migration applied', async () => {
    const database = await createTestDatabase()
    const rows = await ask(database.url, 'select name from schema_migration order by name')
    expect(rows.map((row) => row['name'])).toEqual(readMigrations().map(({ name }) => name))
    await database.drop()
  })

  it('gives callers at the same time databases that do not share a row', async () => {
    const databases = await Promise.all([createTestDatabase(), createTestDatabase()])
    const [first, second] = databases
    await ask(first.url, 'create table only_here (id int)')
    const tables = `select to_regclass('only_here') is not null as here`
    expect(await ask(first.url, tables)).toEqual([{ here: true }])
    expect(await ask(second.url, tables)).toEqual([{ here: false }])
    await Promise.all(databases.map((database) => database.drop()))
  })

  it('drops a database that still has a connection', async () => {
    const database = await createTestDatabase()
    const client = new Client({ connectionString: database.url })
    const lost = new Promise((resolve) => client.on('error', resolve))
    await client.connect()
    await database.drop()
    await lost
    await expect(ask(database.url, 'select 1')).rejects.toMatchObject({ code: '3D000' })
  })
})

describe('testRedisUrl', () => {
  it('names a Redis that keeps what it is told', async () => {
    const redis = new Redis(testRedisUrl())
    await redis.set('seen', 'yes')
    expect(await redis.get('seen')).toBe('yes')
    await redis.flushdb()
    redis.disconnect()
  })
})
