import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from './embedded/free-port.ts'
import { happenings } from './fixtures/happenings.ts'
import { anyOf, connect, listen, PLANNED_ONCE, type Db } from './postgres.ts'
import { createTestDatabase } from './testing.ts'

let database: { url: string; drop(): Promise<void> }
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const notify = (channel: string) => sql`select pg_notify(${channel}, '')`.execute(db)
const terminateListeners = () =>
  sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where datname = current_database() and application_name = 'listen'`.execute(db)

describe('connect', () => {
  it.each([
    [true, '0', 'off'],
    [false, '2', 'on'],
  ])(
    'starts nothing beside a statement that somebody waits for: %s',
    async (short, workers, jit) => {
      await using own = connect(database.url, { short })
      const shown = async (name: string) => {
        const { rows } = await sql<{
          value: string
        }>`select current_setting(${name}) as value`.execute(own)
        return rows[0]?.value
      }
      expect(await shown('max_parallel_workers_per_gather')).toBe(workers)
      expect(await shown('jit')).toBe(jit)
    },
  )
})

describe('listen', () => {
  it('hears once when it is connected, then every notification', async () => {
    const heard = happenings<void>()
    await using _ = listen(database.url, 'test_news', () => heard.happen())
    await heard.next()
    await notify('test_news')
    await heard.next()
    await notify('test_news')
    await heard.next()
    expect(heard.all).toHaveLength(3)
  })

  it('hears no other channel', async () => {
    const heard = happenings<void>()
    await using _ = listen(database.url, 'Test Channel', () => heard.happen())
    await heard.next()
    await notify('other')
    await notify('Test Channel')
    await heard.next()
    expect(heard.all).toHaveLength(2)
  })

  it('connects again after its backend was terminated, and says so', async () => {
    const heard = happenings<void>()
    await using _ = listen(database.url, 'test_news', () => heard.happen())
    await heard.next()
    for (let n = 0; n < 2; n++) {
      await terminateListeners()
      await heard.next()
      await notify('test_news')
      await heard.next()
    }
    expect(heard.all).toHaveLength(5)
  })

  it('leaves no connection behind when it is disposed', async () => {
    const heard = happenings<void>()
    const listener = listen(database.url, 'test_news', () => heard.happen())
    await heard.next()
    await terminateListeners()
    await heard.next()
    await listener[Symbol.asyncDispose]()
    await notify('test_news')
    expect(heard.all).toHaveLength(2)
  })

  it('can be disposed while no server answers', async () => {
    const url = new URL(database.url)
    url.port = String(await freePort())
    const listener = listen(url.href, 'test_news', () => undefined)
    await expect(listener[Symbol.asyncDispose]()).resolves.toBeUndefined()
  })
})

describe('connect', () => {
  it('has every connection keep the plan of a statement that asks for it, and of no other', async () => {
    await db.connection().execute(async (one) => {
      for (const n of [1, 2, 3]) {
        const { rows } = await sql<{ n: number }>`${PLANNED_ONCE} select ${n}::int as n`.execute(
          one,
        )
        expect(rows).toEqual([{ n }])
        await sql`select ${n}::int`.execute(one)
      }
      const kept = await sql`select statement from pg_prepared_statements`.execute(one)
      expect(kept.rows).toEqual([{ statement: '/* planned once */ select $1::int as n' }])
    })
  })

  it('plans a statement for ids once, however many there are', async () => {
    const other = connect(database.url, { max: 1 })
    await sql`create temporary table kept (id uuid primary key)`.execute(other)
    await sql`insert into kept select gen_random_uuid() from generate_series(1, 2000)`.execute(
      other,
    )
    await sql`analyze kept`.execute(other)
    const all = await sql<{ id: string }>`select id from kept`.execute(other)
    for (let n = 0; n < 8; n++) {
      const ids = all.rows.slice(0, n).map(({ id }) => id)
      const { rows } = await sql`${PLANNED_ONCE}
        select id from kept where id = ${anyOf(ids)}`.execute(other)
      expect(rows).toHaveLength(n)
    }
    const { rows } = await sql<{ generic: string; custom: string }>`
      select generic_plans as generic, custom_plans as custom from pg_prepared_statements
       where statement like '%from kept%'`.execute(other)
    expect(rows).toEqual([{ generic: '3', custom: '5' }])
    await other.destroy()
  })

  it('plans a statement anew a few times while it is new', async () => {
    const other = connect(database.url, { max: 1 })
    for (let n = 0; n < 1_000; n++) await sql`${PLANNED_ONCE} select 1`.execute(other)
    const { rows } = await sql`select 1 from pg_prepared_statements`.execute(other)
    expect(rows).toHaveLength(4)
    await other.destroy()
  })

  it('goes on after its connections were terminated', async () => {
    const other = connect(database.url, { max: 1, name: 'victim' })
    await sql`select 1`.execute(other)
    await sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
               where application_name = 'victim'`.execute(db)
    await sql`select 1`.execute(other).catch(() => undefined)
    expect((await sql<{ one: number }>`select 1 as one`.execute(other)).rows).toEqual([{ one: 1 }])
    await other.destroy()
  })
})
