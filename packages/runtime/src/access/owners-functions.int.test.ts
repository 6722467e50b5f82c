import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase } from '../testing.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

it('functions with the rights of the owner look last at what a session made itself', async () => {
  const client = new Client(database.url)
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string; path: string | null }>(`
      select p.oid::regprocedure::text as name,
        (select split_part(one, '=', 2) from unnest(p.proconfig) one where one like 'search_path=%') as path
      from pg_proc p where p.prosecdef and p.pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)`)
    expect(rows.length).toBeGreaterThan(20)
    expect(rows.filter(({ path }) => !path?.endsWith(', pg_temp'))).toEqual([])
  } finally {
    await client.end()
  }
})
