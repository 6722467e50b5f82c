import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFetcher } from '../fetch/testing.ts'
import {
  createWorld,
  html,
  jpeg,
  picture,
  startSite,
  type Reply,
  type Site,
  type World,
} from '../testing-crawl.ts'
import { createFollowing } from './testing-follow.ts'
import { NOT_FOLLOWED } from './page-store.ts'

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

/** Serves pages and pictures below a folder. */
function serve(folder: string, replies: Record<string, Reply>): URL {
  for (const [file, reply] of Object.entries(replies)) site.serve(`/${folder}/${file}`, reply)
  return site.url(`/${folder}/`)
}

/** A thumbnail that leads to a page. */
const thumb = (to: string, file: string): string => `<a href="${to}"><img src="${file}"></a>`

/** An index of two sets, of which the first has two pages and leads to one more. */
const gallery = (folder: string): URL =>
  serve(folder, {
    '': html(
      thumb('one', 'one-small.jpg') + thumb('two', 'two-small.jpg') + '<a href=/about>?</a>',
    ),
    one: html('<img src=one.jpg>' + thumb('deep', 'deep-small.jpg') + '<a rel=next href="one-2">'),
    'one-2': html('<img src=one-2.jpg>'),
    two: html('<img src=two.jpg>'),
    deep: html('<img src=deep.jpg>'),
    'one-small.jpg': jpeg('scene-1'),
    'two-small.jpg': jpeg('scene-1'),
    'deep-small.jpg': jpeg('scene-1'),
    'one.jpg': jpeg('scene-2-smaller'),
    'one-2.jpg': jpeg('scene-2-smaller'),
    'two.jpg': jpeg('scene-2-smaller'),
    'deep.jpg': jpeg('scene-5'),
  })

const visitsOf = (pageId: string) =>
  world.db
    .selectFrom('visit')
    .select(['outcome', 'code', 'location_id'])
    .where('page_location_id', '=', pageId)
    .execute()

const rowOf = (id: string) =>
  world.db.selectFrom('location').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

describe('a report that asks for nothing', () => {
  it('leads to no other page, and leaves no order', async () => {
    const following = createFollowing(world)
    const root = await following.report(gallery('plain'))
    expect(await following.crawlAll()).toBe(1)
    expect(await following.pages(root)).toEqual([])
    await expect(following.order(root)).rejects.toThrow()
    expect(site.hits('/plain/one')).toBe(0)
  })
})

