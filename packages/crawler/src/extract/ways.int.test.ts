import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, dueLocation, jpeg, picture, startSite, visitsOf } from '../testing-crawl.ts'
import type { Reply, Site, World } from '../testing-crawl.ts'
import { extractImages, type Extraction } from './extract-images.ts'
import { WAYS, outcomeOf } from './ways.ts'
import type { Way } from './ways/way.ts'

const PICTURE = 'scene-5-half'
const BASE64 = picture(PICTURE).toString('base64')

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

const numbered = WAYS.map((way, index) => ({ ...way, number: index + 1 }))
const isCrawled = ({ finds }: Way): boolean => finds.as === 'picture' || finds.as === 'inline'
const isUnseen = ({ finds }: Way): boolean => finds.as === 'out of reach'

/** Serves a way in a folder of its own and crawls its page; tells where a picture was recorded. */
async function crawl({ html, type, files, headers, number }: Way & { number: number }) {
  const at = `/way-${number}/`
  const fill = (text: string) =>
    text.replaceAll('{BASE64}', BASE64).replaceAll('{DIR}', `way-${number}`)
  const page: Reply = { body: fill(html), type: type ?? 'text/html; charset=utf-8' }
  site.serve(at, headers ? { ...page, headers } : page)
  for (const file of ['pic', 'pic.jpg', 'pic.jpg?x=1&y=2'])
    site.serve(`${at}${file}`, jpeg(PICTURE))
  for (const [file, [body, fileType]] of Object.entries(files ?? {})) {
    site.serve(`${at}${file}`, { body: fill(body), type: fileType })
  }
  const location = await dueLocation(world, at)
  expect(await world.crawl(location)).toEqual({ status: 'done' })
  const visits = await visitsOf(world, location)
  const sightings = await world.db
    .selectFrom('sighting')
    .innerJoin('media', 'media.id', 'sighting.media_id')
    .select(['location_id', 'size'])
    .where('page_location_id', '=', location.id)
    // An SVG is kept by its digests too.
    .where('mime', '<>', 'application/octet-stream')
    .execute()
  return {
    atPicture: visits.filter(({ path, hasMedia }) => hasMedia && /\/pic(?:\.jpg)?$/.test(path))
      .length,
    inPage: sightings.filter(({ location_id }) => location_id === location.id).length,
    sizes: [...new Set(sightings.map(({ size }) => size))],
  }
}

describe('crawlLocation', () => {
  it.each(numbered.filter(isCrawled))('records the picture of way $number: $name', async (way) => {
    const isInline = way.finds.as === 'inline'
    expect(await crawl(way)).toEqual({
      atPicture: isInline ? 0 : 1,
      inPage: isInline ? 1 : 0,
      sizes: [picture(PICTURE).length],
    })
  })

  it.each(numbered.filter(isUnseen))('cannot see way $number: $name', async (way) => {
    expect(await crawl(way)).toEqual({ atPicture: 0, inPage: 0, sizes: [] })
  })
})

describe('extractImages', () => {
  const PAGE = new URL('http://site.com/way/page.html')

  const extract = ({ html, type, headers }: Way): Extraction =>
    extractImages(Buffer.from(html), type ?? 'text/html', PAGE, headers)

  /** What the extraction lists as that kind. */
  function listed({ as }: Way['finds'], found: Extraction): URL[] {
    if (as === 'media') return found.media
    if (as === 'archive') return found.archives
    return found.links.filter(({ reason }) => reason === as).map(({ url }) => url)
  }

  const others = numbered.filter((way) => !isCrawled(way) && !isUnseen(way))
  it.each(others)('lists way $number: $name', (way) => {
    const { finds } = way
    const hrefs = listed(finds, extract(way)).map(String)
    expect(hrefs).toContain(new URL('at' in finds ? finds.at : 'pic', PAGE).href)
  })
})

describe('docs/extraction.md', () => {
  const text = readFileSync(new URL('../../../../docs/extraction.md', import.meta.url), 'utf8')

  it('names every way with its outcome, in order', () => {
    const rows = [...text.matchAll(/^\| (\d+) \| (.+?) \| (.+?) \|$/gm)].map(([row]) => row)
    const expected = numbered.map((way) => `| ${way.number} | ${way.name} | ${outcomeOf(way)} |`)
    expect(rows).toEqual(expected)
  })

  it('names each way once, and enough of them', () => {
    expect(new Set(WAYS.map(({ name }) => name)).size).toBe(WAYS.length)
    expect(WAYS.filter((way) => !isUnseen(way)).length).toBeGreaterThanOrEqual(60)
  })
})
