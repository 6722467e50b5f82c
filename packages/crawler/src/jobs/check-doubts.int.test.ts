import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimCheck, finishCheck } from '../removal/check-store.ts'
import { CLAIM, createChecks, gone, LOGIN, PAGE, sameBytes, unknown } from '../testing-check.ts'
import {
  createWorld,
  html,
  jpeg,
  picture,
  seedTakedown,
  startSite,
  type Reply,
  type Site,
  type World,
} from '../testing-crawl.ts'

let site: Site
let cdn: Site
let world: World
let checks: ReturnType<typeof createChecks>
beforeAll(async () => {
  site = await startSite()
  cdn = await startSite()
  world = await createWorld(site, [cdn])
  checks = createChecks(world)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
  await cdn[Symbol.asyncDispose]()
})

const BOTH = html('<img src=a.jpg><img src=logo.jpg>')
const LOGO = { 'logo.jpg': jpeg('scene-2') }
const DOUBTFUL = unknown('unread-addresses', 'page')
const GATE = html('<p>Are you 18?')
const damaged = (): Reply => ({ body: picture('scene-1').fill(0x41, 20, 800), type: 'image/jpeg' })
const leadTo = (location: string): Reply => ({ status: 302, headers: { location }, body: '' })

/** Replaces what a page and its picture answer, and looks again. */
async function then(name: string, takedownId: string, replies: Record<string, Reply>) {
  for (const [file, reply] of Object.entries(replies)) site.serve(`/${name}/${file}`, reply)
  await checks.againDue(takedownId)
  await checks.check(takedownId)
  return checks.resultOf(takedownId)
}

/** The picture has gone from its place, and beside another one of before the page holds this. */
async function withPage(name: string, markup: string, replies: Record<string, Reply> = {}) {
  const { takedownId } = await checks.arrange(name, BOTH, LOGO)
  const page = html(`<img src=logo.jpg>${markup}`)
  return then(name, takedownId, { '': page, 'a.jpg': 404, ...replies })
}

describe('a page in the place of a picture', () => {
  it('is gone when the page, which still shows what else it had, dropped the address', async () => {
    const { takedownId } = await checks.arrange('dropped', BOTH, LOGO)
    const replies = { '': html('<img src=logo.jpg>'), 'a.jpg': html('<p>removed') }
    expect(await then('dropped', takedownId, replies)).toEqual({
      verdict: 'gone',
      detail: [gone('page-instead')],
    })
  })

  it('is unknown while the page names the address', async () => {
    const { takedownId } = await checks.arrange('names', BOTH, LOGO)
    expect(await then('names', takedownId, { 'a.jpg': html('<p>removed') })).toEqual({
      verdict: 'unknown',
      detail: [unknown('not-found-page')],
    })
  })

  it('is unknown when a gate stands before page and picture', async () => {
    const { takedownId } = await checks.arrange('gate', BOTH, LOGO)
    expect(await then('gate', takedownId, { '': GATE, 'a.jpg': GATE })).toMatchObject({
      verdict: 'unknown',
      detail: [unknown('challenge'), unknown('challenge', 'page')],
    })
  })

  it('is unknown when the address was reported by itself', async () => {
    const { takedownId } = await checks.arrange('alone', jpeg('scene-1'))
    expect(await then('alone', takedownId, { '': GATE })).toEqual({
      verdict: 'unknown',
      detail: [unknown('challenge', 'page')],
    })
  })
})