describe('a report that asks for depth', () => {
  it('has each page crawled that a thumbnail leads to, with those of its sequence', async () => {
    const following = createFollowing(world)
    const root = await following.report(gallery('flat'), { depth: 1 })
    expect(await following.crawlAll()).toBe(4)
    expect(await following.pages(root)).toEqual([
      { path: '/flat/one', depth: 1, reason: 'gallery', state: 'read' },
      { path: '/flat/one-2', depth: 1, reason: 'next', state: 'read' },
      { path: '/flat/two', depth: 1, reason: 'gallery', state: 'read' },
    ])
    expect(await following.order(root)).toMatchObject({ truncated: null, pages_left: 16 })
    expect(site.hits('/about')).toBe(0)
  })

  it('keeps each picture at the page on which it stands', async () => {
    const following = createFollowing(world)
    await following.report(gallery('places'), { depth: 2 })
    await following.crawlAll()
    const seen = (await following.sightings()).filter((line) => line.startsWith('/places/'))
    expect(seen).toEqual([
      '/places/ /places/one-small.jpg',
      '/places/ /places/two-small.jpg',
      '/places/deep /places/deep.jpg',
      '/places/one /places/deep-small.jpg',
      '/places/one /places/one.jpg',
      '/places/one-2 /places/one-2.jpg',
      '/places/two /places/two.jpg',
    ])
  })

  it('reads one level after the other', async () => {
    const following = createFollowing(world)
    await following.report(gallery('levels'), { depth: 2 })
    const order: string[] = []
    const listen = (path: string): void =>
      site.serve(`/levels/${path}`, (_request, response) => {
        order.push(path)
        response.setHeader('content-type', 'text/html')
        response.end(path === 'one' ? thumb('deep', 'deep-small.jpg') : '')
      })
    for (const path of ['one', 'two', 'deep']) listen(path)
    await following.crawlAll()
    expect(order).toEqual(['one', 'two', 'deep'])
  })

  it('reads pages that lead to each other once', async () => {
    const following = createFollowing(world)
    const url = serve('loop', {
      '': html(thumb('a', 'x.jpg')),
      a: html(thumb('b', 'x.jpg') + thumb('.', 'x.jpg') + thumb('a#top', 'x.jpg')),
      b: html(thumb('a', 'x.jpg') + thumb('./?', 'x.jpg')),
      'x.jpg': jpeg('scene-1'),
    })
    await following.report(url, { depth: 3, pages: 200 })
    await following.crawlAll()
    expect(['/loop/', '/loop/a', '/loop/b'].map(site.hits)).toEqual([1, 1, 1])
  })

  it('ends in a calendar without end when its pages are used up', async () => {
    const following = createFollowing(world)
    for (let n = 0; n < 40; n++) {
      site.serve(`/calendar/?month=${n}`, html(`<a rel=next href="?month=${n + 1}">next</a>`))
    }
    const root = await following.report(site.url('/calendar/?month=0'), { depth: 1, pages: 12 })
    expect(await following.crawlAll()).toBe(12)
    expect(await following.order(root)).toMatchObject({ truncated: 'pages', pages_left: 0 })
    expect([site.hits('/calendar/?month=11'), site.hits('/calendar/?month=12')]).toEqual([1, 0])
  })

  it('does not follow the same page in another form, nor ask for a picture twice', async () => {
    const following = createFollowing(world)
    const url = serve('forms', {
      '': html(
        '<link rel=alternate type=text/html href=print><a href=large.jpg><img src=s.jpg></a>',
      ),
      print: html(''),
      's.jpg': jpeg('scene-1'),
      'large.jpg': jpeg('scene-2'),
    })
    const root = await following.report(url, { depth: 1 })
    await following.crawlAll()
    expect(await following.pages(root)).toEqual([])
    expect([site.hits('/forms/print'), site.hits('/forms/large.jpg')]).toEqual([0, 1])
  })

  it('opens a page that is named like a picture', async () => {
    const following = createFollowing(world)
    const url = serve('named', {
      '': html('<a href="scene.jpg">scene</a>'),
      'scene.jpg': html('<img src=real.jpg>'),
      'real.jpg': jpeg('scene-2'),
    })
    await following.report(url, { depth: 1 })
    await following.crawlAll()
    expect(await following.sightings()).toContain('/named/scene.jpg /named/real.jpg')
  })

  it('records pages of other sites behind thumbnails once, and opens none', async () => {
    const following = createFollowing(world)
    const url = serve('abroad', {
      '': html(thumb('https://other-site.com/set', 's.jpg') + thumb('https://third.org/', 's.jpg')),
      's.jpg': jpeg('scene-1'),
    })
    const root = await following.report(url, { depth: 1 })
    await following.crawlAll()
    await sql`update location set crawl_due_at = clock_timestamp() where id = ${root}`.execute(
      world.db,
    )
    await following.crawlAll()
    const noted = (await visitsOf(root)).filter(({ code }) => code === NOT_FOLLOWED)
    expect(noted.map(({ outcome }) => outcome)).toEqual(['refused', 'refused'])
  })

  it('leads no further from a page that sends us to another site', async () => {
    const resolve = async () => ({ addresses: ['127.0.0.1'], resolver: 'test', cnames: [] })
    await using safeFetch = createFetcher({ ports: [site.port], resolve })
    const following = createFollowing(world, { safeFetch })
    site.serve('/home', html(thumb('/away', 's.jpg')))
    site.serve('/away', (_request, response) =>
      response.writeHead(302, { location: `http://b-site.com:${site.port}/b` }).end(),
    )
    site.serve('/b', html(thumb('/b-further', 's.jpg')))
    const root = await following.report(`http://a-site.com:${site.port}/home`, { depth: 3 })
    await following.crawlAll()
    expect(await following.pages(root)).toMatchObject([{ path: '/away', state: 'read' }])
    expect([site.hits('/b'), site.hits('/b-further')]).toEqual([1, 0])
  })

  it('tries a page again that did not answer, and in the end leaves it out', async () => {
    const following = createFollowing(world)
    const url = serve('sick', { '': html(thumb('a', 's.jpg')), a: 500, 's.jpg': jpeg('scene-1') })
    const root = await following.report(url, { depth: 1 })
    await following.crawlAll()
    expect(await following.pages(root)).toMatchObject([{ state: 'waiting' }])
    for (let attempt = 2; attempt <= 6; attempt++) {
      await following.passTime()
      await following.crawlAll()
    }
    expect(site.hits('/sick/a')).toBe(6)
    expect(await following.pages(root)).toMatchObject([{ state: 'read' }])
    await following.passTime()
    expect(await following.crawlAll()).toBe(0)
  })
})

