import { DomainError } from '@nightlight/contract'
import { Client } from 'pg'
import { applyAccess } from './access/apply-access.ts'
import { readMigrations, type Migration } from './migration-files.ts'

/**
 * Brings a database to the present schema: each pending file in one transaction, in order.
 *
 * Forward only. Then the roles of the processes get what they need, where the owner may make roles. Several callers at once take turns under an advisory lock.
 *
 * @throws {DomainError} `migration-changed` when a file that was applied has been edited since,
 *   `schema-newer` when the database knows a migration that this program does not
 */
export async function migrate(databaseUrl: string): Promise<{ applied: string[] }> {
  const client = new Client({ connectionString: databaseUrl })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(710418)')
    await client.query(
      `create table if not exists schema_migration (
         name text primary key,
         digest text not null,
         applied_at timestamptz not null default clock_timestamp()
       )`,
    )
    const applied = await applyPending(client)
    await applyAccess(client)
    return { applied }
  } finally {
    await client.end()
  }
}

async function applyPending(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; digest: string }>(
    'select name, digest from schema_migration',
  )
  const done = new Map(rows.map((row) => [row.name, row.digest]))
  const known = readMigrations()
  for (const name of done.keys()) {
    if (known.some((migration) => migration.name === name)) continue
    throw new DomainError(
      'conflict',
      'schema-newer',
      `Migrating: the database was made by a newer version (${name}); install that version`,
    )
  }
  const applied: string[] = []
  for (const migration of known) {
    const digest = done.get(migration.name)
    if (digest === migration.digest) continue
    if (digest !== undefined) {
      throw new DomainError(
        'conflict',
        'migration-changed',
        `Migrating: ${migration.name} was edited after it had been applied; add a new file`,
      )
    }
    await applyOne(client, migration)
    applied.push(migration.name)
  }
  return applied
}

async function applyOne(client: Client, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(migration.sql)
    await client.query('insert into schema_migration (name, digest) values ($1, $2)', [
      migration.name,
      migration.digest,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
