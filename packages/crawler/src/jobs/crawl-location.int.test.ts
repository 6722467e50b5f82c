import type { ServerResponse } from 'node:http'
import { crc32, deflateSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finishCrawl, locationsDue, type Location } from '../location-store.ts'
import {
  createWorld,
  dueLocation,
  html,
  jpeg,
  picture,
  startSite,
  visitsOf,
  type Reply,
  type Site,
  type World,
} from '../testing-crawl.ts'

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

/** Serves `page` and its pictures below a path of its own, and crawls the page once. */
async function crawl(name: string, page: Reply, pictures: Record<string, Reply> = {}) {
  site.serve(`/${name}/`, page)
  for (const [file, reply] of Object.entries(pictures)) site.serve(`/${name}/${file}`, reply)
  const location = await dueLocation(world, `/${name}/`)
  return { location, outcome: await world.crawl(location) }
}

const sightingsOf = async (page: Location) => {
  const rows = await world.db
    .selectFrom('sighting')
    .innerJoin('media', 'media.id', 'sighting.media_id')
    .select(['location_id', 'size', 'gone_at'])
    .where('page_location_id', '=', page.id)
    .execute()
  return rows.map((row) => ({ ...row, onPage: row.location_id === page.id }))
}

const rowOf = ({ id }: Location) =>
  world.db.selectFrom('location').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

const pageVisits = async ({ id }: Location) =>
  world.db.selectFrom('visit').select(['outcome', 'code']).where('location_id', '=', id).execute()

/** A Windows bitmap of 24 bits a pixel whose bytes are a pattern. */
function drawnBitmap(width: number, height: number): Buffer {
  const pixels = Buffer.from(Array.from({ length: width * height * 3 }, (_, at) => (at * at) >> 7))
  const header = Buffer.alloc(54)
  header.write('BM', 'latin1')
  header.writeUInt32LE(header.length + pixels.length, 2)
  header.writeUInt32LE(header.length, 10)
  header.writeUInt32LE(40, 14)
  header.writeInt32LE(width, 18)
  header.writeInt32LE(height, 22)
  header.writeUInt16LE(1, 26)
  header.writeUInt16LE(24, 28)
  return Buffer.concat([header, pixels])
}

const GALLERY = html(`
  <head><meta property="og:image" content="og.jpg"><link rel="stylesheet" href="style.css"></head>
  <img src="plain.jpg"> <img srcset="small.jpg 1x, large.jpg 2x">
  <picture><source srcset="source.jpg"><img src="fallback.jpg"></picture>
  <div style="background: url(inline-style.jpg)"></div> <a href="linked.jpg">larger</a>
  <img src="data:image/jpeg;base64,${picture('scene-2-smaller').toString('base64')}">`)
const STYLE: Reply = { body: 'body { background: url(from-sheet.jpg) }', type: 'text/css' }
const NAMED = ['fallback', 'from-sheet', 'inline-style', 'large', 'linked', 'og', 'plain', 'small']
  .concat('source')
  .map((name) => `${name}.jpg`)

