import { createAddressPolicy, newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finishCrawl, locationsDue, reportsWaiting } from '../location-store.ts'
import { createWorld, seedReport, startSite, type Site, type World } from '../testing-crawl.ts'
import { acceptReportJob } from './accept-report.ts'

const HOUR_MS = 3_600_000

let site: Site
let world: World
beforeAll(async () => {
  site = await startSite()
  world = await createWorld(site)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const job = (allowNetworks: string[] = []) =>
  acceptReportJob({
    ...world,
    urlRules: { allowPorts: [], policy: createAddressPolicy({ allowNetworks }) },
    crawlWindowMs: HOUR_MS,
    defaults: { depth: 0, pages: 1 },
  })

const became = (reportId: string) =>
  world.db
    .selectFrom('report_location')
    .select(['location_id', 'refused_code'])
    .where('report_id', '=', reportId)
    .execute()

const accept = async (url: string) => {
  const reportId = await seedReport(world, url)
  const outcome = await job()({ reportId }, world.context)
  return { reportId, outcome, rows: await became(reportId) }
}

const locationOf = async (reportId: string) => {
  const [row] = await became(reportId)
  return world.db
    .selectFrom('location')
    .selectAll()
    .where('id', '=', row!.location_id!)
    .executeTakeFirstOrThrow()
}

const dueIds = async (): Promise<string[]> =>
  (await locationsDue(world.db, { limit: 100 })).due.map(({ id }) => id)

describe('acceptReportJob', () => {
  it.each([
    ['no URL at all', 'not-a-url'],
    ['ftp://site.net/a.jpg', 'scheme-refused'],
    ['http://127.0.0.1/a.jpg', 'address-refused'],
    ['http://site.net:8443/a.jpg', 'port-refused'],
    ['http://intranet/a.jpg', 'host-refused'],
    [`http://site.net/${'a'.repeat(2048)}`, 'url-too-long'],
  ])('stores why %s is refused', async (url, code) => {
    const { outcome, rows } = await accept(url)
    expect(outcome).toEqual({ status: 'done' })
    expect(rows).toEqual([{ location_id: null, refused_code: code }])
  })

  it('makes a location that is due and leaves a hint', async () => {
    const { reportId } = await accept('https://one.site.net/page')
    const location = await locationOf(reportId)
    expect(location).toMatchObject({ host: 'one.site.net', registrable_domain: 'site.net' })
    expect(await dueIds()).toContain(location.id)
    expect(world.hints).toContainEqual({
      name: 'crawl-location',
      payload: { locationId: location.id },
    })
  })

  it('takes a special address where the operator opened its network', async () => {
    const reportId = await seedReport(world, 'http://127.0.0.1/a.jpg')
    await job(['127.0.0.0/8'])({ reportId }, world.context)
    expect((await locationOf(reportId)).host).toBe('127.0.0.1')
  })

  it('reads a de-fanged spelling as the URL it stands for', async () => {
    const plain = await accept('https://two.site.net/page')
    const defanged = await accept('  hxxps://two[.]site(.)net/page ')
    expect(defanged.rows).toEqual(plain.rows)
  })

  it('makes one location of one URL, however many report it', async () => {
    const first = await accept('https://three.site.net/page')
    const second = await accept('https://three.site.net/page#part')
    expect(second.rows).toEqual(first.rows)
  })

  it('asks for no second crawl within the window', async () => {
    const { reportId } = await accept('https://four.site.net/page')
    const { id } = await locationOf(reportId)
    await finishCrawl(world.db, id, 0, { retryInMs: null, crawled: true })
    await accept('https://four.site.net/page')
    expect(await dueIds()).not.toContain(id)
  })

  it('asks for another crawl after the window', async () => {
    const { reportId } = await accept('https://five.site.net/page')
    const { id } = await locationOf(reportId)
    await finishCrawl(world.db, id, 0, { retryInMs: null, crawled: true })
    const crawled_at = new Date(Date.now() - 2 * HOUR_MS)
    await world.db.updateTable('location').set({ crawled_at }).where('id', '=', id).execute()
    await accept('https://five.site.net/page')
    expect(await dueIds()).toContain(id)
  })

  it('takes a report in once', async () => {
    const { reportId, rows } = await accept('https://six.site.net/page')
    const again = await job()({ reportId }, world.context)
    expect(again).toEqual({ status: 'skipped', reason: 'already-accepted' })
    expect(await became(reportId)).toEqual(rows)
  })

  it('takes a report in once when ten try at once', async () => {
    const reportId = await seedReport(world, 'https://seven.site.net/page')
    const tries = Array.from({ length: 10 }, () => job()({ reportId }, world.context))
    await Promise.all(tries)
    expect(await became(reportId)).toHaveLength(1)
    const seven = world.db.selectFrom('location').select('id').where('host', '=', 'seven.site.net')
    expect(await seven.execute()).toHaveLength(1)
  })

  it('skips a report that is not there', async () => {
    const outcome = await job()({ reportId: newId() }, world.context)
    expect(outcome).toEqual({ status: 'skipped', reason: 'no-such-report' })
  })
})

describe('reportsWaiting', () => {
  it('finds a report whose hint was lost until it has been taken in', async () => {
    const reportId = await seedReport(world, 'https://eight.site.net/page')
    expect(await reportsWaiting(world.db, 100)).toMatchObject([{ id: reportId }])
    await job()({ reportId }, world.context)
    expect(await reportsWaiting(world.db, 100)).toEqual([])
  })
})