describe('an address of the page that cannot be read', () => {
  it.each<[string, Reply, string]>([
    ['403', 403, 'forbidden'],
    ['503', 503, 'http-503'],
    ['451', 451, 'geo-blocked'],
    ['damaged', damaged(), 'not-comparable'],
  ])('leaves it open by %s whether the picture moved there', async (name, reply, code) => {
    expect(await withPage(`moved-${name}`, '<img src=b.jpg>', { 'b.jpg': reply })).toEqual({
      verdict: 'unknown',
      detail: [gone('http-404'), unknown(code, 'b.jpg'), DOUBTFUL],
    })
  })

  it('is told beside content that is up elsewhere', async () => {
    const page = '<img src=b.jpg><img src=c.jpg>'
    const replies = { 'b.jpg': jpeg('scene-1'), 'c.jpg': 403 }
    const { verdict, detail } = await withPage('beside', page, replies)
    expect(verdict).toBe('present')
    expect(detail).toEqual(
      expect.arrayContaining([sameBytes('b.jpg'), unknown('forbidden', 'c.jpg'), DOUBTFUL]),
    )
  })

  it('is still in doubt at the next look', async () => {
    const { takedownId } = await checks.arrange('again')
    const replies = { '': html('<img src=b.jpg>'), 'a.jpg': 404, 'b.jpg': damaged() }
    await then('again', takedownId, replies)
    expect(await then('again', takedownId, {})).toMatchObject({ verdict: 'unknown' })
  })

  it.each([404, 410])('is no doubt when it answers %i', async (status) => {
    const result = await withPage(`clear-${status}`, '<img src=b.jpg>', { 'b.jpg': status })
    expect(result).toEqual({ verdict: 'gone', detail: [gone('http-404')] })
  })

  it('is no doubt when it showed another picture before', async () => {
    const { takedownId } = await checks.arrange('innocent', BOTH, LOGO)
    expect(await then('innocent', takedownId, { 'a.jpg': 404, 'logo.jpg': 503 })).toEqual({
      verdict: 'gone',
      detail: [gone('http-404')],
    })
  })

  it('is a doubt when an earlier look took what it showed for a copy', async () => {
    const { location, takedownId } = await checks.arrange('copy', BOTH, LOGO)
    const logo = await world.db
      .selectFrom('sighting')
      .innerJoin('media', 'media.id', 'sighting.media_id')
      .select(['location_id', 'media_id'])
      .where('page_location_id', '=', location.id)
      .where('size', '=', picture('scene-2').length)
      .executeTakeFirstOrThrow()
    const claim = await claimCheck(world.db, takedownId, CLAIM)
    const copy = { outcome: 'unknown', code: 'probable-copy', distance: 40 } as const
    const detail = [{ locationId: logo.location_id, mediaId: logo.media_id, ...copy }]
    await finishCheck(world.db, claim!, {
      verdict: 'unknown',
      detail,
      lookId: claim!.checkId,
    })
    const replies = { 'a.jpg': 404, 'logo.jpg': 403 }
    expect(await then('copy', takedownId, replies)).toMatchObject({ verdict: 'unknown' })
  })

  it('is a doubt when it asks for an age, on the own domain', async () => {
    const result = await withPage('asks', '<img src=b.jpg>', { 'b.jpg': GATE })
    expect(result).toEqual({
      verdict: 'unknown',
      detail: [gone('http-404'), unknown('challenge', 'b.jpg'), DOUBTFUL],
    })
  })

  it('is a doubt on the own domain although it failed before', async () => {
    const { takedownId } = await checks.arrange('own', BOTH, { 'logo.jpg': 403 })
    expect(await then('own', takedownId, { 'a.jpg': 404 })).toMatchObject({ verdict: 'unknown' })
  })

  it('is no doubt on a foreign domain when it failed alike before', async () => {
    const foreign = html('<img src=a.jpg><img src="http://ads.other-site.com/x.gif">')
    const { takedownId } = await checks.arrange('foreign', foreign)
    expect(await then('foreign', takedownId, { 'a.jpg': 404 })).toEqual({
      verdict: 'gone',
      detail: [gone('http-404')],
    })
  })

  it('is a doubt on a foreign domain when it is new', async () => {
    const foreign = '<img src="http://ads.other-site.com/new.gif">'
    expect(await withPage('new', foreign)).toEqual({
      verdict: 'unknown',
      detail: [gone('http-404'), unknown('dns-failed', 'new.gif'), DOUBTFUL],
    })
  })
})

describe('what a page leads to', () => {
  it.each<[string, string, string, number, string]>([
    ['style sheet', '<link rel=stylesheet href=s.css>', 's.css', 403, 'forbidden'],
    ['frame of its own', '<iframe src=f.html></iframe>', 'f.html', 503, 'http-503'],
    ['refresh', '<meta http-equiv=refresh content="0; url=f.html">', 'f.html', 403, 'forbidden'],
  ])('leaves it open when a %s fails', async (what, markup, file, reply, code) => {
    const result = await withPage(what.replaceAll(' ', '-'), markup, { [file]: reply })
    expect(result).toEqual({
      verdict: 'unknown',
      detail: [gone('http-404'), unknown(code, file), DOUBTFUL],
    })
  })

  it.each([
    ['refreshes to', '<meta http-equiv=refresh content="0; url=f.html">'],
    ['frames', '<iframe src=f.html></iframe>'],
    ['frames inline', '<iframe srcdoc="<img src=b.jpg>"></iframe>'],
  ])('is seen in what the page %s', async (how, markup) => {
    const name = how.replaceAll(' ', '-')
    const replies = { 'f.html': html('<img src=b.jpg>'), 'b.jpg': jpeg('scene-1') }
    const { verdict, detail } = await withPage(name, markup, replies)
    expect({ verdict, detail }).toEqual({
      verdict: 'present',
      detail: expect.arrayContaining([sameBytes('b.jpg')]),
    })
  })

  it('leaves it open when it is sent on to a login page', async () => {
    const page = '<meta http-equiv=refresh content="0; url=f.html">'
    expect(await withPage('sent-on', page, { 'f.html': LOGIN })).toEqual({
      verdict: 'unknown',
      detail: [gone('http-404'), unknown('login-page', 'page')],
    })
  })

  it('is unknown when the address becomes a frame that asks for an age', async () => {
    const { takedownId } = await checks.arrange('becomes-frame', BOTH, LOGO)
    const replies = { '': html('<img src=logo.jpg><iframe src=a.jpg></iframe>'), 'a.jpg': GATE }
    expect(await then('becomes-frame', takedownId, replies)).toEqual({
      verdict: 'unknown',
      detail: [unknown('challenge')],
    })
  })

  it('is gone when a frame that held it inline is there without it', async () => {
    const inline = `<img src="data:image/jpeg;base64,${picture('scene-1').toString('base64')}">`
    const { takedownId } = await checks.arrange(
      'frame-inline',
      html('<iframe src=f.html></iframe>'),
      {
        'f.html': html(inline),
        'a.jpg': 404,
      },
    )
    expect(await then('frame-inline', takedownId, { 'f.html': html('<p>removed') })).toEqual({
      verdict: 'gone',
      detail: [gone('not-on-page', 'f.html')],
    })
  })

  it('leaves it open when a second refresh follows the first', async () => {
    const refresh = (to: string) => `<meta http-equiv=refresh content="0; url=${to}">`
    const replies = { 'f.html': html(refresh('g.html')) }
    const result = await withPage('chain', refresh('f.html'), replies)
    expect(result).toEqual({
      verdict: 'unknown',
      detail: [gone('http-404'), unknown('refresh-not-followed', 'g.html'), DOUBTFUL],
    })
  })

  it('leaves it open when a frame of a foreign domain is new', async () => {
    const page = '<iframe src="http://frames.other-site.com/f.html"></iframe>'
    expect(await withPage('frame-new', page)).toEqual({
      verdict: 'unknown',
      detail: [gone('http-404'), unknown('frame-not-read', 'f.html'), DOUBTFUL],
    })
  })

  it('does not mind a frame of a foreign domain that was there before', async () => {
    const page = html('<img src=a.jpg><iframe src="http://frames.other-site.com/f.html"></iframe>')
    const { takedownId } = await checks.arrange('frame-old', page)
    expect(await then('frame-old', takedownId, { 'a.jpg': 404 })).toEqual({
      verdict: 'gone',
      detail: [gone('http-404')],
    })
  })
})

