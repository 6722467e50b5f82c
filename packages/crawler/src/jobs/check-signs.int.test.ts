import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createChecks } from '../testing-check.ts'
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

let site: Site
let world: World
let checks: ReturnType<typeof createChecks>
beforeAll(async () => {
  site = await startSite()
  world = await createWorld(site)
  checks = createChecks(world)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const BOTH = html('<img src=a.jpg><img src=logo.jpg>')
const LOGO = { 'logo.jpg': jpeg('scene-2') }
const MISSING = html('<p>Sorry, page not found')

/** What a look says once a page of two pictures answers so. */
async function look(name: string, replies: Record<string, Reply>, page = BOTH) {
  const { takedownId } = await checks.arrange(name, page, LOGO)
  for (const [file, reply] of Object.entries(replies)) site.serve(`/${name}/${file}`, reply)
  await checks.check(takedownId)
  return checks.evidenceOf(takedownId)
}

const line = (at: string, outcome: string, code: string, ...evidence: string[]) => ({
  at,
  outcome,
  code,
  evidence,
})

describe('an address that is asked again as from the page', () => {
  const fromPage =
    (shown: Reply, otherwise: Reply): Reply =>
    (request, response) => {
      const reply = request.headers.referer ? shown : otherwise
      if (typeof reply === 'number') return void response.writeHead(reply).end()
      if (typeof reply === 'function') return reply(request, response)
      const { body, type = 'text/html', status = 200 } = reply
      return void response.writeHead(status, { 'content-type': type }).end(body)
    }

  it.each<[string, Reply]>([
    ['404', 404],
    ['403', 403],
    ['another picture', jpeg('other-1')],
    ['a page', html('<p>Hello')],
  ])('shows what %s hid', async (name, otherwise) => {
    const hidden = fromPage(jpeg('scene-1'), otherwise)
    const { verdict, detail } = await look(`hid ${name}`.replaceAll(' ', '-'), { 'a.jpg': hidden })
    expect(verdict).toBe('present')
    expect(detail[0]).toMatchObject({
      code: 'same-bytes',
      evidence: ['same-bytes', 'asked-from-page'],
    })
  })

  it('must say the same, or nothing is known', async () => {
    const { verdict, detail } = await look('differs', { 'a.jpg': fromPage(503, 404) })
    expect(verdict).toBe('unknown')
    expect(detail).toEqual([line('a.jpg', 'unknown', 'http-503', 'http-503', 'answers-differ')])
  })

  it('confirms what is gone', async () => {
    const { detail } = await look('confirmed', { 'a.jpg': 404 })
    expect(detail).toEqual([line('a.jpg', 'gone', 'http-404', 'http-404', 'asked-from-page')])
  })
})

describe('a page that says that nothing is there', () => {
  const missingAnywhere: Reply = (_request, response) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end(MISSING.body)

  it('is gone when the host says so of what never was', async () => {
    // The whole site answers so: a site of its own.
    await using own = await startSite()
    await using small = await createWorld(own)
    const ownChecks = createChecks(small)
    const { takedownId } = await ownChecks.arrange('soft', BOTH, LOGO)
    own.serve('/soft/', MISSING)
    own.serve('/soft/a.jpg', MISSING)
    own.serveRest(missingAnywhere)
    await ownChecks.check(takedownId)
    const { verdict, detail } = await ownChecks.evidenceOf(takedownId)
    expect(verdict).toBe('gone')
    expect(detail).toEqual([
      line(
        'a.jpg',
        'gone',
        'soft-404',
        'says-not-found',
        'page-instead',
        'as-missing',
        'asked-from-page',
      ),
      line('page', 'gone', 'soft-404', 'says-not-found', 'as-missing'),
    ])
  })

  it('is not, while only this address says so', async () => {
    const { verdict, detail } = await look('alone', { 'a.jpg': MISSING })
    expect(verdict).toBe('unknown')
    expect(detail).toEqual([
      line(
        'a.jpg',
        'unknown',
        'not-found-page',
        'says-not-found',
        'page-instead',
        'asked-from-page',
      ),
    ])
  })

  it('is believed of a picture whose address says so too', async () => {
    const { verdict } = await look('both-say', { '': MISSING, 'a.jpg': 404 })
    expect(verdict).toBe('gone')
  })

  it('hides nothing that is still at its address', async () => {
    const { verdict } = await look('still', { '': MISSING })
    expect(verdict).toBe('present')
  })
})

describe('a page that nothing shows to be the page', () => {
  it.each<[string, string, string]>([
    ['other', '<p>Welcome', 'other-page'],
    ['age', '<img src=logo.jpg><p>Are you over 18?', 'challenge'],
    ['abroad', '<img src=logo.jpg><p>Not available in your country', 'geo-blocked'],
    ['members', '<img src=logo.jpg><p>Members only', 'login-page'],
  ])('leaves it open: %s', async (name, markup, code) => {
    const { verdict, detail } = await look(`gate-${name}`, { '': html(markup), 'a.jpg': 404 })
    expect(verdict).toBe('unknown')
    expect(detail).toContainEqual(expect.objectContaining({ at: 'page', code }))
  })

  it('is gone when it is parked and the picture has gone from its address', async () => {
    const parked = html('<p>This domain is for sale')
    expect((await look('parked', { '': parked, 'a.jpg': 404 })).verdict).toBe('gone')
    expect((await look('parked-all', { '': parked, 'a.jpg': parked })).verdict).toBe('unknown')
    expect((await look('parked-up', { '': parked })).verdict).toBe('present')
  })
})

describe('a picture in the place of the content', () => {
  it.each([0.02, 0.1, 0.5])('says nothing when it is cut off after %f of it', async (part) => {
    const whole = picture('scene-1')
    const body = whole.subarray(0, Math.ceil(whole.length * part))
    const { verdict } = await look(`cut-${part}`, { 'a.jpg': { body, type: 'image/jpeg' } })
    expect(verdict).not.toBe('gone')
  })

  it('says nothing when it took the place of others too', async () => {
    const instead = jpeg('other-2')
    const { verdict, detail } = await look('guests', { 'a.jpg': instead, 'logo.jpg': instead })
    expect(verdict).toBe('unknown')
    expect(detail).toMatchObject([
      { code: 'placeholder', evidence: ['other-picture', 'shown-elsewhere', 'asked-from-page'] },
    ])
  })

  it('that cannot be compared counts when it stands for what never was and others are shown', async () => {
    const flat: Reply = {
      body: Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64'),
      type: 'image/gif',
    }
    await using own = await startSite()
    await using small = await createWorld(own)
    const ownChecks = createChecks(small)
    const { takedownId } = await ownChecks.arrange('flat', BOTH, LOGO)
    own.serve('/flat/a.jpg', flat)
    await ownChecks.check(takedownId)
    expect((await ownChecks.resultOf(takedownId)).verdict).toBe('unknown')
    own.serveRest(flat)
    await ownChecks.againDue(takedownId)
    await ownChecks.check(takedownId)
    const { verdict, detail } = await ownChecks.evidenceOf(takedownId)
    expect(verdict).toBe('gone')
    const signs = ['not-comparable', 'as-missing', 'others-still-shown', 'asked-from-page']
    expect(detail).toEqual([line('a.jpg', 'gone', 'placeholder', ...signs)])
  })

  it('says nothing about a picture within the page', async () => {
    const inside = `<img src="data:image/jpeg;base64,${picture('scene-1').toString('base64')}">`
    const page = html(`<img src=logo.jpg>${inside}`)
    const { verdict } = await look('inline', { '': html('<p>Hello') }, page)
    expect(verdict).toBe('unknown')
  })
})