describe('crawlLocation', () => {
  it('visits every picture that a page shows or links to', async () => {
    const pictures = Object.fromEntries(NAMED.map((file) => [file, jpeg('scene-1')]))
    const replies = { ...pictures, 'style.css': STYLE }
    const { location, outcome } = await crawl('gallery', GALLERY, replies)
    expect(outcome).toEqual({ status: 'done' })
    const expected = NAMED.map((file) => ({
      path: `/gallery/${file}`,
      outcome: 'picture',
      code: 'fingerprinted',
      status: 200,
      hasMedia: true,
    }))
    const seen = await visitsOf(world, location)
    expect(seen).toEqual(expected.sort((a, b) => (a.path < b.path ? -1 : 1)))
    const sightings = await sightingsOf(location)
    expect(sightings).toHaveLength(NAMED.length + 1)
    expect(sightings.filter(({ onPage }) => onPage)).toMatchObject([
      { size: picture('scene-2-smaller').length, gone_at: null },
    ])
  })

  it('fingerprints a bitmap that a page links to', async () => {
    const bitmap = { body: drawnBitmap(96, 80), type: 'application/octet-stream' }
    const { location } = await crawl('bitmap', html('<a href=x.BMP>'), { 'x.BMP': bitmap })
    expect(await visitsOf(world, location)).toMatchObject([
      { path: '/bitmap/x.BMP', outcome: 'picture', code: 'fingerprinted' },
    ])
  })

  it('keeps a picture inside a linked style sheet', async () => {
    const data = picture('scene-1-smaller').toString('base64')
    const body = `p { background: url(data:image/jpeg;base64,${data}) }`
    const page = html('<link rel=stylesheet href=s.css>')
    const { location } = await crawl('in-sheet', page, { 's.css': { body, type: 'text/css' } })
    expect(await sightingsOf(location)).toMatchObject([{ onPage: true }])
  })

  it('is its own page when a picture is reported by itself', async () => {
    const { location } = await crawl('single', jpeg('scene-1'))
    expect(await pageVisits(location)).toEqual([{ outcome: 'picture', code: 'fingerprinted' }])
    expect(await sightingsOf(location)).toMatchObject([{ onPage: true }])
  })

  it('hands every picture to the matcher', async () => {
    const page = html('<img src=a.jpg><img src=b.jpg>')
    const replies = { 'a.jpg': jpeg('scene-1'), 'b.jpg': jpeg('scene-2') }
    const { location } = await crawl('hints', page, replies)
    const media = await world.db
      .selectFrom('sighting')
      .select('media_id')
      .where('page_location_id', '=', location.id)
      .execute()
    for (const { media_id: mediaId } of media) {
      expect(world.hints).toContainEqual({ name: 'match-media', payload: { mediaId } })
    }
  })

  it.each<[string, Reply, { outcome: string; code: string }]>([
    ['an SVG', svg(), { outcome: 'picture', code: 'svg-refused' }],
    ['a picture bomb', bomb(), { outcome: 'picture', code: 'too-many-pixels' }],
    ['a broken picture', broken(), { outcome: 'picture', code: 'damaged' }],
    [
      'a format without a decoder',
      { body: Buffer.from('ff0a7a0f', 'hex'), type: 'image/jxl' },
      { outcome: 'picture', code: 'unsupported' },
    ],
    ['an endless body', endless, { outcome: 'failed', code: 'image-too-large' }],
    ['a body that drips', dripping, { outcome: 'failed', code: 'timeout' }],
    [
      'no picture at all',
      { body: 'x', type: 'text/plain' },
      { outcome: 'other', code: 'not-an-image' },
    ],
    ['an error', 500, { outcome: 'failed', code: 'http-500' }],
    ['a redirect into a closed network', closed(), { outcome: 'refused', code: 'address-refused' }],
  ])('notes the code of %s and does the rest of the page', async (what, reply, expected) => {
    const name = what.replaceAll(' ', '-')
    const page = html('<img src=bad><img src=good.jpg>')
    const { location } = await crawl(name, page, { bad: reply, 'good.jpg': jpeg('scene-1') })
    expect(await visitsOf(world, location)).toMatchObject([
      { path: `/${name}/bad`, ...expected },
      { path: `/${name}/good.jpg`, outcome: 'picture', code: 'fingerprinted' },
    ])
  })

  it('gives up a page that is too large at once', async () => {
    const { location } = await crawl('large', { body: `<p>${'x'.repeat(600_000)}` })
    expect(await pageVisits(location)).toEqual([{ outcome: 'failed', code: 'page-too-large' }])
    expect(await rowOf(location)).toMatchObject({
      crawl_due_at: null,
      crawled_at: expect.any(Date),
    })
  })

  it('tries a page in trouble again after a pause that grows', async () => {
    const { location } = await crawl('trouble', 503)
    const first = await rowOf(location)
    await fallDue(location)
    await world.crawl(location)
    const second = await rowOf(location)
    expect(pauseOf(first)).toBeCloseTo(60, -1)
    expect(pauseOf(second)).toBeCloseTo(120, -1)
    expect(second).toMatchObject({ crawled_at: null, crawl_lease_until: null })
  })

  it.each([503, 429])('tries a page again whose picture answered %i', async (status) => {
    const name = `picture-${status}`
    const { location } = await crawl(name, html('<img src=a.jpg>'), { 'a.jpg': status })
    const first = await rowOf(location)
    expect(first.crawled_at).toEqual(expect.any(Date))
    expect(pauseOf(first)).toBeCloseTo(60, -1)
    site.serve(`/${name}/a.jpg`, jpeg('scene-1'))
    await fallDue(location)
    await world.crawl(location)
    expect(await sightingsOf(location)).toHaveLength(1)
    expect(await rowOf(location)).toMatchObject({ crawl_due_at: null })
  })

  it('does not try a page again whose picture is not there', async () => {
    const { location } = await crawl('no-picture', html('<img src=a.jpg>'))
    expect(await rowOf(location)).toMatchObject({ crawl_due_at: null })
  })

  it('gives up pictures that stay in trouble', async () => {
    const { location } = await crawl('sick', html('<img src=a.jpg>'), { 'a.jpg': 503 })
    for (let attempt = 2; attempt <= 3; attempt++) {
      await fallDue(location)
      await world.crawl(location)
    }
    expect(await rowOf(location)).toMatchObject({ crawl_due_at: null, crawl_attempts: 3 })
  })

  it('gives up a page that stays in trouble', async () => {
    const { location } = await crawl('lasting', 503)
    for (let attempt = 2; attempt <= 6; attempt++) {
      await fallDue(location)
      await world.crawl(location)
    }
    expect(await rowOf(location)).toMatchObject({
      crawl_due_at: null,
      crawl_attempts: 6,
      crawled_at: expect.any(Date),
    })
  })

  it('gives up a page whose crawls never come to an end', async () => {
    const location = await dueLocation(world, '/poison/')
    await world.db
      .updateTable('location')
      .set({ crawl_attempts: 6 })
      .where('id', '=', location.id)
      .execute()
    expect(await world.crawl(location)).toEqual({ status: 'skipped', reason: 'given-up' })
    expect(await rowOf(location)).toMatchObject({ crawl_due_at: null, crawl_lease_until: null })
    expect(site.hits('/poison/')).toBe(0)
  })

  it('does nothing a second time', async () => {
    const replies = { 'a.jpg': jpeg('scene-1') }
    const { location } = await crawl('twice', html('<img src=a.jpg>'), replies)
    expect(await world.crawl(location)).toEqual({ status: 'skipped', reason: 'not-due' })
    expect(await visitsOf(world, location)).toHaveLength(1)
    expect(await sightingsOf(location)).toHaveLength(1)
    expect(site.hits('/twice/')).toBe(1)
  })

  it('doubles neither media nor sighting when the page is crawled again later', async () => {
    const replies = { 'a.jpg': jpeg('scene-1') }
    const { location } = await crawl('later', html('<img src=a.jpg>'), replies)
    const before = await sightingsOf(location)
    await dueLocation(world, '/later/')
    expect(await world.crawl(location)).toEqual({ status: 'done' })
    expect(await sightingsOf(location)).toEqual(before)
  })

  it('is done once when two workers take it at once', async () => {
    site.serve('/race/', html('<img src=a.jpg>'))
    site.serve('/race/a.jpg', jpeg('scene-1'))
    const location = await dueLocation(world, '/race/')
    const outcomes = await Promise.all([world.crawl(location), world.crawl(location)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['done', 'skipped'])
    expect(site.hits('/race/')).toBe(1)
  })

  it('visits an address once that markup and style sheet both name', async () => {
    const page = html('<link rel=stylesheet href=s.css><img src=a.jpg>')
    const sheet: Reply = { body: 'p { background: url(a.jpg) }', type: 'text/css' }
    await crawl('both', page, { 's.css': sheet, 'a.jpg': jpeg('scene-1') })
    expect(site.hits('/both/a.jpg')).toBe(1)
  })

  it('completes what it knew by digests only once the bytes can be decoded', async () => {
    const replies = { 'a.jpg': jpeg('scene-2') }
    const { location } = await crawl('upgrade', html('<img src=a.jpg>'), replies)
    const { media_id: id } = await world.db
      .selectFrom('sighting')
      .select('media_id')
      .where('page_location_id', '=', location.id)
      .executeTakeFirstOrThrow()
    const blank = { pipeline_version: 'digests-only', pdq_quality: 0, width: 0 }
    await world.db.updateTable('media').set(blank).where('id', '=', id).execute()
    await dueLocation(world, '/upgrade/')
    await world.crawl(location)
    const media = world.db.selectFrom('media').selectAll().where('id', '=', id)
    expect(await media.executeTakeFirstOrThrow()).toMatchObject({ width: 900, pdq_quality: 100 })
  })

  it('keeps no byte of a picture and no address in clear', async () => {
    const file = picture('scene-1')
    const replies = { 'canary.jpg': jpeg('scene-1') }
    await crawl('secret-path', html('<img src=canary.jpg>'), replies)
    const stored = await everything()
    for (const from of [0, 600, 25_000, file.length - 16]) {
      const slice = file.subarray(from, from + 16)
      expect(stored).not.toContain(slice.toString('hex'))
      expect(stored).not.toContain(slice.toString('base64').slice(0, 20))
    }
    expect(stored).not.toContain('secret-path')
    expect(stored).not.toContain(Buffer.from('secret-path').toString('hex'))
    expect(stored).not.toContain('canary.jpg')
  })
})

const dueIds = async (): Promise<string[]> =>
  (await locationsDue(world.db, { limit: 100 })).due.map(({ id }) => id)

describe('locationsDue', () => {
  it('finds a crawl whose hint was lost, and nothing once it is done', async () => {
    site.serve('/lost/', html(''))
    const location = await dueLocation(world, '/lost/')
    expect(await dueIds()).toContain(location.id)
    await world.crawl(location)
    expect(await dueIds()).not.toContain(location.id)
  })

  it('finds a crawl that a dead worker left when its lease is over', async () => {
    const location = await dueLocation(world, '/dead-worker/')
    const lease = (until: string) =>
      sql`update location
      set crawl_lease_until = clock_timestamp() + ${until}::interval
      where id = ${location.id}`.execute(world.db)
    await lease('1 minute')
    expect(await dueIds()).not.toContain(location.id)
    await lease('-1 second')
    expect(await dueIds()).toContain(location.id)
  })

  it('leaves a crawl alone that waits for its next try', async () => {
    const location = await dueLocation(world, '/waiting/')
    await finishCrawl(world.db, location.id, 0, { retryInMs: 60_000, crawled: false })
    expect(await dueIds()).not.toContain(location.id)
  })
})

const fallDue = ({ id }: Location) =>
  sql`update location set crawl_due_at = clock_timestamp() where id = ${id}`.execute(world.db)

const pauseOf = (row: { crawl_due_at: Date | null }): number =>
  (row.crawl_due_at!.getTime() - Date.now()) / 1000

/** Every row of every table, as text; binary columns are in hex. */
async function everything(): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`select tablename as name from pg_tables
    where schemaname = 'public'`.execute(world.db)
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql<{
      row: string
    }>`select t::text as row from ${sql.table(name)} t`.execute(world.db)
    texts.push(...rows.map(({ row }) => row))
  }
  return texts.join('\n')
}

function svg(): Reply {
  const body = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'
  return { body, type: 'image/svg+xml' }
}

/** A PNG of 60,000 by 60,000 pixels in a few bytes. */
function bomb(): Reply {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(60_000, 0)
  header.writeUInt32BE(60_000, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(100_000)))]
  const body = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks])
  return { body, type: 'image/png' }
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)])
}

function broken(): Reply {
  return { body: picture('scene-1').fill(0x41, 20, 800), type: 'image/jpeg' }
}

function closed(): Reply {
  return { status: 302, headers: { location: 'http://169.254.169.254/latest' }, body: '' }
}

function endless(_request: unknown, response: ServerResponse): void {
  const part = Buffer.alloc(64 * 1024, 0xff)
  const more = (): void => {
    if (!response.destroyed && response.write(part)) setImmediate(more)
  }
  response.on('drain', more).writeHead(200, { 'content-type': 'image/jpeg' })
  more()
}

function dripping(_request: unknown, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'image/jpeg' })
  const drip = setInterval(() => response.write('x'), 50)
  response.on('close', () => clearInterval(drip))
}
