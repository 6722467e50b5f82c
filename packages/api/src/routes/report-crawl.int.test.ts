import type { Role } from '@nightlight/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CANARY_PATH, seedCase, seedMedia } from '../fixtures/seed-case.ts'
import { seedFollowed, seedWords } from '../fixtures/seed-crawl.ts'
import { FORM, createTestApp, formTokenIn, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const bearer = async (role: Role) => ({ authorization: `Bearer ${await test.keyOf(role)}` })

async function submit(role: Role, crawl: unknown) {
  const payload = { url: 'https://a.example/b.html', crawl }
  const headers = await bearer(role)
  return test.app.inject({ method: 'POST', url: '/v1/reports', payload, headers })
}

const storedOf = async (id: string) => {
  const row = await test.db
    .selectFrom('report')
    .select('crawl')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.crawl
}

const FULL = { depth: 3, pages: 200, archives: true, videos: true, render: true }

describe('POST /v1/reports with crawl', () => {
  it('keeps what staff ask for', async () => {
    const answer = await submit('analyst', FULL)
    expect(answer.statusCode).toBe(202)
    expect(await storedOf(answer.json<{ id: string }>().id)).toEqual(FULL)
  })

  it.each([
    ['depth', { depth: 1 }],
    ['pages', { pages: 2 }],
    ['archives', { archives: true }],
    ['videos', { videos: true }],
    ['render', { render: true }],
  ])('does not let a public reporter ask for more %s', async (_what, crawl) => {
    const answer = await submit('reporter', crawl)
    expect(answer.statusCode).toBe(403)
    expect(answer.json()).toMatchObject({ code: 'crawl-not-allowed' })
  })

  it('lets a public reporter ask for what happens anyway', async () => {
    const answer = await submit('reporter', { depth: 0, pages: 1, archives: false })
    expect(answer.statusCode).toBe(202)
    expect(await storedOf(answer.json<{ id: string }>().id)).toBeNull()
  })

  it.each([
    ['too deep', { depth: 4 }],
    ['too many pages', { pages: 201 }],
    ['no page', { pages: 0 }],
    ['half a step', { depth: 0.5 }],
    ['a word', { depth: '2' }],
    ['an unknown field', { everything: true }],
  ])('refuses %s', async (_what, crawl) => {
    const answer = await submit('analyst', crawl)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'body-invalid', field: 'crawl' })
  })

  it('says in the audit what was asked for', async () => {
    const { id } = (await submit('analyst', { depth: 2 })).json<{ id: string }>()
    const event = await test.db
      .selectFrom('audit_event')
      .select('detail')
      .where('object_id', '=', id)
      .executeTakeFirstOrThrow()
    expect(event.detail).toEqual({ source: 'api', depth: 2 })
  })
})

describe('the report form of the console', () => {
  const send = async (role: Role, fields: Record<string, string>) => {
    const cookie = await test.sessionOf(role)
    const page = await test.app.inject({ url: '/console', headers: { cookie } })
    const answer = await test.app.inject({
      method: 'POST',
      url: '/console/reports',
      payload: new URLSearchParams({
        form: formTokenIn(page.body),
        url: `https://form.example/${role}`,
        ...fields,
      }).toString(),
      headers: { ...FORM, cookie },
    })
    const newest = await test.db
      .selectFrom('report')
      .select('crawl')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    return { page: page.body, status: answer.statusCode, crawl: newest.crawl }
  }

  it('asks for nothing more when it is left as it is', async () => {
    const untouched = { depth: '0', pages: '' }
    expect(await send('analyst', untouched)).toMatchObject({ status: 303, crawl: null })
  })

  it('takes what was chosen', async () => {
    const chosen = { depth: '2', pages: '40', archives: 'on', render: 'on' }
    const { status, crawl } = await send('analyst', chosen)
    expect({ status, crawl }).toEqual({
      status: 303,
      crawl: { depth: 2, pages: 40, archives: true, videos: false, render: true },
    })
  })

  it('offers nothing of it to a reporter, and takes nothing of it', async () => {
    const { page, status } = await send('reporter', { depth: '2' })
    expect(page).not.toContain('name="depth"')
    expect(status).toBe(403)
  })
})

