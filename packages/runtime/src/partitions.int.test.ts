import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readMigrations } from './migration-files.ts'
import { migrate } from './migrations.ts'
import { createTestDatabase } from './testing.ts'

const PARTITIONS = '0014_partitions.sql'
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`

let database: { url: string; drop(): Promise<void> }
let client: Client
const ask = async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await client.query<Record<string, unknown>>(sql, values)).rows

/** A database as it was before the partitions, with three years of rows. */
beforeAll(async () => {
  database = await createTestDatabase()
  client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query('drop schema public cascade; create schema public')
  await client.query(`create table schema_migration (name text primary key, digest text not null,
    applied_at timestamptz not null default clock_timestamp())`)
  for (const { name, sql, digest } of readMigrations()) {
    if (name >= PARTITIONS) break
    await client.query(sql)
    await client.query('insert into schema_migration (name, digest) values ($1, $2)', [
      name,
      digest,
    ])
  }
  await client.query(`
    insert into location (id, url_ct, url_key, host, registrable_domain)
      values ('${id(1)}', 'ct', 'key', 'example.org', 'example.org');
    insert into media (id, sha256_key, fingerprint_ct, size, mime, width, height, frames, pdq_quality, pipeline_version)
      select ('00000000-0000-7000-8000-' || lpad((100 + n)::text, 12, '0'))::uuid, n::text::bytea, 'ct', 1, 'image/jpeg', 1, 1, 1, 1, 'v'
      from generate_series(0, 39) n;
    insert into sighting (media_id, location_id, page_location_id, first_seen_at, last_seen_at)
      select id, '${id(1)}', '${id(1)}', now(), now() from media;
    insert into visit (id, location_id, page_location_id, outcome, code, redirects, egress, started_at, finished_at, observation)
      select gen_random_uuid(), '${id(1)}', '${id(1)}', 'page', n::text, n, 'lab', now() - n * interval '10 days', now(), '{"port": 80}'
      from generate_series(0, 109) n;
    insert into visit (id, location_id, page_location_id, outcome, egress, started_at, finished_at)
      values (gen_random_uuid(), '${id(1)}', '${id(1)}', 'failed', 'lab', '1980-01-01', now());
    insert into removal_check (id, takedown_id, due_at, started_at, finished_at, verdict, detail, egress)
      select gen_random_uuid(), '${id(9)}', now() - n * interval '20 days', now(), now(), 'gone', '[{"code": "x"}]', 'lab'
      from generate_series(0, 54) n`)
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

describe('partitions of the crawl data', () => {
  it('carry over every row as it was, each to its part', async () => {
    const facts = `
      select (select md5(string_agg(v::text, '|' order by id)) from
               (select id, outcome, code, redirects, egress, started_at, finished_at, observation from visit) v) as visits,
             (select md5(string_agg(c::text, '|' order by id)) from
               (select id, takedown_id, due_at, finished_at, verdict, detail from removal_check) c) as checks,
             (select md5(string_agg(s::text, '|' order by media_id)) from
               (select media_id, location_id, page_location_id, first_seen_at, gone_at from sighting) s) as sightings`
    const before = await ask(facts)
    const { applied } = await migrate(database.url)
    expect(applied[0]).toBe(PARTITIONS)
    expect(await ask(facts)).toEqual(before)
    const misplaced = await ask(`select from visit where
      tableoid::regclass::text <> 'visit_default'
      and tableoid::regclass::text <> 'visit_' || to_char(started_at at time zone 'UTC', 'YYYYMM')`)
    expect(misplaced).toEqual([])
    const places = await ask(`select
      (select count(*)::int from visit_default) as rest,
      (select count(distinct tableoid)::int from visit) >= 36 as months,
      (select count(distinct tableoid)::int from sighting) > 10 as spread`)
    expect(places).toEqual([{ rest: 1, months: true, spread: true }])
  })

  it('refuse what has no location, and a second check for the same time', async () => {
    await expect(
      ask(`insert into visit (id, location_id, page_location_id, outcome, egress, started_at, finished_at)
        values (gen_random_uuid(), '${id(1)}', '${id(77)}', 'page', 'lab', now(), now())`),
    ).rejects.toMatchObject({ code: '23503' })
    await expect(
      ask(`insert into sighting (media_id, location_id, page_location_id, first_seen_at, last_seen_at)
        values ('${id(77)}', '${id(1)}', '${id(1)}', now(), now())`),
    ).rejects.toMatchObject({ code: '23503' })
    await expect(
      ask(`insert into removal_check (id, takedown_id, due_at, started_at, egress)
        select gen_random_uuid(), takedown_id, due_at, now(), 'lab' from removal_check limit 1`),
    ).rejects.toMatchObject({ code: '23505' })
  })

  it('have a month made whose rows had to go to the default part', async () => {
    const at = '2050-02-17T12:00:00Z'
    await ask(
      `insert into visit (id, location_id, page_location_id, outcome, egress, started_at, finished_at)
        values (gen_random_uuid(), '${id(1)}', '${id(1)}', 'page', 'lab', $1, $1)`,
      [at],
    )
    // the month is that of UTC, whatever the session takes for local
    await ask(`set timezone to 'Pacific/Auckland'`)
    expect(await ask(`select make_month_partition('visit', $1) as made`, [at])).toEqual([
      { made: true },
    ])
    expect(await ask(`select make_month_partition('visit', $1) as made`, [at])).toEqual([
      { made: false },
    ])
    const where = await ask(
      'select tableoid::regclass::text as part from visit where started_at = $1',
      [at],
    )
    expect(where).toEqual([{ part: 'visit_205002' }])
  })
})
