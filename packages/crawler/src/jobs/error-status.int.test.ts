import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createChecks, gone, PAGE, sameBytes, unknown } from '../testing-check.ts'
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
let ads: Site
let world: World
let checks: ReturnType<typeof createChecks>
beforeAll(async () => {
  site = await startSite()
  ads = await startSite()
  world = await createWorld(site, [ads])
  checks = createChecks(world)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
  await ads[Symbol.asyncDispose]()
})

const withStatus = (status: number, name = 'scene-1'): Reply => ({ ...jpeg(name), status })

function serve(name: string, replies: Record<string, Reply>): void {
  for (const [file, reply] of Object.entries(replies)) site.serve(`/${name}/${file}`, reply)
}

async function crawl(name: string, replies: Record<string, Reply>) {
  serve(name, replies)
  const location = await dueLocation(world, `/${name}/`)
  await world.crawl(location)
  const visits = await visitsOf(world, location)
  const sightings = await world.db
    .selectFrom('sighting')
    .innerJoin('media', 'media.id', 'sighting.media_id')
    .select(['media_id', 'location_id', 'size'])
    .where('page_location_id', '=', location.id)
    .execute()
  const { crawl_due_at: dueAt } = await world.db
    .selectFrom('location')
    .select('crawl_due_at')
    .where('id', '=', location.id)
    .executeTakeFirstOrThrow()
  return { location, visits, sightings, dueAt }
}

/** What a look says of a page that was crawled as `first` and is `later`. */
async function change(
  name: string,
  first: Record<string, Reply>,
  later: Record<string, Reply>,
  between: () => Promise<unknown> = async () => undefined,
) {
  const { '': page = PAGE, ...others } = first
  const { takedownId } = await checks.arrange(name, page, others)
  await between()
  serve(name, later)
  await checks.check(takedownId)
  return checks.resultOf(takedownId)
}

describe('a crawl of a page whose picture comes with an error status', () => {
  it.each([404, 410, 403, 500])('sees it with %i', async (status) => {
    const replies = { '': PAGE, 'a.jpg': withStatus(status) }
    const { visits, sightings } = await crawl(`crawl-${status}`, replies)
    const path = `/crawl-${status}/a.jpg`
    expect(visits).toEqual([
      { path, outcome: 'picture', code: 'fingerprinted', status, hasMedia: true },
    ])
    expect(sightings).toMatchObject([{ size: picture('scene-1').length }])
    const payload = { mediaId: sightings[0]!.media_id }
    expect(world.hints).toContainEqual({ name: 'match-media', payload })
  })

  it('keeps the digests of one that cannot be decoded', async () => {
    const body = picture('scene-1').fill(0x41, 20, 800)
    const damaged = { body, type: 'image/jpeg', status: 404 }
    const { visits } = await crawl('crawl-damaged', { '': PAGE, 'a.jpg': damaged })
    expect(visits).toMatchObject([{ outcome: 'picture', code: 'damaged', hasMedia: true }])
  })

  it('sees it where it was reported by itself', async () => {
    const { location, sightings } = await crawl('crawl-alone', { '': withStatus(404) })
    expect(sightings).toMatchObject([{ location_id: location.id }])
  })

  it('takes nothing else for one', async () => {
    const text = { body: 'GIF, or so it says', type: 'image/gif', status: 404 }
    const { visits, sightings } = await crawl('crawl-text', { '': PAGE, 'a.jpg': text })
    expect(visits).toMatchObject([{ outcome: 'failed', code: 'http-404', hasMedia: false }])
    expect(sightings).toEqual([])
  })

  it('comes back for what a server in trouble may have in its place', async () => {
    const troubled = await crawl('crawl-trouble', { '': PAGE, 'a.jpg': withStatus(500) })
    expect(troubled.dueAt).toEqual(expect.any(Date))
    const settled = await crawl('crawl-settled', { '': PAGE, 'a.jpg': withStatus(404) })
    expect(settled.dueAt).toBeNull()
  })
})