describe('a report that led to further pages', () => {
  it('tells of all of them: crawl, media, matches, words', async () => {
    const seeded = await seedCase(test)
    const further = await seedFollowed(test, seeded.pageId)
    const mediaId = await seedMedia(test, further)
    await seedWords(test, further, { title: 'Second', text: 'words of the second' })
    await seedWords(test, seeded.pageId, { title: 'First', text: 'one\ntwo', language: 'nl' })
    const headers = await bearer('analyst')
    const answer = await test.app.inject({ url: `/v1/reports/${seeded.reportId}`, headers })
    const report = answer.json<{ media: { id: string }[]; visits: { code: string }[] }>()
    expect(report).toMatchObject({
      crawl: {
        depth: 2,
        pages: 30,
        archives: true,
        videos: false,
        render: false,
        read: 1,
        waiting: 1,
        skipped: 0,
        elsewhere: 1,
        truncated: 'pages',
      },
      pages: [
        { isReported: true, title: 'First', text: 'one\ntwo', language: 'nl', truncated: false },
        { isReported: false, title: 'Second', text: 'words of the second', language: null },
      ],
    })
    expect(report.media.map(({ id }) => id)).toContain(mediaId)
    expect(report.visits.map(({ code }) => code)).not.toContain('link-not-followed')
  })

  it('is matched by what a further page shows', async () => {
    const root = await seedCase(test)
    await test.db.deleteFrom('sighting').where('page_location_id', '=', root.pageId).execute()
    const further = await seedFollowed(test, root.pageId)
    const state = async () => {
      const headers = await bearer('analyst')
      const answer = await test.app.inject({ url: `/v1/reports/${root.reportId}`, headers })
      return answer.json<{ state: string }>().state
    }
    expect(await state()).toBe('crawled')
    const seen = { first_seen_at: new Date(), last_seen_at: new Date() }
    await test.db
      .insertInto('sighting')
      .values({ media_id: root.mediaId, location_id: further, page_location_id: further, ...seen })
      .execute()
    expect(await state()).toBe('matched')
  })
})

describe('reading what pages say', () => {
  const readings = async (reportId: string) =>
    test.db
      .selectFrom('audit_event')
      .select(['actor', 'detail'])
      .where('action', '=', 'report.read')
      .where('object_id', '=', reportId)
      .execute()

  it('is noted each time, by API and console', async () => {
    const { reportId, pageId } = await seedCase(test)
    await seedWords(test, pageId, { title: '', text: 'something' })
    await test.app.inject({ url: `/v1/reports/${reportId}`, headers: await bearer('analyst') })
    const cookie = await test.sessionOf('supervisor', 'Kim')
    await test.app.inject({ url: `/console/reports/${reportId}`, headers: { cookie } })
    expect(await readings(reportId)).toEqual([
      { actor: expect.stringMatching(/^key:/), detail: { route: '/v1/reports/:id', count: 1 } },
      { actor: 'supervisor:Kim', detail: { route: '/console/reports/:id', count: 1 } },
    ])
  })

  it.each<Role>(['reporter', 'police', 'auditor', 'admin'])(
    'is not for the role %s',
    async (role) => {
      const { reportId, pageId } = await seedCase(test)
      await seedWords(test, pageId, { title: '', text: 'canary words' })
      const answer = await test.app.inject({
        url: `/v1/reports/${reportId}`,
        headers: await bearer(role),
      })
      expect(answer.statusCode).toBe(403)
      expect(answer.body).not.toContain('canary words')
    },
  )

  it('shows plain text in the console, shut, without markup, links or addresses', async () => {
    const { reportId, pageId } = await seedCase(test)
    const text = `<img src=x onerror=alert(1)> see http://host.example/${CANARY_PATH} &amp;\n</div></details>`
    await seedWords(test, pageId, { title: '"><script>alert(1)</script>', text, language: 'nl' })
    const cookie = await test.sessionOf('analyst')
    const { body } = await test.app.inject({
      url: `/console/reports/${reportId}`,
      headers: { cookie },
    })
    expect(body).toContain('<details class="card words">')
    expect(body).toContain('&lt;img src=x onerror=alert(1)&gt; see […] &amp;amp;')
    const shown = body.slice(body.indexOf('<main'))
    expect(shown).not.toMatch(/<script|<img|href="http:\/\/host|canary-path/)
    expect(body).not.toContain('canary-path')
  })
})
