import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createReplyBrowser } from '../../fixtures/reply-browser.ts'
import { linkOpenIn, seedNotice, seedReplyLink } from '../../fixtures/seed-reply.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

/** Forms that one network may send within a minute. */
const FORMS = 1

let test: TestApp
beforeAll(async () => {
  test = await createTestApp({ limits: { repliesPerNetwork: FORMS } })
})
afterAll(() => test[Symbol.asyncDispose]())

const browser = createReplyBrowser(() => test)
const post = (url: string, form: Record<string, string>, cookie = '', from = newNetwork()) =>
  browser.post(url, form, cookie, from)
let networks = 0
/** Of a network that has sent nothing yet. */
const newNetwork = (): string => `198.51.${++networks % 250}.1`

async function opened() {
  const told = await seedNotice(test)
  const token = await seedReplyLink(test, told)
  const cookie = await browser.open(token, '', newNetwork())
  const link = linkOpenIn(cookie)
  const on = (what: string, form: Record<string, string> = {}) =>
    post(`/reply/${what}?link=${link}`, form, cookie)
  const mails = async () => {
    const rows = await test.db
      .selectFrom('reply_mail as m')
      .innerJoin('reply_link as l', 'l.id', 'm.link_id')
      .select('m.kind')
      .where('l.notice_id', '=', told.noticeId)
      .execute()
    return Map.groupBy(rows, ({ kind }) => kind)
  }
  const events = async () => {
    const rows = await test.db
      .selectFrom('audit_event')
      .select('action')
      .where('object_id', '=', link)
      .orderBy('id')
      .execute()
    return rows.map(({ action }) => action)
  }
  return { token, cookie, link, on, mails, events }
}

describe('mails of a link', () => {
  it('are counted apart: after the last code the page mails a new link', async () => {
    const { token, on, mails } = await opened()
    for (let n = 0; n < 9; n++) await post('/reply/new-link', { code: token })
    expect((await mails()).get('link')).toHaveLength(4)
    for (let n = 0; n < 4; n++) {
      expect((await on('code')).body).toContain('The code is on its way')
    }
    const last = await on('code')
    expect(last.body).toContain('The code is on its way')
    expect(last.body).toContain('Have a new link mailed')
    expect(last.body).not.toContain('action="/reply/code?')
    expect((await on('code')).body).not.toContain('The code is on its way')
    expect((await mails()).get('code')).toHaveLength(5)
    const [, another] = /action="\/reply\/(another-link)\?/.exec(last.body)!
    expect((await on(another!)).body).toContain('A new link is on its way')
    expect((await on(another!)).body).toContain('No more mails go out for this link')
    expect((await mails()).get('link')).toHaveLength(5)
  })

  it('promise nothing to who guesses', async () => {
    const { token } = await opened()
    const pages = []
    for (let n = 0; n < 6; n++) pages.push((await post('/reply/new-link', { code: token })).body)
    pages.push((await post('/reply/new-link', { code: 'x'.repeat(43) })).body)
    expect(new Set(pages).size).toBe(1)
    expect(pages[0]).not.toContain('on its way')
  })

  it('are a press away where the page was open for too long', async () => {
    const { body } = await test.app.inject(`/reply/notice?link=${newId()}`)
    expect(body).toContain('formaction="/reply/new-link"')
  })
})

describe('the log of a link', () => {
  it('has the first uses that are turned away, and no more', async () => {
    const { token, on, events } = await opened()
    for (let n = 0; n < 15; n++) await post('/reply', { code: token })
    for (let n = 0; n < 15; n++) await on('addresses', { code: '12345678' })
    for (let n = 0; n < 15; n++) await post('/reply/new-link', { code: token })
    const counted = Map.groupBy(await events(), (action) => action)
    expect([...counted].map(([action, all]) => [action, all.length])).toEqual([
      ['reply-link-opened', 1],
      ['reply-link-refused', 15],
      ['reply-link-code-wrong', 5],
      ['reply-link-link-asked', 4],
    ])
  })
})

describe('forms of the reply page', () => {
  it('are limited for a network, which is told what to do and loses nothing that was typed', async () => {
    const { link, cookie } = await opened()
    const from = '203.0.113.7'
    for (let n = 0; n < FORMS; n++) await post('/reply', { code: 'x' }, '', from)
    const form = { id: newId(), answer: 'refused', detail: 'typed words', preserved: '' }
    const send = (whence: string) => post(`/reply/answers?link=${link}`, form, cookie, whence)
    const held = await send('203.0.113.200')
    expect(held.statusCode).toBe(429)
    expect(Number(held.headers['retry-after'])).toBeGreaterThan(0)
    expect(held.body).toContain('Wait a minute and send it again')
    expect(held.body).toContain('typed words')
    const pages = { url: `/reply/notice?link=${link}`, headers: { cookie }, remoteAddress: from }
    expect((await test.app.inject(pages)).statusCode).toBe(200)
    expect((await send('198.51.100.7')).statusCode).toBe(303)
    test.pass(60_000)
    expect((await post('/reply', { code: 'x' }, '', from)).statusCode).toBe(400)
  })
})
