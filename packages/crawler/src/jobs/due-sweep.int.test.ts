import { randomBytes } from 'node:crypto'
import { connect, newId, type Db, type DbOrTransaction, type Enqueue } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  claimCrawl,
  finishCrawl,
  locationsDue,
  postponeCrawl,
  reportsWaiting,
} from '../location-store.ts'
import { createDueSweep } from './due-sweep.ts'

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
beforeEach(async () => {
  await sql`truncate location, report cascade`.execute(db)
})

async function addDue(host: string, count: number): Promise<void> {
  await sql`
    insert into location (id, url_ct, url_key, host, registrable_domain, crawl_due_at)
    select gen_random_uuid(), 'ct', ${host}::text::bytea || n::text::bytea, ${host}, ${host},
           now() - interval '1 hour' - n * interval '1 second'
    from generate_series(1, ${count}::int) n`.execute(db)
}

function startSweeping({ minGapMs = 250 } = {}) {
  const hints: { name: string; id: string }[] = []
  const enqueue: Enqueue = async (name, payload) =>
    void hints.push({ name, id: Object.values(payload)[0] as string })
  const sweep = createDueSweep({
    db,
    enqueue,
    minGapMs,
    now: () => new Date(),
    leaseMs: 60_000,
    sweepMs: 5_000,
  })
  /** What one sweep leaves. */
  const run = async (): Promise<{ name: string; id: string }[]> => {
    hints.length = 0
    await sweep()
    return [...hints]
  }
  return { run }
}

const hostsOf = async (hints: readonly { id: string }[]): Promise<string[]> => {
  const { rows } = await sql<{ host: string }>`
    select host from location where id = any (${hints.map(({ id }) => id)}::uuid[])`.execute(db)
  return rows.map(({ host }) => host)
}

describe('createDueSweep', () => {
  it('hints at all hosts though one of them has thousands of pages that are due for longer', async () => {
    await addDue('many.test', 5_000)
    for (let n = 0; n < 30; n++) await addDue(`one-${n}.test`, 1)
    const hosts = await hostsOf(await startSweeping().run())
    expect(new Set(hosts).size).toBe(31)
    expect(hosts.filter((host) => host === 'many.test')).toHaveLength(20)
  })

  it('hints at nothing twice, and comes round to everything', async () => {
    for (let n = 0; n < 700; n++) await addDue(`host-${n}.test`, 1)
    const { run } = startSweeping()
    const seen: string[] = []
    for (let sweeps = 0; sweeps < 8; sweeps++) seen.push(...(await run()).map(({ id }) => id))
    expect(seen).toHaveLength(700)
    expect(new Set(seen).size).toBe(700)
  })

  it('hints again at what has fallen due anew', async () => {
    await addDue('again.test', 1)
    const { run } = startSweeping()
    const [hint] = await run()
    expect(await run()).toEqual([])
    const attempt = await claimCrawl(db, hint!.id, 60_000)
    await postponeCrawl(db, hint!.id, attempt!, 0)
    expect(await run()).toEqual([hint])
  })

  it('looks at reports that came in late, and at none that was taken in', async () => {
    const { run } = startSweeping()
    await run()
    const [late, taken] = [newId(), newId()]
    for (const id of [late, taken]) {
      await sql`insert into report (id, url_ct, url_key, source, received_by, received_at)
        values (${id}, ${randomBytes(4)}, ${randomBytes(4)}, 'test', 'test', now() - interval '5 minutes')`.execute(
        db,
      )
    }
    await sql`insert into report_location (report_id, refused_code) values (${taken}, 'x')`.execute(
      db,
    )
    expect(await run()).toEqual([{ name: 'accept-report', id: late }])
  })
})

/** How often the tables were read through while something ran, and how many rows of them were read. */
async function readsOf(tables: readonly string[], run: (trx: DbOrTransaction) => Promise<unknown>) {
  return db.transaction().execute(async (trx) => {
    const look = async () => {
      const { rows } = await sql<{ scans: number; read: number }>`
        select sum(seq_scan)::int as scans, sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read
        from pg_stat_xact_user_tables where relname = any (${tables}::text[])`.execute(trx)
      return rows[0]!
    }
    const before = await look()
    await run(trx)
    const after = await look()
    return { scans: after.scans - before.scans, read: after.read - before.read }
  })
}

describe('what sweeps ask', () => {
  it('is found by an index, however much is due or was done', async () => {
    await addDue('many.test', 30_000)
    for (let n = 0; n < 20; n++) await addDue(`host-${n}.test`, 50)
    await sql`insert into report (id, url_ct, url_key, source, received_by, received_at)
      select id, 'ct', url_key, 'test', 'test', crawl_due_at - interval '1 hour' from location`.execute(
      db,
    )
    await sql`insert into report_location (report_id, refused_code) select id, 'x' from report`.execute(
      db,
    )
    await sql`update location set crawl_due_at = null where random() < 0.5`.execute(db)
    await sql`analyze location, report, report_location`.execute(db)
    const due = await readsOf(['location'], async (trx) => {
      expect((await locationsDue(trx, { limit: 200, perHost: 20 })).due).toHaveLength(200)
    })
    expect(due.scans).toBe(0)
    expect(due.read).toBeLessThan(1_000)
    const since = new Date(Date.now() - 600_000)
    const reports = await readsOf(['report', 'report_location'], (trx) =>
      reportsWaiting(trx, 200, since),
    )
    expect(reports.scans).toBe(0)
    expect(reports.read).toBeLessThan(100)
  })
})

describe('finishCrawl', () => {
  it('leaves a crawl alone that another worker claimed after the lease', async () => {
    await addDue('zombie.test', 1)
    const { due } = await locationsDue(db, { limit: 1 })
    const { id } = due[0]!
    const first = await claimCrawl(db, id, -1)
    const second = await claimCrawl(db, id, 60_000)
    await finishCrawl(db, id, first!, { retryInMs: null, crawled: true })
    const row = db.selectFrom('location').select(['crawl_lease_until', 'crawl_due_at'])
    expect((await row.executeTakeFirst())?.crawl_lease_until).not.toBeNull()
    await finishCrawl(db, id, second!, { retryInMs: null, crawled: true })
    expect(await row.executeTakeFirst()).toEqual({ crawl_lease_until: null, crawl_due_at: null })
  })
})