describe('the budget of a report', () => {
  const many = (folder: string): URL => {
    const replies: Record<string, Reply> = { '': html('') }
    let index = ''
    for (let set = 0; set < 6; set++) {
      index += thumb(`set-${set}`, `set-${set}-0.jpg`)
      const names = Array.from({ length: 10 }, (_, n) => `set-${set}-${n}.jpg`)
      replies[`set-${set}`] = html(names.map((name) => `<img src=${name}>`).join(''))
      for (const name of names) replies[name] = jpeg('scene-1')
    }
    return serve(folder, { ...replies, '': html(index) })
  }

  /** Pictures that were asked for. */
  const picturesOf = (folder: string): number => {
    const names = Array.from({ length: 60 }, (_, n) => `set-${Math.floor(n / 10)}-${n % 10}.jpg`)
    return names.reduce((sum, name) => sum + site.hits(`/${folder}/${name}`), 0)
  }

  it('holds for pictures over two crawlers at once', async () => {
    const following = createFollowing(world, { crawlers: 2, budget: { images: 30 } })
    const root = await following.report(many('thirty'), { depth: 1 })
    await following.crawlAll()
    expect(picturesOf('thirty')).toBe(30)
    expect(await following.order(root)).toMatchObject({ truncated: 'images', images_left: 0 })
  })

  it('holds for bytes over two crawlers, but for what is under way', async () => {
    const size = picture('scene-1').length
    const wireBytes = 25 * size
    const following = createFollowing(world, { crawlers: 2, budget: { wireBytes } })
    const root = await following.report(many('heavy'), { depth: 1 })
    await following.crawlAll()
    const underWay = 2 * 4
    expect(picturesOf('heavy')).toBeGreaterThan(15)
    expect(picturesOf('heavy')).toBeLessThanOrEqual(25 + underWay)
    expect(await following.order(root)).toMatchObject({ truncated: 'bytes', wire_left: '0' })
  })

  it('gives back what a page did not need', async () => {
    const following = createFollowing(world, { budget: { images: 100 } })
    const root = await following.report(many('all'), { depth: 1 })
    await following.crawlAll()
    const { images_left, truncated } = await following.order(root)
    expect({ images_left, truncated }).toEqual({ images_left: 100 - 6 - 60, truncated: null })
  })

  it('leaves pages out that were not read in time, but never the one that was reported', async () => {
    const following = createFollowing(world)
    const root = await following.report(many('late'), { depth: 1 })
    await world.crawl({ id: root, url: '', host: '' })
    await sql`update crawl_order set ends_at = clock_timestamp() - interval '1 second'
      where location_id = ${root}`.execute(world.db)
    await sql`update location set crawl_due_at = clock_timestamp() where id = ${root}`.execute(
      world.db,
    )
    await following.crawlAll()
    expect(site.hits('/late/')).toBe(2)
    const states = (await following.pages(root)).map(({ state }) => state)
    expect(new Set(states)).toEqual(new Set(['skipped']))
    expect(await following.order(root)).toMatchObject({ truncated: 'time' })
  })
})

describe('several reports', () => {
  it('follow a page as far as the widest of them asks', async () => {
    const following = createFollowing(world)
    const url = gallery('wide')
    const root = await following.report(url, { depth: 1, archives: true })
    await following.report(url, { depth: 2, pages: 50, videos: true })
    await following.report(url, { depth: 1, pages: 3 })
    const { depth, pages, archives, videos, render } = await following.order(root)
    expect({ depth, pages, archives, videos, render }).toEqual({
      depth: 2,
      pages: 50,
      archives: true,
      videos: true,
      render: false,
    })
  })

  it('have a page crawled again at once when one asks for more, and not when none does', async () => {
    const following = createFollowing(world)
    const url = gallery('again')
    await following.report(url)
    await following.crawlAll()
    await following.report(url, { depth: 1 })
    expect(await following.crawlAll()).toBe(4)
    await following.report(url, { depth: 1 })
    await following.report(url)
    expect(await following.crawlAll()).toBe(0)
  })

  it('that lead to one page have it crawled once and its links followed for both', async () => {
    const following = createFollowing(world)
    const url = serve('shared', {
      '': html(thumb('set', 's.jpg')),
      other: html(thumb('set', 's.jpg')),
      set: html('<a rel=next href=set-2>2</a>'),
      'set-2': html(''),
      's.jpg': jpeg('scene-1'),
    })
    const one = await following.report(url, { depth: 1 })
    const two = await following.report(new URL('other', url), { depth: 1 })
    await following.crawlAll()
    const paths = async (root: string) => (await following.pages(root)).map(({ path }) => path)
    expect(await paths(one)).toEqual(['/shared/set', '/shared/set-2'])
    expect(await paths(two)).toEqual(['/shared/set', '/shared/set-2'])
    expect([site.hits('/shared/set'), site.hits('/shared/set-2')]).toEqual([1, 1])
  })

  it('crawls a page once more that another report finds while its crawl runs', async () => {
    const following = createFollowing(world)
    const url = serve('meanwhile', {
      '': html(thumb('set', 's.jpg')),
      set: html('<a rel=next href=set-2>2</a>'),
      'set-2': html(''),
      's.jpg': jpeg('scene-1'),
    })
    const set = await following.report(new URL('set', url))
    const [found, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    site.serve('/meanwhile/set', (_request, response) => {
      found.resolve()
      response.setHeader('content-type', 'text/html')
      void go.promise.then(() => response.end('<a rel=next href=set-2>2</a>'))
    })
    const running = world.crawl({ id: set, url: '', host: '' })
    await found.promise
    const root = await following.report(url, { depth: 1 })
    await world.crawl({ id: root, url: '', host: '' })
    go.resolve()
    await running
    expect(await rowOf(set)).toMatchObject({ crawl_due_at: expect.any(Date) })
    await following.crawlAll()
    expect((await following.pages(root)).map(({ path }) => path)).toEqual([
      '/meanwhile/set',
      '/meanwhile/set-2',
    ])
  })
})
