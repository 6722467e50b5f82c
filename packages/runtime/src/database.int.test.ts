import { readFileSync } from 'node:fs'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { createTestDatabase } from './testing.ts'

/** `table.column`, with a question mark when it may be null, of every column. */
type Columns = string[]

/** Types vanish at run time, so the interface is read as text. */
function columnsOfInterface(): Columns {
  const source = readFileSync(new URL('database.ts', import.meta.url), 'utf8')
  const body = /export interface Database \{\n([\s\S]*?)\n\}\n/.exec(source)![1]!
  const found: Columns = []
  for (const [, table, fields] of body.matchAll(/^ {2}(\w+): \{([^}]*)\}$/gm)) {
    for (const [, column, type] of fields!.matchAll(/(\w+): ([^\n;]+)/g)) {
      found.push(`${table}.${column}${/\| null\b|Null\b/.test(type!) ? '?' : ''}`)
    }
  }
  return found.sort()
}

async function columnsOfDatabase(): Promise<Columns> {
  const database = await createTestDatabase()
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query<{ text: string }>(
    `select table_name || '.' || column_name || case is_nullable when 'YES' then '?' else '' end as text
       from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_type = 'BASE TABLE' and table_schema = 'public' and table_name <> 'schema_migration'`,
  )
  await client.end()
  await database.drop()
  return rows.map(({ text }) => text).sort()
}

describe('Database', () => {
  it('names every table and column of the schema with its nullability, and no other', async () => {
    const named = columnsOfInterface()
    expect(named.length).toBeGreaterThan(100)
    expect(named).toEqual(await columnsOfDatabase())
  })
})
