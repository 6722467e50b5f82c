import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase, type SeededCase } from '../fixtures/seed-case.ts'
import { seedTakedown } from '../fixtures/seed-takedown.ts'
import { FORM, createTestApp, formTokenIn, type TestApp } from '../fixtures/test-app.ts'
import { IDLE_MS, SESSION_MS } from '../identity/session.ts'
import { createSignInLink } from '../identity/sign-in-link.ts'

let test: TestApp
let cookie: string
beforeAll(async () => {
  test = await createTestApp()
  cookie = await test.sessionOf('analyst')
})
afterAll(() => test[Symbol.asyncDispose]())

const get = (url: string, headers: Record<string, string> = {}) =>
  test.app.inject({ url, headers: { cookie, ...headers } })

const post = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  test.app.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(fields).toString(),
    headers: { ...FORM, cookie, ...headers },
  })

const decide = async (
  { matchId }: SeededCase,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
) => {
  const form = formTokenIn((await get('/console')).body)
  const said = { form, verdict: 'confirm', reason: 'compared', ...fields }
  return post(`/console/matches/${matchId}/decisions`, said, headers)
}

const newLink = async (ttlMs = 60_000): Promise<URL> => {
  const request = { role: 'analyst', name: 'Sam', ttlMs, baseUrl: 'http://localhost:1' } as const
  return new URL(await createSignInLink(test.db, test.crypto, request))
}

const useLink = (link: URL, headers: Record<string, string> = {}) =>
  test.app.inject({
    method: 'POST',
    url: '/sign-in',
    payload: new URLSearchParams({ token: link.hash.slice(1) }).toString(),
    headers: { ...FORM, ...headers },
  })

describe('a sign-in link', () => {
  it('is not used up by being opened', async () => {
    const link = await newLink()
    for (let n = 0; n < 3; n++) {
      const page = await test.app.inject({ url: link.pathname })
      expect([page.statusCode, page.headers['set-cookie']]).toEqual([200, undefined])
    }
    expect((await useLink(link)).statusCode).toBe(303)
  })

  it('works once, however many use it at a time', async () => {
    const link = await newLink()
    const answers = await Promise.all(Array.from({ length: 8 }, () => useLink(link)))
    expect(answers.filter(({ statusCode }) => statusCode === 303)).toHaveLength(1)
    expect(answers.filter(({ statusCode }) => statusCode === 410)).toHaveLength(7)
  })

  it('has its token where browsers keep it to themselves', async () => {
    const link = await newLink()
    expect([link.pathname, link.search]).toEqual(['/sign-in', ''])
    expect(link.hash).toMatch(/^#[\w-]{43}$/)
  })

  it('may be pasted whole, with spaces around it', async () => {
    const { href } = await newLink()
    const payload = new URLSearchParams({ token: ` ${href}\n` }).toString()
    const asked = { method: 'POST', url: '/sign-in', payload, headers: FORM } as const
    expect((await test.app.inject(asked)).statusCode).toBe(303)
  })

  it('does not work when it is too old', async () => {
    expect((await useLink(await newLink(-1))).statusCode).toBe(410)
  })

  it('does not work when another site sends it', async () => {
    const link = await newLink()
    const answer = await useLink(link, { 'sec-fetch-site': 'cross-site' })
    expect(answer.statusCode).toBe(403)
    expect((await useLink(link)).statusCode).toBe(303)
  })

  it('sets a cookie that no script reads and no other site sends', async () => {
    const { headers } = await useLink(await newLink())
    const set = String(headers['set-cookie'])
    for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Path=/']) {
      expect(set).toContain(attribute)
    }
    expect(set).not.toContain('Domain')
  })

  it('sets a __Host- cookie that is secure when reached over HTTPS', async () => {
    await using secure = await createTestApp({ secure: true })
    expect(await secure.sessionOf('analyst')).toMatch(/^__Host-/)
    const page = await secure.app.inject({ url: '/' })
    expect(page.headers['strict-transport-security']).toContain('max-age')
  })
})

