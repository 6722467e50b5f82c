import { mkdtempSync, rmSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Db } from '../../packages/runtime/src/index.ts'
import { createTestDatabase } from '../../packages/runtime/src/testing.ts'
import { sql } from 'kysely'

const TABLES = ['entry_page', 'list_entry', 'entry_hash'] as const
/** What those need, which is not timed. */
const BEFORE = ['authority', 'hash_list', 'submission'] as const

/**
 * Seconds that Postgres takes to read the rows of an import with plain COPY from a file of its own, into the same
 * tables with the same keys, indexes and checks; no client, no encryption and no look at what is there.
 */
export async function copySeconds(db: Db): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'nightlight-copy-'))
  // the server runs as another account
  chmodSync(folder, 0o777)
  const database = await createTestDatabase()
  const other = connect(database.url, { max: 1 })
  const file = (table: string) => sql.lit(join(folder, table))
  try {
    for (const table of [...BEFORE, ...TABLES]) {
      await sql`copy ${sql.table(table)} to ${file(table)} (format binary)`.execute(db)
    }
    await sql`alter table submission disable trigger user`.execute(other)
    for (const table of BEFORE) {
      await sql`copy ${sql.table(table)} from ${file(table)} (format binary)`.execute(other)
    }
    const startedAt = performance.now()
    await other.transaction().execute(async (trx) => {
      for (const table of TABLES) {
        await sql`copy ${sql.table(table)} from ${file(table)} (format binary)`.execute(trx)
      }
    })
    return (performance.now() - startedAt) / 1000
  } finally {
    await other.destroy()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
}
