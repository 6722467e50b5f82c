import { readdirSync, readFileSync } from 'node:fs'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { createTestDatabase } from './testing.ts'

/** `table.column`, with a question mark when it may be null, of every column. */
type Columns = string[]

const isPart = (file: string): boolean => file === 'database.ts' || file.endsWith('-tables.ts')

/** Types vanish at run time, so the interface and its parts are read as text. */
function columnsOfInterface(): Columns {
  const here = new URL('./', import.meta.url)
  const body = readdirSync(here)
    .filter(isPart)
    .map((file) => readFileSync(new URL(file, here), 'utf8'))
    .map((source) => /export interface [\w\s,]+ \{\n([\s\S]*?)\n\}\n/.exec(source)![1]!)
    .join('\n')
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
      where table_type = 'BASE TABLE' and table_schema = 'public' and table_name <> 'schema_migration'
        and not (select relispartition from pg_class where oid = to_regclass(table_name::text))`,
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
