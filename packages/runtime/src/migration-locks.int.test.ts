import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readMigrations } from './migration-files.ts'
import { createTestDatabase } from './testing.ts'

const SET_ASIDE = '0065_waiting_set_aside.sql'
/** What an activation writes, in its order. */
const ACTIVATION = ['submission', 'list_entry', 'waiting_match'] as const

let database: { url: string; drop(): Promise<void> }
let activating: Client
let migrating: Client
let watching: Client
beforeAll(async () => {
  database = await createTestDatabase()
  const connected = async () => {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    return client
  }
  activating = await connected()
  migrating = await connected()
  watching = await connected()
  await migrating.query('drop schema public cascade; create schema public')
  for (const { name, sql } of readMigrations()) if (name < SET_ASIDE) await migrating.query(sql)
})
afterAll(async () => {
  for (const client of [activating, migrating, watching]) await client?.end()
  await database?.drop()
})

/** No row is needed: each has its table as whoever writes to it has. */
const write = (table: (typeof ACTIVATION)[number]) =>
  activating.query(`update ${table} set list_id = list_id where false`)

async function untilWaiting(): Promise<void> {
  for (;;) {
    const { rowCount } = await watching.query(
      `select from pg_locks where not granted
          and database = (select oid from pg_database where datname = current_database())`,
    )
    if (rowCount !== 0) return
  }
}

describe('a migration of tables that an activation changes', () => {
  it.each([1, 2])(
    'waits for one that has written to %i of them, which goes on to its end',
    async (written) => {
      const { sql } = readMigrations().find(({ name }) => name === SET_ASIDE)!
      await activating.query('begin')
      for (const table of ACTIVATION.slice(0, written)) await write(table)
      await migrating.query('begin')
      const migrated = migrating.query(sql)
      // where each waits for the other, Postgres ends one of them
      const ended = Promise.allSettled([migrated])
      await untilWaiting()
      for (const table of ACTIVATION.slice(written)) await write(table)
      await activating.query('commit')
      expect(await ended).toMatchObject([{ status: 'fulfilled' }])
      await migrating.query('rollback')
    },
  )
})
