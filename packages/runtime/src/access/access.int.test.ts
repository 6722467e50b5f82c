import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, type Db } from '../postgres.ts'
import { prepareQueue } from '../queue.ts'
import { migrate } from '../migrations.ts'
import { createTestDatabase } from '../testing.ts'
import { PROCESS_NAMES, ROLES, roleOf, writesOf } from './access-plan.ts'
import { processLogins } from './process-logins.ts'
import { TENANT_POLICIES, TENANT_ROLES } from './tenant-policies.ts'

const KEPT_LOG = [
  'audit_checkpoint',
  'audit_cosignature',
  'audit_state',
  'audit_tile',
  'audit_timestamp',
]

const denied = expect.objectContaining({ code: '42501' }) as Error
let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  await prepareQueue({ kind: 'postgres', url: database.url })
  await migrate(database.url)
  db = connect(database.url, { max: 2 })
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const as = (role: string, statement: string, settings: Record<string, string> = {}) =>
  db.transaction().execute(async (trx) => {
    for (const [name, value] of Object.entries(settings)) {
      await sql`select set_config(${name}, ${value}, true)`.execute(trx)
    }
    await sql`set local role ${sql.id(role)}`.execute(trx)
    return (await sql.raw(statement).execute(trx)).rows
  })

describe('roles of processes', () => {
  it('have no power over the server and own nothing', async () => {
    const { rows } = await sql<{ rolname: string; owned: string }>`
      select rolname, (select count(*) from pg_class where relowner = r.oid) as owned from pg_roles r
       where rolname = any (${ROLES}) and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin)`.execute(
      db,
    )
    expect(rows.map(({ rolname }) => rolname).toSorted()).toEqual([...ROLES].toSorted())
    expect(rows.filter(({ owned }) => owned !== '0')).toEqual([])
  })

  it.each(PROCESS_NAMES)('%s may write its tables, and no other', async (name) => {
    const { rows } = await sql<{ table: string }>`
      select c.relname as table from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and (has_table_privilege(${roleOf(name)}, c.oid, 'insert')
           or has_table_privilege(${roleOf(name)}, c.oid, 'update')
           or has_table_privilege(${roleOf(name)}, c.oid, 'delete'))`.execute(db)
    expect(rows.map(({ table }) => table).toSorted()).toEqual(
      [...writesOf(name), ...(name === 'audit' ? KEPT_LOG : [])].toSorted(),
    )
  })

  it.each(PROCESS_NAMES)('%s tells events, and takes nothing of them back', async (name) => {
    const id = randomUUID()
    const event = `insert into audit_event (id, actor, action, object_type, object_id, detail)
      values ('${id}', 'trial', 'audit.erased', 'audit', '${id}', '{"events": 1}')`
    await as(roleOf(name), event)
    const erasing = { 'nightlight.audit_erasing': 'on' }
    for (const statement of [
      `update audit_event set actor = 'erased', detail = '{}', salt_ct = null, erased_by = '${id}' where id = '${id}'`,
      'delete from audit_event',
      'truncate audit_event',
      event.replace('(id,', '(leaf_index, id,').replace('values (', 'values (7, '),
      'delete from audit_timestamp',
      'delete from audit_tile',
      `select audit_erase(array['${id}']::uuid[], 'trial', 'trial')`,
      ...(name === 'audit'
        ? []
        : [
            `update audit_event set leaf_index = 7 where id = '${id}'`,
            'update audit_state set refused = null',
            'update audit_tile set hashes = hashes',
          ]),
    ]) {
      await expect(as(roleOf(name), statement, erasing), statement).rejects.toThrow(denied)
    }
  })

  it('refuse to make, to drop and to read what is not theirs', async () => {
    const crawler = roleOf('crawler')
    await expect(as(crawler, 'create table x (id int)')).rejects.toThrow(denied)
    await expect(as(crawler, 'drop table visit')).rejects.toMatchObject({ code: '42501' })
    await expect(as(crawler, 'select from api_key')).rejects.toMatchObject({ code: '42501' })
    await expect(as(crawler, 'select from entry_hash')).rejects.toMatchObject({ code: '42501' })
    await expect(
      as(crawler, `select drop_month_partition('visit', 'report')`),
    ).rejects.toMatchObject({ code: '42501' })
    expect(
      await as(crawler, `select make_month_partition('visit', '2091-01-01Z') as made`),
    ).toEqual([{ made: true }])
    expect(await as(crawler, 'select from visit_209101')).toEqual([])
  })

  it('log in as themselves, and those of the last start no more', async () => {
    const first = (await processLogins(database.url))!
    const second = (await processLogins(database.url))!
    const user = async (url: string) => {
      const client = new Client({ connectionString: url })
      await client.connect()
      const { rows } = await client.query<{ name: string }>('select current_user as name')
      await client.end()
      return rows[0]!.name
    }
    expect(await user(second.crawler)).toBe('nightlight_crawler_login')
    await expect(user(first.crawler)).rejects.toMatchObject({ code: '28P01' })
  })
})

describe('row-level security', () => {
  it('is forced on every table that a tenant may read, with a policy for that tenant', async () => {
    const { rows } = await sql<{ table: string; role: string; forced: boolean; policies: string }>`
      select c.relname as table, r.role, c.relrowsecurity and c.relforcerowsecurity as forced,
             (select count(*) from pg_policies p where p.tablename = c.relname and p.roles = array[r.role]::name[]) as policies
        from pg_class c, unnest(${[...TENANT_ROLES]}::text[]) as r (role)
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'm')
         and has_any_column_privilege(r.role, c.oid, 'select')`.execute(db)
    expect(rows.length).toBe(TENANT_POLICIES.length)
    expect(rows.filter(({ forced, policies }) => !forced || policies !== '1')).toEqual([])
  })

  it('holds for views too: they are read with the rights of who asks', async () => {
    const { rows } = await sql<{ view: string }>`
      select relname as view from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
         and not coalesce(reloptions @> '{security_invoker=true}', false)`.execute(db)
    expect(rows).toEqual([])
  })

  it('lets no tenant write anything', async () => {
    const { rows } = await sql`
      select c.relname, r.role from pg_class c, unnest(${[...TENANT_ROLES]}::text[]) as r (role)
       where c.relnamespace in ('public'::regnamespace, 'bullmq'::regnamespace) and c.relkind in ('r', 'p', 'v')
         and (has_any_column_privilege(r.role, c.oid, 'insert') or has_any_column_privilege(r.role, c.oid, 'update')
           or has_table_privilege(r.role, c.oid, 'delete') or has_table_privilege(r.role, c.oid, 'truncate'))`.execute(
      db,
    )
    expect(rows).toEqual([])
  })

  it('fails where nobody said for whom it is asked, on a fresh connection and on a used one', async () => {
    const id = randomUUID()
    await sql`insert into authority (id, name) values (${id}, 'A')`.execute(db)
    await sql`insert into provider (id, handle, kind, name, language) values (${id}, 'p', 'host', 'P', 'en')`.execute(
      db,
    )
    const asked = [
      ['nightlight_police', 'select from authority'],
      ['nightlight_provider', 'select from provider'],
    ] as const
    for (const [role, statement] of asked) {
      await expect(as(role, statement)).rejects.toMatchObject({ code: '42704' })
    }
    const settings = { 'app.provider_id': randomUUID(), 'app.authority_id': randomUUID() }
    for (const { table, role } of TENANT_POLICIES) {
      expect(await as(role, `select from ${table}`, settings)).toEqual([])
    }
    for (const [role, statement] of asked) {
      await expect(as(role, statement)).rejects.toMatchObject({ code: '22P02' })
    }
  })
})
