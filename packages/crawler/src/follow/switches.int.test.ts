import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createContainedReaders } from '../contain/contained-readers.ts'
import { makeZip } from '../contain/testing-archives.ts'
import {
  createWorld,
  html,
  jpeg,
  picture,
  startSite,
  type Site,
  type World,
} from '../testing-crawl.ts'
import { createFollowing } from './testing-follow.ts'
import { errandsOf, switchesOf } from './order-store.ts'

let site: Site
let world: World
let readers: ReturnType<typeof createContainedReaders>
beforeAll(async () => {
  site = await startSite()
  world = await createWorld(site)
  readers = createContainedReaders({ log: () => undefined })
})
afterAll(async () => {
  await readers[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

/** A page that leads to another one, which names an archive as a picture, and a film. */
function serve(folder: string): URL {
  const zip = makeZip([{ bytes: picture('scene-1') }, { bytes: picture('scene-2') }])
  site.serve(`/${folder}/`, html('<a href=set><img src=small.jpg></a>'))
  site.serve(`/${folder}/set`, html('<img src=packed.jpg><video src=film.mp4></video>'))
  site.serve(`/${folder}/small.jpg`, jpeg('scene-5'))
  site.serve(`/${folder}/packed.jpg`, { body: zip, type: 'application/zip' })
  return site.url(`/${folder}/`)
}

const sizesAt = async (folder: string, file = 'packed.jpg'): Promise<number[]> => {
  const following = createFollowing(world)
  const rows = await world.db
    .selectFrom('sighting')
    .innerJoin('media', 'media.id', 'sighting.media_id')
    .select(['location_id', 'size'])
    .execute()
  const sizes: number[] = []
  for (const { location_id, size } of rows) {
    if ((await following.pathOf(location_id)) === `/${folder}/${file}`) sizes.push(size)
  }
  return sizes.toSorted((a, b) => a - b)
}

/** A page that leads to an archive and a film by links alone, one by its thumbnail. */
function serveLinks(folder: string): URL {
  const zip = makeZip([{ bytes: picture('scene-1') }, { bytes: picture('scene-2') }])
  const links = '<a href=packed.zip>All</a><a href=film.mp4>Film</a>'
  site.serve(`/${folder}/`, html(`${links}<a href=more.zip><img src=small.jpg></a>`))
  site.serve(`/${folder}/small.jpg`, jpeg('scene-5'))
  for (const name of ['packed', 'more']) {
    site.serve(`/${folder}/${name}.zip`, { body: zip, type: 'application/zip' })
  }
  return site.url(`/${folder}/`)
}

const BOTH = [picture('scene-1').length, picture('scene-2').length].toSorted((a, b) => a - b)

describe('what a report has opened', () => {
  it('is opened on the pages that it leads to', async () => {
    const following = createFollowing({ ...world, contained: readers })
    await following.report(serve('open'), { depth: 1, archives: true })
    await following.crawlAll()
    expect(await sizesAt('open')).toEqual(BOTH)
    expect(site.hits('/open/film.mp4')).toBe(0)
  })

  it('is opened where a link leads to it, each once', async () => {
    const following = createFollowing({ ...world, contained: readers })
    await following.report(serveLinks('linked'), { depth: 1, pages: 10, archives: true })
    await following.crawlAll()
    expect(await sizesAt('linked', 'packed.zip')).toEqual(BOTH)
    expect(await sizesAt('linked', 'more.zip')).toEqual(BOTH)
    const hits = ['packed.zip', 'more.zip', 'film.mp4'].map((file) => site.hits(`/linked/${file}`))
    expect(hits).toEqual([1, 1, 0])
  })

  it('is not asked for by a link without it', async () => {
    const following = createFollowing({ ...world, contained: readers })
    await following.report(serveLinks('left'), { videos: true })
    await following.crawlAll()
    const hits = ['packed.zip', 'more.zip', 'film.mp4'].map((file) => site.hits(`/left/${file}`))
    expect(hits).toEqual([0, 0, 1])
  })

  it('is not opened without it', async () => {
    const following = createFollowing({ ...world, contained: readers })
    await following.report(serve('shut'), { depth: 1 })
    await following.crawlAll()
    expect(await sizesAt('shut')).toEqual([])
  })

  it('are films where they are to be opened', async () => {
    const following = createFollowing({ ...world, contained: readers })
    await following.report(serve('films'), { depth: 1, videos: true })
    await following.crawlAll()
    expect(site.hits('/films/film.mp4')).toBe(1)
    expect(await sizesAt('films')).toEqual([])
  })
})

describe('switchesOf', () => {
  it('is all that any report allows that leads to a page', async () => {
    const following = createFollowing(world)
    const url = serve('all')
    const root = await following.report(url, { depth: 1, videos: true })
    const set = await following.report(new URL('set', url), { render: true })
    await following.crawlAll()
    expect(switchesOf(await errandsOf(world.db, root))).toEqual({
      archives: false,
      videos: true,
      render: false,
    })
    expect(switchesOf(await errandsOf(world.db, set))).toEqual({
      archives: false,
      videos: true,
      render: true,
    })
  })
})
