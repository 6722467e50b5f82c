import { randomBytes } from 'node:crypto'
import {
  createAddressPolicy,
  createFieldCrypto,
  createLog,
  ERASED_URL,
  keepingAt,
  newId,
  previewErasures,
  readSchedules,
  runErasures,
  type Erasure,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { acceptReportJob } from '../jobs/accept-report.ts'
import { acceptReport, ensureLocation, readLocation } from '../location-store.ts'
import { DEFAULT_REPORT_BUDGET } from '../survey/budget.ts'
import { seedReport } from '../testing-crawl.ts'
import { addressErasures } from './address-erasures.ts'
import { openYears, type Years } from './testing-retention.ts'

const now = new Date()
const crypto = createFieldCrypto(randomBytes(32))
const erasures = addressErasures(crypto)
const keeping = keepingAt(readSchedules(), null, now)

let years: Years
beforeAll(async () => {
  years = await openYears(now, 1)
})
afterAll(() => years[Symbol.asyncDispose]())

const run = (which: readonly Erasure[] = erasures) =>
  runErasures(years.db, which, keeping, { batch: 2 })

let made = 0
/** A location that was last crawled long ago. */
async function old(days = 900): Promise<{ id: string; url: string }> {
  const url = `https://canary-${++made}.site.net/page`
  const { id } = await ensureLocation(years.db, crypto, new URL(url))
  const then = { first_seen_at: years.daysAgo(days), crawled_at: years.daysAgo(days) }
  await years.db.updateTable('location').set(then).where('id', '=', id).execute()
  return { id, url }
}
const openedAs = async ({ id }: { id: string }) => (await readLocation(years.db, crypto, id))!.url
const isErased = async (one: { id: string }) => (await openedAs(one)) === ERASED_URL

/** A page with a picture elsewhere, and a takedown of it. */
async function takenDown(closedAt: Date | null) {
  const [page, at, mediaId] = [await old(), await old(), await years.media()]
  await years.sighting(mediaId, page.id, at.id, years.daysAgo(800))
  return { page, at, id: await years.takedown(page.id, at.id, mediaId, closedAt) }
}

async function reported(page: { id: string; url: string }, acceptedAt: Date): Promise<string> {
  const id = await seedReport({ db: years.db, crypto }, page.url)
  const row = { report_id: id, location_id: page.id, refused_code: null, accepted_at: acceptedAt }
  await years.db.insertInto('report_location').values(row).execute()
  return id
}

async function hold(of: { takedown_id?: string; page_location_id?: string }): Promise<string> {
  const row = { id: newId(), report_id: null, takedown_id: null, page_location_id: null, ...of }
  const by = { placed_by: 'supervisor:Ann', placer: 'Ann', placed_at: now, review_at: now }
  const why = { reason_code: 'audit', authority: 'Court' }
  await years.db
    .insertInto('legal_hold')
    .values({ ...row, ...by, ...why })
    .execute()
  return row.id
}
const release = (id: string) =>
  years.db
    .updateTable('legal_hold')
    .set({ released_by: 'supervisor:Bob', releaser: 'Bob', released_at: now })
    .where('id', '=', id)
    .execute()

/** Until a session of this database waits for a lock. */
const somebodyWaits = () =>
  vi.waitFor(async () => {
    const { rows } = await sql`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(years.db)
    if (rows.length === 0) throw new Error('nobody waits yet')
  }, 10_000)

const accept = (reportId: string) =>
  acceptReportJob({
    db: years.db,
    crypto,
    enqueue: async () => undefined,
    urlRules: { allowPorts: [], policy: createAddressPolicy({ allowNetworks: [] }) },
    crawlWindowMs: 3_600_000,
    defaults: { depth: 0, pages: 1 },
    budget: DEFAULT_REPORT_BUDGET,
  })(
    { reportId },
    { signal: AbortSignal.timeout(1_800_000), log: createLog('test', { level: 'silent' }) },
  )

describe('what is erased of addresses', () => {
  it('is those of a page and its pictures a year after the last takedown ended, of none that is open', async () => {
    const [goes, lately, open] = [
      await takenDown(years.daysAgo(366)),
      await takenDown(years.daysAgo(364)),
      await takenDown(null),
    ]
    const [alone, visited, due, again] = [await old(), await old(300), await old(), await old()]
    await years.db
      .updateTable('location')
      .set({ crawl_due_at: now })
      .where('id', '=', due.id)
      .execute()
    await reported(again, years.daysAgo(20))
    // a picture of a page that went is one of a page with an open takedown as well
    const shared = await old()
    const mediaId = await years.media()
    for (const { page } of [goes, open]) await years.sighting(mediaId, page.id, shared.id, now)
    await run()
    for (const one of [goes.page, goes.at, alone]) expect(await isErased(one)).toBe(true)
    for (const one of [lately.page, lately.at, open.page, open.at, visited, due, again, shared])
      expect(await openedAs(one)).toBe(one.url)
    expect(await run()).toMatchObject([{ erased: 0 }])
  })

  it('is nothing that a hold of a takedown or of a page covers, until it is released', async () => {
    const [one, other] = [await takenDown(years.daysAgo(500)), await takenDown(years.daysAgo(500))]
    const places = [one.page, one.at, other.page, other.at]
    const holds = [
      await hold({ takedown_id: one.id }),
      await hold({ page_location_id: other.page.id }),
    ]
    expect(await run()).toMatchObject([{ erased: 0, held: 4 }])
    for (const place of places) expect(await openedAs(place)).toBe(place.url)
    for (const id of holds) await release(id)
    expect(await run()).toMatchObject([{ erased: 4, held: 0 }])
    for (const place of places) expect(await isErased(place)).toBe(true)
  })

  it('leaves neither host nor index of the page, and every count as it was', async () => {
    const { page } = await takenDown(years.daysAgo(500))
    const counts = async () => {
      const { rows } = await sql`
        select (select count(*) from location) as locations, (select count(*) from sighting) as sightings,
          (select count(*) from takedown) as takedowns, (select count(*) from takedown_location) as places,
          (select jsonb_object_agg(registrable_domain, n) from (
            select registrable_domain, count(*) as n from location group by 1) d) as domains`.execute(
        years.db,
      )
      return rows
    }
    const before = await counts()
    await run()
    expect(await counts()).toEqual(before)
    const row = await years.db
      .selectFrom('location')
      .selectAll()
      .where('id', '=', page.id)
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({ host: 'site.net', registrable_domain: 'site.net' })
    expect(row.url_key).not.toEqual(crypto.blindIndex('url', page.url))
    expect(JSON.stringify(row)).not.toContain('canary')
  })

  it('is finished by the next run when one was killed in the middle', async () => {
    const places = [await old(), await old(), await old(), await old(), await old()]
    let batches = 0
    const [first] = erasures
    const dying: Erasure = {
      ...first!,
      async erase(trx, keys, at) {
        const n = await first!.erase(trx, keys, at)
        if (++batches === 2) throw new Error('killed')
        return n
      },
    }
    await expect(run([dying])).rejects.toThrow('killed')
    const erased = await Promise.all(places.map(isErased))
    expect(erased.filter(Boolean)).toHaveLength(2)
    expect(await run()).toMatchObject([{ erased: 3 }])
    expect(await Promise.all(places.map(isErased))).toEqual(places.map(() => true))
    const { rows } = await sql<{ told: number; total: number }>`
      select (select sum((detail ->> 'erased')::int)::int from audit_event
               where action = 'retention.erased' and object_id = 'location.address') as told,
        (select erased::int from retention_state where task = 'location.address') as total`.execute(
      years.db,
    )
    expect(rows[0]!.told).toBe(rows[0]!.total)
  })

  it('makes a location anew for a report that comes while its address is erased', async () => {
    const page = await old()
    const reportId = await seedReport({ db: years.db, crypto }, page.url)
    const [first] = erasures
    let accepting: Promise<unknown> | undefined
    const slow: Erasure = {
      ...first!,
      async erase(trx, keys, at) {
        accepting = accept(reportId)
        await somebodyWaits()
        return first!.erase(trx, keys, at)
      },
    }
    await run([slow])
    await accepting
    const { location_id: id } = await years.db
      .selectFrom('report_location')
      .select('location_id')
      .where('report_id', '=', reportId)
      .executeTakeFirstOrThrow()
    expect(id).not.toBe(page.id)
    expect(await openedAs({ id: id! })).toBe(page.url)
    expect(await isErased(page)).toBe(true)
  })

  it('is not the address that a report is being attached to', async () => {
    const page = await old()
    const reportId = await seedReport({ db: years.db, crypto }, page.url)
    let running: Promise<unknown> | undefined
    await years.db.transaction().execute(async (trx) => {
      const { id } = await ensureLocation(trx, crypto, new URL(page.url), true)
      await acceptReport(trx, reportId, { locationId: id })
      running = run()
      await somebodyWaits()
    })
    await running
    expect(await openedAs(page)).toBe(page.url)
  })

  it('is within what the role of the crawler process may', async () => {
    const page = await old()
    await years.db.transaction().execute(async (trx) => {
      await sql`set local role nightlight_crawler`.execute(trx)
      expect(await previewErasures(trx, erasures, keeping)).toMatchObject([{ due: 1 }])
      await erasures[0]!.lock(trx, [page.id])
      expect(await erasures[0]!.erase(trx, [page.id], now)).toBe(1)
    })
  })
})
