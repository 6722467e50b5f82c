import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

/** Where the numbered SQL files lie. */
export const MIGRATIONS_DIR = new URL('../migrations/', import.meta.url)

/** A numbered file of SQL, and the digest by which it is known again. */
export type Migration = { name: string; sql: string; digest: string }

/** The migrations in order; also what a template database of the tests is named after. */
export function readMigrations(): Migration[] {
  return readdirSync(MIGRATIONS_DIR)
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(name, MIGRATIONS_DIR), 'utf8')
      return { name, sql, digest: createHash('sha256').update(sql).digest('hex') }
    })
}