describe('a picture that another host serves', () => {
  const served = (path: string) => cdn.url(path).href

  it('is sighted where that host has it, and visited at both addresses', async () => {
    cdn.serve('/c1.jpg', jpeg('scene-1'))
    const { location } = await checks.arrange('cdn', PAGE, { 'a.jpg': leadTo(served('/c1.jpg')) })
    const sightings = await world.db
      .selectFrom('sighting')
      .innerJoin('location', 'location.id', 'sighting.location_id')
      .select(['location.id', 'url_ct'])
      .where('page_location_id', '=', location.id)
      .execute()
    expect(sightings.map(({ id, url_ct }) => openUrl(id, url_ct))).toEqual([served('/c1.jpg')])
    const visits = await world.db
      .selectFrom('visit')
      .select(['outcome', 'redirects'])
      .where('page_location_id', '=', location.id)
      .where('location_id', '<>', location.id)
      .execute()
    expect(visits).toEqual(Array.from({ length: 2 }, () => ({ outcome: 'picture', redirects: 1 })))
  })

  it('is looked for there and at the address that led to it', async () => {
    cdn.serve('/c2.jpg', jpeg('scene-1'))
    const { takedownId } = await checks.arrange('ways', PAGE, {
      'a.jpg': leadTo(served('/c2.jpg')),
    })
    cdn.serve('/c2.jpg', 404)
    cdn.serve('/c3.jpg', jpeg('scene-1'))
    const replies = { '': html('<p>removed'), 'a.jpg': leadTo(served('/c3.jpg')) }
    expect(await then('ways', takedownId, replies)).toEqual({
      verdict: 'present',
      detail: [sameBytes('c3.jpg'), gone('http-404', 'c2.jpg')],
    })
  })

  it('is gone when both addresses say so', async () => {
    cdn.serve('/c4.jpg', jpeg('scene-1'))
    const { takedownId } = await checks.arrange('away', PAGE, {
      'a.jpg': leadTo(served('/c4.jpg')),
    })
    cdn.serve('/c4.jpg', 404)
    expect(await then('away', takedownId, { 'a.jpg': 404 })).toMatchObject({ verdict: 'gone' })
  })

  const openUrl = (id: string, url: Buffer): string =>
    world.crypto.openText({ table: 'location', column: 'url_ct', row: id }, url)
})

describe('several takedowns of one page', () => {
  it('are judged by one look', async () => {
    const { location, takedownId } = await checks.arrange('several', BOTH, LOGO)
    const other = await seedTakedown(world, location, { of: 'scene-2' })
    const before = site.hits('/several/')
    site.serve('/several/a.jpg', 404)
    await checks.check(takedownId)
    expect(site.hits('/several/')).toBe(before + 1)
    const [mine] = await checks.checksOf(takedownId)
    const [its] = await checks.checksOf(other)
    expect([mine!.verdict, its!.verdict]).toEqual(['gone', 'present'])
    for (const id of [takedownId, other]) {
      expect(world.hints).toContainEqual({
        name: 'advance-takedown',
        payload: { takedownId: id },
      })
    }
  })
})
