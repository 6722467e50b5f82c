import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../../fixtures/seed-case.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'
import { IDLE_MS, SESSION_MS } from '../../identity/session.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const HTML = { accept: 'text/html,*/*' }
const get = (url: string, cookie: string) =>
  test.app.inject({ url, headers: { ...HTML, cookie, 'accept-language': 'en' } })

const post = (url: string, fields: Record<string, string>, headers: Record<string, string>) =>
  test.app.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(fields).toString(),
    headers: { ...FORM, ...HTML, 'accept-language': 'en', ...headers },
  })

/** The cookie that says where somebody was, as a browser sends it. */
const backIn = ({ cookies }: { cookies: { name: string; value: string }[] }): string => {
  const found = cookies.find(({ name }) => name === 'back')
  return found ? `back=${encodeURIComponent(found.value)}` : ''
}

/** A session that is over for nobody did anything, and the token of its forms. */
async function away() {
  const cookie = await test.sessionOf('analyst', 'Ann')
  const form = formTokenIn((await get('/console', cookie)).body)
  test.pass(IDLE_MS + 1000)
  return { cookie, form }
}

describe('a form that comes when its session is over', () => {
  it('is not done, says so, and has what was typed', async () => {
    const { reportId } = await seedCase(test)
    const { cookie, form } = await away()
    const note = 'called the host, <they> will look at it'
    const sent = { form, id: 'none', note, queue: 'tier=near' }
    const answer = await post(`/console/reports/${reportId}/notes`, sent, { cookie })
    expect(answer.statusCode).toBe(401)
    expect(answer.body).toContain('This was not sent, and nothing was done')
    expect(answer.body).toContain('called the host, &lt;they&gt; will look at it')
    expect(answer.body).not.toContain(form)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.headers.location).toBeUndefined()
    const notes = await test.db.selectFrom('report_note').select('id').execute()
    expect(notes).toEqual([])
    expect(test.logged()).not.toContain('called the host')
    const back = backIn(answer)
    expect((await get('/', back)).body).toContain('you come back to where you were')
    const again = await test.sessionOf('analyst', 'Ann')
    const led = await get('/console', `${again}; ${back}`)
    expect(led.headers.location).toBe(`/console/reports/${reportId}?queue=tier%3Dnear`)
    expect(led.cookies.find(({ name }) => name === 'back')?.value).toBe('')
  })

  it('is known for one by a cookie that outlives the longest session', async () => {
    const request = {
      role: 'analyst',
      name: 'Ben',
      ttlMs: SESSION_MS,
      baseUrl: 'http://x',
    } as const
    const link = await createSignInLink(test.db, test.crypto, request)
    const signedIn = await post('/sign-in', { token: new URL(link).hash.slice(1) }, {})
    const { name, value, maxAge } = signedIn.cookies[0]!
    const cookie = `${name}=${value}`
    const form = formTokenIn((await get('/console', cookie)).body)
    const { reportId } = await seedCase(test)
    test.pass(SESSION_MS + 1000)
    expect(maxAge).toBeGreaterThan((SESSION_MS + 1000) / 1000)
    const answer = await post(`/console/reports/${reportId}/notes`, { form, note: 'x' }, { cookie })
    expect([answer.statusCode, answer.body]).toEqual([401, expect.stringContaining('not sent')])
    expect((await get('/console', cookie)).headers.location).toBe('/')
  })

  it('is shown again from no other site, and signs out where it was to', async () => {
    const { reportId } = await seedCase(test)
    const { cookie, form } = await away()
    const url = `/console/reports/${reportId}/notes`
    const elsewhere = await post(
      url,
      { note: 'theirs' },
      { cookie, 'sec-fetch-site': 'cross-site' },
    )
    expect(elsewhere.statusCode).toBe(403)
    expect(elsewhere.body).not.toContain('theirs')
    const out = await post('/sign-out', { form }, { cookie })
    expect([out.statusCode, out.headers.location]).toEqual([303, '/'])
    const never = await post(url, { note: 'x' }, {})
    expect([never.statusCode, never.headers.location]).toEqual([303, '/'])
  })

  it('keeps no secret that was typed', async () => {
    const { cookie } = await away()
    const code = '123456'
    const answer = await post('/passkey/step-up/code', { code }, { cookie })
    expect(answer.body).not.toContain(code)
  })
})

describe('the way back', () => {
  it('is to the page that was asked for, once, for whose role it is', async () => {
    const { reportId } = await seedCase(test)
    const path = `/console/reports/${reportId}?queue=tier%3Dnear`
    const asked = await get(path, '')
    expect([asked.statusCode, asked.headers.location]).toEqual([303, '/'])
    const back = backIn(asked)
    expect(String(asked.headers['set-cookie'])).toMatch(/HttpOnly.*SameSite=Strict/)
    expect(backIn(await get('/console', ''))).toBe('')
    expect((await get('/', '')).body).not.toContain('you come back to where you were')
    const auditor = await test.sessionOf('auditor', 'Odile')
    const theirs = await get('/console', `${auditor}; ${back}`)
    expect(theirs.statusCode).toBe(200)
    expect(theirs.cookies.find(({ name }) => name === 'back')?.value).toBe('')
    const analyst = await test.sessionOf('analyst', 'Ben')
    expect((await get('/console', `${analyst}; ${back}`)).headers.location).toBe(path)
  })

  it.each(['//elsewhere.example/', 'https://elsewhere.example/', '/reply?x', '/console/../x'])(
    'is never to %s',
    async (place) => {
      const analyst = await test.sessionOf('analyst', 'Cas')
      const back = `back=${encodeURIComponent(`signed-in ${place}`)}`
      const { statusCode, headers } = await get('/console', `${analyst}; ${back}`)
      const led = URL.parse(headers.location ?? '/console', 'http://here.example/')!
      expect([led.host, led.pathname.startsWith('/reply')]).toEqual(['here.example', false])
      expect([200, 303]).toContain(statusCode)
    },
  )
})