describe('a session', () => {
  it('ends when it is not used', async () => {
    await using idle = await createTestApp()
    const mine = await idle.sessionOf('analyst')
    const status = async () =>
      (await idle.app.inject({ url: '/console', headers: { cookie: mine } })).statusCode
    idle.pass(IDLE_MS - 60_000)
    expect(await status()).toBe(200)
    idle.pass(IDLE_MS - 60_000)
    expect(await status()).toBe(200)
    idle.pass(IDLE_MS + 1000)
    expect(await status()).toBe(303)
  })

  it('ends after eight hours, however much it is used', async () => {
    await using busy = await createTestApp()
    const mine = await busy.sessionOf('analyst')
    const step = IDLE_MS / 2
    let used = 0
    for (; used < 2 * SESSION_MS; used += step) {
      const answer = await busy.app.inject({ url: '/console', headers: { cookie: mine } })
      if (answer.statusCode === 303) break
      busy.pass(step)
    }
    expect(used).toBe(SESSION_MS)
  })

  it('ends at once by signing out', async () => {
    const mine = await test.sessionOf('analyst')
    const form = formTokenIn((await get('/console', { cookie: mine })).body)
    const answer = await post('/sign-out', { form }, { cookie: mine })
    // whoever switched single keys off finds them off when they come back
    expect(answer.headers['clear-site-data']).toBe('"cache"')
    expect((await get('/console', { cookie: mine })).statusCode).toBe(303)
  })

  it('leaves nothing in the storage of the browser but how pages are used', async () => {
    const folder = new URL('assets/', import.meta.url)
    const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'))
    const kept = await Promise.all(
      scripts.map(async (name) => {
        const source = await readFile(new URL(name, folder), 'utf8')
        const written = /localStorage|sessionStorage|indexedDB|\bcaches\b|document\.cookie/
        return written.test(source) ? [name] : []
      }),
    )
    expect(kept.flat().sort()).toEqual(['keys.js', 'zone.js'])
  })

  it('is kept as a hash only', async () => {
    const rows = await test.db.selectFrom('session').select('token_hash').execute()
    const tokens = cookie.split('=').slice(1).join('=')
    for (const { token_hash: hash } of rows) {
      expect(tokens).not.toContain(hash.toString('base64url'))
    }
  })
})

describe('a form', () => {
  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['of another site', {}, { 'sec-fetch-site': 'cross-site' }],
    ['of a neighbour', {}, { 'sec-fetch-site': 'same-site' }],
    ['of another origin', {}, { origin: 'https://evil.example' }],
    ['without the token of the session', { form: '' }, {}],
    ['with another token', { form: 'A'.repeat(43) }, {}],
  ])('%s is refused', async (_what, fields, headers) => {
    const answer = await decide(await seedCase(test), fields, headers)
    expect(answer.statusCode).toBe(403)
  })

  it.each(['http://localhost:8080', 'null', undefined])(
    'of origin %s is taken without Sec-Fetch-Site',
    async (origin) => {
      const { matchId } = await seedCase(test)
      const form = formTokenIn((await get('/console')).body)
      const answer = await test.app.inject({
        method: 'POST',
        url: `/console/matches/${matchId}/decisions`,
        payload: `form=${form}&verdict=confirm&reason=compared`,
        headers: {
          cookie,
          host: 'localhost:8080',
          'content-type': 'application/x-www-form-urlencoded',
          ...(origin === undefined ? {} : { origin }),
        },
      })
      expect(answer.statusCode).toBe(303)
    },
  )

  it('without a reason is refused with a page', async () => {
    const answer = await decide(await seedCase(test), { reason: '' })
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['content-type']).toContain('text/html')
  })
})

