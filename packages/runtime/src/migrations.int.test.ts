import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readMigrations } from './migration-files.ts'
import { migrate } from './migrations.ts'
import { createTestDatabase } from './testing.ts'

const names = readMigrations().map(({ name }) => name)
/** SQLSTATE of the last file applied twice. */
const DUPLICATE_COLUMN = '42701'

let database: { url: string; drop(): Promise<void> }
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.drop())

async function ask(sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}
const empty = (): Promise<unknown> => ask('drop schema public cascade; create schema public')

describe('migrate', () => {
  it('brings an empty database to the present schema, in the order of the files', async () => {
    await empty()
    expect(await migrate(database.url)).toEqual({ applied: names })
    const rows = await ask('select name from schema_migration order by applied_at')
    expect(rows.map((row) => row['name'])).toEqual(names)
  })

  it('does nothing the second time', async () => {
    expect(await migrate(database.url)).toEqual({ applied: [] })
  })

  it('applies each file once when several begin at the same time', async () => {
    await empty()
    const results = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)))
    expect(results.flatMap(({ applied }) => applied).sort()).toEqual(names)
  })

  it('keeps nothing of a file that fails, and says so', async () => {
    await empty()
    await migrate(database.url)
    await ask(`delete from schema_migration where name = '0005_match_variant.sql'`)
    await expect(migrate(database.url)).rejects.toMatchObject({ code: DUPLICATE_COLUMN })
    expect(await ask('select name from schema_migration')).toHaveLength(names.length - 1)
  })

  it('says of matches from before variants that they are of the picture itself', async () => {
    await ask(`alter table match drop column variant`)
    await ask(`delete from schema_migration where name = '0005_match_variant.sql'`)
    const id = `'00000000-0000-7000-8000-000000000001'`
    await ask(`set session_replication_role = replica; insert into match
      (id, media_id, entry_id, list_id, algorithm, distance, orientation, flavour, tier, list_epoch)
      values (${id}, ${id}, ${id}, ${id}, 'pdq', 3, 0, 'full', 'near', 1)`)
    expect(await migrate(database.url)).toEqual({ applied: ['0005_match_variant.sql'] })
    expect(await ask('select frame, variant from match')).toEqual([
      { frame: 0, variant: 'picture' },
    ])
  })

  it('gives what was handed in before the terms of its list', async () => {
    await ask(`drop trigger submission_terms on submission;
      drop trigger hash_list_within_submissions on hash_list;
      drop function submission_has_terms, list_stays_within_submissions, hold_list_terms, countries_within;
      alter table submission drop column purpose, drop column jurisdictions`)
    await ask(`delete from schema_migration where name = '0009_submission_terms.sql'`)
    const id = `'00000000-0000-7000-8000-000000000001'`
    await ask(`insert into authority (id, name) values (${id}, 'Police');
      insert into hash_list (id, authority_id, name, legal_class, purpose, jurisdictions)
        values (${id}, ${id}, 'list', 'csam', 'research', '{BE,NL}');
      insert into submission (id, list_id, format, state, submitted_by)
        values (${id}, ${id}, 'plain', 'receiving', 'ann')`)
    expect(await migrate(database.url)).toEqual({ applied: ['0009_submission_terms.sql'] })
    expect(await ask('select purpose, jurisdictions from submission')).toEqual([
      { purpose: 'research', jurisdictions: ['BE', 'NL'] },
    ])
  })

  it('refuses a file that was edited after it had been applied', async () => {
    await ask(`update schema_migration set digest = 'other' where name = '${names[1]}'`)
    await expect(migrate(database.url)).rejects.toMatchObject({
      code: 'migration-changed',
      message: expect.stringContaining(names[1]!) as string,
    })
  })

  it('refuses a database that a newer version made', async () => {
    await ask(`insert into schema_migration (name, digest) values ('9999_future.sql', 'x')`)
    await expect(migrate(database.url)).rejects.toMatchObject({ code: 'schema-newer' })
  })

  it('leaves nothing locked after a refusal', async () => {
    await ask(`insert into schema_migration (name, digest) values ('9999_future.sql', 'x')`)
    await expect(migrate(database.url)).rejects.toThrow()
    await ask(`delete from schema_migration where name = '9999_future.sql'`)
    expect(await migrate(database.url)).toEqual({ applied: [] })
  })
})