describe('a crawl of a page that itself answers 404', () => {
  const inline = `<img src="data:image/jpeg;base64,${picture('scene-2-smaller').toString('base64')}">`
  const markup = `<link rel=stylesheet href=s.css><iframe src=f.html></iframe><img src=a.jpg>${inline}`
  const replies = (status: number): Record<string, Reply> => ({
    '': { ...html(markup), status },
    'a.jpg': jpeg('scene-1'),
  })

  it.each([404, 410])('sees the pictures that it shows with %i', async (status) => {
    const name = `page-${status}`
    const { location, visits, sightings } = await crawl(name, replies(status))
    expect(visits).toMatchObject([{ path: `/${name}/a.jpg`, outcome: 'picture', status: 200 }])
    expect(sightings).toHaveLength(2)
    const onPage = sightings.filter(({ location_id }) => location_id === location.id)
    expect(onPage).toMatchObject([{ size: picture('scene-2-smaller').length }])
    expect([site.hits(`/${name}/s.css`), site.hits(`/${name}/f.html`)]).toEqual([0, 0])
  })

  it('leaves a page alone that is refused', async () => {
    const { visits, sightings } = await crawl('page-403', replies(403))
    expect([visits, sightings]).toEqual([[], []])
  })

  it('has checks see it, and see it go', async () => {
    const first = { ...replies(404), 'a.jpg': jpeg('scene-1') }
    expect(await change('page-stays', first, {})).toMatchObject({
      verdict: 'present',
      detail: expect.arrayContaining([sameBytes()]),
    })
    expect(await change('page-goes', first, { '': 404, 'a.jpg': 404 })).toMatchObject({
      verdict: 'gone',
    })
  })

  it('makes no sign of the page of what else it shows', async () => {
    const logo = html('<img src=a.jpg><img src=logo.jpg>')
    const later = { '': html('<img src=logo.jpg>'), 'a.jpg': 404 }
    const others = { 'logo.jpg': jpeg('other-1') }
    expect(await change('sign-200', { '': logo, ...others }, later)).toMatchObject({
      verdict: 'gone',
    })
    const first = { '': { ...logo, status: 404 }, ...others }
    expect(await change('sign-404', first, later)).toMatchObject({
      verdict: 'unknown',
      detail: expect.arrayContaining([unknown('other-page', 'page')]),
    })
  })
})

describe('a page that answered with an error status and a picture once', () => {
  it('is not taken for a picture: a banner in its place says nothing of what it holds', async () => {
    const later = { '': jpeg('other-1'), 'a.jpg': 404 }
    serve('banner', { '': withStatus(503, 'scene-2'), 'a.jpg': jpeg('scene-1') })
    const location = await dueLocation(world, '/banner/')
    await world.crawl(location)
    const again = { crawl_due_at: new Date(), crawl_attempts: 0 }
    await world.db.updateTable('location').set(again).where('id', '=', location.id).execute()
    expect(await change('banner', {}, later)).toMatchObject({
      verdict: 'unknown',
      detail: expect.arrayContaining([unknown('other-page', 'page')]),
    })
  })
})

describe('a check of content that came with an error status', () => {
  it.each<[string, Reply, object]>([
    ['still does', withStatus(403), { verdict: 'present', detail: [sameBytes()] }],
    ['comes with 200', jpeg('scene-1'), { verdict: 'present', detail: [sameBytes()] }],
    ['is another one', withStatus(404, 'other-1'), { verdict: 'gone', detail: [gone('http-404')] }],
    ['is not there', 404, { verdict: 'gone', detail: [gone('http-404')] }],
  ])('that %s', async (what, reply, expected) => {
    const name = `then-${what.replaceAll(' ', '-')}`
    expect(await change(name, { 'a.jpg': withStatus(403) }, { 'a.jpg': reply })).toEqual(expected)
  })
})

describe('another picture that came with an error status', () => {
  const both = html('<img src=a.jpg><img src=b.jpg>')

  it('does not make its address innocent', async () => {
    const later = { 'a.jpg': 404, 'b.jpg': 403 }
    const first = (status: number) => ({ '': both, 'b.jpg': withStatus(status, 'other-1') })
    expect(await change('was-200', first(200), later)).toMatchObject({ verdict: 'gone' })
    const { verdict, detail } = await change('was-404', first(404), later)
    expect(verdict).toBe('unknown')
    expect(detail).toContainEqual(unknown('forbidden', 'b.jpg'))
  })

  it.each<[string, Reply, string]>([
    ['the same', withStatus(403, 'other-1'), 'gone'],
    ['none', 403, 'unknown'],
  ])('on a foreign domain, then %s with the same status', async (what, reply, verdict) => {
    const path = `/${what.replaceAll(' ', '-')}.jpg`
    ads.serve(path, withStatus(403, 'other-1'))
    const page = html(`<img src=a.jpg><img src="${ads.url(path).href}">`)
    const result = await change(`ads${path}`, { '': page }, { 'a.jpg': 404 }, async () => {
      await sql`update location set registrable_domain = 'ads.example' where id in (
        select location_id from visit where http_status = 403 and media_id is not null
          and outcome = 'picture' and location_id <> page_location_id
          and page_location_id not in (select page_location_id from takedown_location tl
            join takedown t on t.id = tl.takedown_id where tl.location_id = visit.location_id))
      `.execute(world.db)
      ads.serve(path, reply)
    })
    expect(result.verdict).toBe(verdict)
  })
})