describe('the console', () => {
  it('says what to do where there is nothing', async () => {
    await using empty = await createTestApp()
    const mine = await empty.sessionOf('analyst')
    const read = async (url: string) =>
      (await empty.app.inject({ url, headers: { cookie: mine } })).body
    expect(await read('/console')).toContain('POST /v1/reports')
    expect(await read('/console/matches')).toContain('Nothing waits')
  })

  it('decides a match and leaves a hint', async () => {
    const seeded = await seedCase(test)
    const answer = await decide(seeded, { verdict: 'reject' })
    expect(answer.headers.location).toBe('/console/matches?done=reject')
    const decision = await test.db
      .selectFrom('decision')
      .select(['verdict', 'actor', 'reason'])
      .where('match_id', '=', seeded.matchId)
      .executeTakeFirstOrThrow()
    expect(decision).toEqual({ verdict: 'reject', actor: 'analyst:Robin', reason: 'compared' })
    expect(test.hints.at(-1)?.payload).toEqual({ mediaId: seeded.mediaId })
  })

  it.each([
    ['en', 'trimmed', 'after removing a border', 'frame 3 of 12'],
    ['fr', 'over-white', 'posée sur fond blanc', 'image 3 sur 12'],
    ['nl', 'over-black', 'op een zwarte achtergrond', 'beeld 3 van 12'],
    ['de', 'with-profile', 'mit angewandtem Farbprofil', 'Einzelbild 3 von 12'],
  ] as const)('says in %s where an entry was found', async (language, variant, how, frame) => {
    const inVariant = await seedCase(test, { place: { variant } })
    const inFrame = await seedCase(test, { place: { frame: 2 }, frames: 12 })
    const matches = (await get(`/console/matches?lang=${language}`)).body
    expect(matches).toContain(how)
    expect(matches).toContain(frame)
    const page = async ({ reportId }: SeededCase) =>
      (await get(`/console/reports/${reportId}?lang=${language}`)).body
    expect(await page(inVariant)).toContain(how)
    expect(await page(inFrame)).toContain(frame)
  })

  it('takes a report', async () => {
    const form = formTokenIn((await get('/console')).body)
    const answer = await post('/console/reports', { form, url: 'https://a.example/x', note: '' })
    expect(answer.headers.location).toBe('/console?done=reported')
    expect(test.hints.at(-1)?.name).toBe('accept-report')
  })

  it.each([
    'hello world',
    'http://a.example/ http://b.example/',
    'ftp://a.example/x',
    'a@b.example',
  ])('says of %j that it is no address, and keeps what was typed', async (url) => {
    const form = formTokenIn((await get('/console')).body)
    const { statusCode, body } = await post('/console/reports', { form, url, note: 'as told' })
    expect(statusCode).toBe(400)
    expect(body).toContain('This is no address of a page.')
    expect(body).toContain(`value="${url}"`)
    expect(body).toContain('as told')
  })

  it('takes a report once, however often its button is pressed', async () => {
    const page = (await get('/console')).body
    const [, id = ''] = /name="id"\s+value="([\w-]+)"/.exec(page) ?? []
    const sent = { form: formTokenIn(page), id, url: 'https://twice.example/x', note: 'as told' }
    const urlsOf = async () => {
      const key = test.crypto.blindIndex('report-url', sent.url)
      const rows = test.db.selectFrom('report').select('id').where('url_key', '=', key)
      return (await rows.execute()).length
    }
    const pressed = await Promise.all([1, 2].map(() => post('/console/reports', sent)))
    for (const { headers } of [...pressed, await post('/console/reports', sent)]) {
      expect(headers.location).toBe('/console?done=reported')
    }
    expect(await urlsOf()).toBe(1)
    // gone back to, and filled in anew: another report
    const anew = await post('/console/reports', { ...sent, note: 'seen again' })
    expect(anew.headers.location).toBe('/console?done=reported')
    expect(await urlsOf()).toBe(2)
  })

  it('lets an administrator let someone in, once', async () => {
    const admin = await test.sessionOf('admin')
    const form = formTokenIn((await get('/console', { cookie: admin })).body)
    const made = await post(
      '/console/sign-in-links',
      { form, name: 'Kim', role: 'analyst' },
      { cookie: admin },
    )
    const [, token = ''] = /sign-in#([\w-]+)/.exec(made.body) ?? []
    const answer = await useLink(new URL(`http://localhost/sign-in#${token}`))
    expect(answer.statusCode).toBe(303)
  })

  it('shows an administrator no case', async () => {
    await seedCase(test)
    const { body } = await get('/console', { cookie: await test.sessionOf('admin') })
    expect(body).not.toContain('pictures[.]example')
  })

  it.each([
    ['fr', 'Aperçu'],
    ['nl', 'Overzicht'],
    ['de', 'Übersicht'],
    ['en', 'Overview'],
  ])('speaks %s by Accept-Language', async (language, title) => {
    const { body } = await get('/console', { 'accept-language': `${language};q=0.9, es` })
    expect(body).toContain(`<html lang="${language}">`)
    expect(body).toContain(title)
  })

  it('keeps a language that was chosen', async () => {
    const answer = await get('/console?lang=nl')
    expect(answer.body).toContain('<html lang="nl">')
    expect(String(answer.headers['set-cookie'])).toContain('language=nl')
    const later = await get('/console', { cookie: `${cookie}; language=nl` })
    expect(later.body).toContain('<html lang="nl">')
  })
})

describe('every page', () => {
  const pages = async (): Promise<string[]> => {
    const seeded = await seedCase(test)
    const { takedownId } = await seedTakedown(test, seeded)
    const waiting = await seedCase(test)
    return [
      '/',
      '/sign-in',
      '/console',
      '/console/matches',
      `/console/reports/${seeded.reportId}`,
      `/console/reports/${waiting.reportId}`,
      `/console/takedowns/${takedownId}`,
      '/console/takedowns/none',
    ]
  }

  it('has the headers that keep everything else out', async () => {
    for (const url of await pages()) {
      const { headers } = await get(url, url === '/' ? { cookie: '' } : {})
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringMatching(
          /default-src 'none'.*frame-ancestors 'none'/,
        ),
        'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      expect(headers['content-security-policy']).not.toContain('unsafe')
    }
  })

  it('renders foreign text inert, and has no script but our own, style attribute, picture or outside link', async () => {
    const evil = await test.sessionOf('supervisor', '"><script>alert(3)</script>')
    for (const url of await pages()) {
      const { body } = await get(url, { cookie: evil })
      const markup = body.replaceAll(
        /<script src="\/assets\/(?:console|code-of-link)\.js" defer(?: blocking="render")?><\/script>/g,
        '',
      )
      expect(markup).not.toMatch(/<script|<img|<iframe|\son\w+=|style=|javascript:/i)
      const links = [...body.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, to]) => to ?? '')
      for (const to of links) expect(to).toMatch(/^[/#](?!\/)/)
    }
  })
})
