import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
import { surveyPage, type SurveyOptions } from '../survey-page.ts'

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

/** Serves a page with what belongs to it, and surveys it. */
async function survey(name: string, replies: Record<string, Reply>, options: SurveyOptions = {}) {
  for (const [file, reply] of Object.entries(replies)) site.serve(`/${name}/${file}`, reply)
  const page = await dueLocation(world, `/${name}/`)
  const visitFor = { pageLocationId: page.id, takedownId: null }
  const seen = await surveyPage(world, page, visitFor, world.context.signal, options)
  const files = (await visitsOf(world, page)).map(({ path }) => path.split('/').at(-1))
  return { ...seen, files }
}

const css = (body: string): Reply => ({ body, type: 'text/css' })
const LINKED = html('<link rel=stylesheet href=0.css>')

describe('style sheets', () => {
  /** `0.css` imports `1.css` and so on; each names a picture. */
  const chain = (length: number): Record<string, Reply> => {
    const replies: Record<string, Reply> = { '': LINKED }
    for (let n = 0; n < length; n++) {
      replies[`${n}.css`] = css(`@import "${n + 1}.css"; p{background:url(${n}.jpg)}`)
      replies[`${n}.jpg`] = jpeg('scene-5')
    }
    replies[`${length}.css`] = css('')
    return replies
  }

  it('are read three imports deep', async () => {
    const { files, truncated } = await survey('deep', chain(3))
    expect(files).toEqual(['0.jpg', '1.jpg', '2.jpg'])
    expect(truncated).toBe(false)
  })

  it('are not read deeper, which the survey says', async () => {
    const { files, truncated } = await survey('deeper', chain(6))
    expect(files).toEqual(['0.jpg', '1.jpg', '2.jpg', '3.jpg'])
    expect(truncated).toBe(true)
  })

  it('that import each other are read once', async () => {
    const { truncated } = await survey('round', {
      '': LINKED,
      '0.css': css('@import "1.css"; @import "0.css?"; @import "0.css"'),
      '1.css': css('@import "0.css"'),
    })
    expect([site.hits('/round/0.css'), site.hits('/round/1.css'), truncated]).toEqual([1, 1, false])
  })

  it('share one budget, imported ones included', async () => {
    const { truncated } = await survey('sheets', chain(3), { budget: { stylesheets: 2 } })
    expect([site.hits('/sheets/1.css'), site.hits('/sheets/2.css'), truncated]).toEqual([
      1,
      0,
      true,
    ])
  })

  it('that are missing are addresses that failed', async () => {
    const { files } = await survey('lost', { '': LINKED, '0.css': css('@import "1.css"') })
    expect(files).toEqual(['1.css'])
  })
})

describe('pictures over the budget', () => {
  it('are guesses and icons before anything that markup names', async () => {
    const page = html(`<link rel=icon href=icon.png><div data-thing="guess.jpg"></div>
      <script>x = "script.jpg"</script><img src=a.jpg><img src=b.jpg>`)
    const { files } = await survey('ranked', { '': page }, { budget: { images: 3 } })
    expect(files).toEqual(['a.jpg', 'b.jpg', 'guess.jpg'])
  })
})

describe('headers', () => {
  it('name pictures and where a page leads on', async () => {
    const { files } = await survey('headers', {
      '': {
        body: '<p>',
        headers: { link: '<linked.jpg>; rel=preload; as=image', refresh: '0; url=on.html' },
      },
      'on.html': html('<img src=further.jpg>'),
    })
    expect(files).toEqual(['further.jpg', 'linked.jpg', 'on.html'])
  })
})

describe('an SVG', () => {
  const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><image href="in.jpg"/></svg>'

  it('that is reported is read as a document, and kept by its digests', async () => {
    const { files, pictures } = await survey('drawing', {
      '': { body: SVG, type: 'image/svg+xml' },
      'in.jpg': jpeg('scene-1'),
    })
    expect(files).toEqual(['in.jpg'])
    const sizes = pictures.map(({ fingerprint }) => fingerprint.size)
    expect(sizes).toEqual([SVG.length, picture('scene-1').length])
  })

  it('that a page shows is a picture that cannot be decoded', async () => {
    const { visits } = await survey('shown', {
      '': html('<img src=d.svg>'),
      'd.svg': { body: SVG, type: 'image/svg+xml' },
    })
    expect([...visits.values()].map(({ code }) => code)).toContain('svg-refused')
    expect(site.hits('/shown/in.jpg')).toBe(0)
  })
})

describe('a host that asks to be left alone', () => {
  const busy =
    (seconds: string): Reply =>
    (_request, response) =>
      response.writeHead(429, { 'retry-after': seconds }).end()
  const forgive = () => world.db.deleteFrom('host_pause').execute()

  it('is asked no more by this visit, nor by the next before its time', async () => {
    await using other = await startSite()
    await using own = await createWorld(other)
    other.serve('/busy/', html('<img src=a.jpg><img src=b.jpg>'))
    other.serve('/busy/a.jpg', busy('3600'))
    other.serve('/busy/b.jpg', busy('3600'))
    const page = await dueLocation(own, '/busy/')
    await own.crawl(page)
    const row = await own.db
      .selectFrom('location')
      .select(['crawl_due_at', 'crawl_attempts'])
      .where('id', '=', page.id)
      .executeTakeFirstOrThrow()
    expect(row.crawl_due_at!.getTime() - Date.now()).toBeGreaterThan(3_500_000)
    other.serve('/second/', html(''))
    const second = await dueLocation(own, '/second/')
    expect(await own.crawl(second)).toEqual({ status: 'skipped', reason: 'host-paused' })
    expect(other.hits('/second/')).toBe(0)
    const postponed = await own.db
      .selectFrom('location')
      .select(['crawl_due_at', 'crawl_attempts'])
      .where('id', '=', second.id)
      .executeTakeFirstOrThrow()
    expect(postponed.crawl_due_at!.getTime() - Date.now()).toBeGreaterThan(3_500_000)
    expect(postponed.crawl_attempts).toBe(0)
  })

  it('has what was not asked recorded as such', async () => {
    const { visits } = await survey(
      'left',
      { '': html('<img src=a.jpg><img src=b.jpg>'), 'a.jpg': busy('60'), 'b.jpg': jpeg('scene-1') },
      { budget: { atOnce: 1 } },
    )
    await forgive()
    expect([...visits.values()].map(({ code }) => code)).toEqual([
      'page',
      'http-429',
      'host-paused',
    ])
    expect(site.hits('/left/b.jpg')).toBe(0)
  })
})
