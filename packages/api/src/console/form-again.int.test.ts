import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decideMatch } from '../decide-match.ts'
import { seedCase } from '../fixtures/seed-case.ts'
import { seedObjects } from '../fixtures/seed-objects.ts'
import { openTestList, caller, digests, staged } from '../fixtures/seed-list.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { seedMailReply, seedNotice, seedReplyLink } from '../fixtures/seed-reply.ts'
import { notifiedState, seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
/** Forms of the console that take text of a person, by their schemas. */
const withText = new Set<string>()
const MADE_BY_PAGES = [
  'form',
  'token',
  'code',
  'id',
  'from',
  'who',
  'takedown',
  'list',
  'report',
  'into',
  'seen',
  'queue',
  'hold',
]
beforeAll(async () => {
  test = await createTestApp({
    identity: { totp: 'enrol' },
    // the form that shows an address takes a reason then
    revealBudget: 0,
    onRoute: ({ method, url, schema, config }) => {
      if (method !== 'POST' || !/^\/(console|reply|sign-in)/.test(url)) return
      const { properties = {} } = Object(schema?.body) as { properties?: Record<string, object> }
      const isText = ([name, field]: [string, object]) =>
        !MADE_BY_PAGES.includes(name) &&
        Object(field).type === 'string' &&
        !('enum' in field) &&
        !('const' in field)
      if (config && Object.entries(properties).some(isText)) withText.add(url)
    },
  })
})
afterAll(() => test[Symbol.asyncDispose]())

const MARK = 'Zq9'
const TEXT = `${MARK} "x" <b>&amp; 'é' autofocus </textarea>`
type Fields = Record<string, string>
type Found = { page: string; cookie: string; action: string; fields: Fields; texts: string[] }

const unescape = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

/** What stands in the fields of each form of a page, and which of them are text. */
function formsIn(body: string): { action: string; fields: Fields; texts: string[] }[] {
  return [...body.matchAll(/<form[^>]*method="post"[^>]*>.*?<\/form>/gs)].map(([form]) => {
    const fields: Fields = {}
    const texts: string[] = []
    for (const [tag, kind] of form.matchAll(/<(input|textarea|select)\b[^>]*>/g)) {
      const of = (name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
      const name = of('name') ?? ''
      const rest = form.slice(form.indexOf(tag) + tag.length)
      const inner = rest.slice(0, rest.indexOf(`</${kind}>`))
      const chosen = /<option value="([^"]*)"(?=[^>]* selected)/.exec(inner)
      const first = /<option[^>]*value="([^"]*)"/.exec(inner)
      if (of('type') === 'checkbox') continue
      const value =
        kind === 'input'
          ? of('value')
          : kind === 'textarea'
            ? inner.replace(/^\n/, '')
            : (chosen ?? first)?.[1]
      fields[name] = unescape(value ?? '')
      const isSecret = of('autocomplete') === 'one-time-code' || ['token', 'code'].includes(name)
      if (kind !== 'select' && of('type') !== 'hidden' && !isSecret) texts.push(name)
    }
    return { action: /action="([^"]*)"/.exec(form)![1]!, fields, texts }
  })
}

async function formsOn(page: string, cookie: string): Promise<Found[]> {
  const { body } = await test.app.inject({ url: page, headers: { cookie } })
  return formsIn(body)
    .filter(({ texts }) => texts.length > 0)
    .map((form) => ({ ...form, page, cookie }))
}

const send = ({ action, cookie }: Found, fields: Fields, headers: Fields = {}) =>
  test.app.inject({
    method: 'POST',
    url: action,
    payload: new URLSearchParams(fields).toString(),
    headers: { ...FORM, ...headers, cookie },
  })

async function replySession(): Promise<string> {
  const token = await seedReplyLink(test, await seedNotice(test))
  const found = { action: '/reply', cookie: '' } as Found
  const { cookies } = await send(found, { code: token })
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}

/** A decision of another person that waits for a second verdict, and one that two saw differently. */
async function seedAssessments(): Promise<void> {
  const at = new Date()
  const by = { actor: 'analyst:Kim', at, secondPercent: 100 }
  const said = { verdict: 'confirm', reason: 'seen' } as const
  const [asked, differs] = [await seedCase(test), await seedCase(test)]
  for (const { matchId } of [asked, differs]) {
    await test.db.transaction().execute((trx) => decideMatch(trx, matchId, said, by))
  }
  const second = { verdict: 'reject', actor: 'analyst:Lou', person: 'Lou', agrees: false } as const
  await test.db
    .updateTable('assessment')
    .set({ ...second, given_at: at })
    .where('match_id', '=', differs.matchId)
    .execute()
}

/** A takedown that was entered at a partner by hand, a moment ago, who says whether its host is told. */
async function seedHandedOver(): Promise<string> {
  const clocks = { ...notifiedState.clocks, t4: null, t5: null, t6: null, t7: null }
  const none = { noticesSent: 0, lastNoticeAt: null, lastNoticeSeq: 0 }
  const state = { ...notifiedState, ...none, status: 'routed', plan: ['iccam-hand-over'], clocks }
  const { takedownId } = await seedTakedown(test, await seedCase(test), state)
  const { statusCode } = await test.app.inject({
    method: 'POST',
    url: `/v1/takedowns/${takedownId}/steps`,
    payload: { step: 'iccam-hand-over', reference: 'ICCAM 1', at: new Date().toISOString() },
    headers: { authorization: `Bearer ${await test.keyOf('analyst')}` },
  })
  expect(statusCode).toBe(201)
  return takedownId
}

/** Every page with forms of text, seen by somebody who may send them. */
async function allForms(): Promise<Found[]> {
  const supervisor = await test.sessionOf('supervisor')
  const analyst = await test.sessionOf('analyst')
  const admin = await test.sessionOf('admin')
  const { matchId, reportId } = await seedCase(test)
  const routed = { ...notifiedState, status: 'routed' }
  const waiting = await seedTakedown(test, await seedCase(test), routed)
  const handed = await seedHandedOver()
  const told = await seedNotice(test)
  await test.app.inject({
    method: 'POST',
    url: `/v1/notices/${told.noticeId}/replies`,
    payload: { answers: [{ answer: 'disputed', detail: 'a house' }] },
    headers: { authorization: `Bearer ${await test.keyOf('analyst')}` },
  })
  const wrote = await seedNotice(test)
  await seedMailReply(test, wrote.noticeId, 'not ours, ask the network')
  await seedAssessments()
  const officer = await caller(test, 'Officer')
  const { ids } = await seedObjects(test)
  const police = await test.sessionOf('police')
  const list = `/console/hash-lists/${ids['hash-lists']}`
  const submission = await staged(test, officer, await openTestList(test, officer), digests(0, 9))
  const pages: [string, string][] = [
    ['/console', analyst],
    ['/console/matches', analyst],
    [`/console/matches/${matchId}/host/confirm`, analyst],
    [`/console/matches/${matchId}/host/reject`, analyst],
    [`/console/reports/${reportId}`, analyst],
    [`/console/matches/${matchId}`, analyst],
    [`/console/reports/${reportId}`, analyst],
    [`/console/takedowns/${waiting.takedownId}`, supervisor],
    [`/console/takedowns/${told.takedownId}`, supervisor],
    [`/console/takedowns/${wrote.takedownId}`, supervisor],
    [`/console/takedowns/${handed}`, supervisor],
    [`/console/providers/${ids['providers']}/people`, admin],
    [`/console/providers/${await seedProvider(test)}`, supervisor],
    [`/console/submissions/${submission}/discard`, await test.sessionOf('supervisor', 'Sam')],
    ['/console/assessments', supervisor],
    ['/console/retention', supervisor],
    [`/console/providers/${ids['providers']}/people`, supervisor],
    ['/console/exports', supervisor],
    [`/console/hand-overs/${ids['hand-overs']}`, police],
    ['/console/hash-lists/new', police],
    [list, police],
    [`${list}/withdraw`, police],
    [`${list}/entries/${ids['entries']}`, police],
    [`/console/submissions/${ids['submissions']}/mapping`, police],
    ['/console/policies/new', admin],
    ['/console/people', admin],
    ['/console/keys', admin],
    ['/console/providers', admin],
    ['/sign-in/code', ''],
    ['/reply/notice', await replySession()],
  ]
  return (await Promise.all(pages.map(([page, cookie]) => formsOn(page, cookie)))).flat()
}

const patternOf = (action: string): string | undefined =>
  [...withText].find((url) =>
    new RegExp(`^${url.replaceAll(/:\w+/g, '[\\w-]{36}')}(\\?|$)`).test(action),
  )

describe('a form that is refused', () => {
  it('is shown again with what was typed, wherever there is text', async () => {
    const forms = await allForms()
    const tried = new Set<string | undefined>()
    for (const [n, form] of forms.entries()) {
      const { action, fields, texts } = form
      const typed = Object.fromEntries(texts.map((name, index) => [name, `${TEXT}${index}`]))
      const token = n % 2 === 0 ? 'x'.repeat(65) : 'of another session'
      const broken: Fields = 'form' in fields ? { form: token } : { id: '?', role: '?' }
      const answer = await send(form, { ...fields, ...typed, ...broken })
      expect(answer.statusCode, action).toBeGreaterThanOrEqual(400)
      // several forms of a page may be sent to one place
      const again = formsIn(answer.body).find(
        (one) => one.action === action && one.texts.join() === texts.join(),
      )
      expect(again && { ...again.fields, ...typed }, action).toEqual(again?.fields)
      expect(again?.fields['form'], action).toBe(fields['form'])
      expect(answer.body.match(/role="alert"/g), action).toHaveLength(1)
      expect(answer.body, action).toMatch(
        /<(p id="what-happened"|input|select)[^>]* autofocus[ />]/,
      )
      expect(JSON.stringify(answer.headers), action).not.toContain(MARK)
      tried.add(patternOf(action))
    }
    const untried = [...withText].filter((url) => !tried.has(url))
    // Of the first nothing is typed; a script sends two; one is the same form under another name.
    expect(untried).toEqual([
      '/console/takedowns/:id/steps/withdraw',
      '/console/submissions/:id/activate',
      '/console/submissions/:id/release',
      '/console/submissions/:id/end',
      '/console/hash-lists/:id/uploads',
      '/console/uploads/:id/finish',
    ])
    expect(test.logged()).not.toContain(MARK)
  })

  it('keeps the name for whose code was wrong', async () => {
    const found = { action: '/sign-in/code', cookie: '' } as Found
    const answer = await send(found, { name: TEXT, role: 'auditor', code: '123456' })
    expect(answer.statusCode).toBe(403)
    const [form] = formsIn(answer.body)
    expect(form!.fields).toEqual({ name: TEXT, role: 'auditor', code: '' })
    expect(answer.body).toMatch(/role="alert"[^>]* autofocus>/)
  })

  it('names the field, for a mailbox that none can be', async () => {
    const [found] = (
      await formsOn(
        `/console/providers/${await seedProvider(test)}`,
        await test.sessionOf('analyst'),
      )
    ).filter(({ texts }) => texts.includes('mailbox'))
    const answer = await send(found!, { ...found!.fields, mailbox: 'abuse at host' })
    expect(answer.statusCode).toBe(400)
    expect(answer.body).toMatch(
      /name="mailbox"[^>]*value="abuse at host" aria-invalid="true" aria-describedby="what-happened" autofocus/,
    )
    expect(answer.body).toContain('No mail can be sent there.')
    expect(answer.body).toContain('What you typed still stands in the form.')
  })

  it('keeps the text to be copied where its page is gone', async () => {
    const cookie = await test.sessionOf('analyst')
    const form = formTokenIn((await test.app.inject({ url: '/console', headers: { cookie } })).body)
    const { takedownId } = await seedTakedown(test, await seedCase(test))
    const action = `/console/matches/${takedownId}/decisions`
    const found = { action, cookie } as Found
    const answer = await send(found, { form, verdict: 'confirm', reason: TEXT })
    expect(answer.statusCode).toBe(404)
    expect(unescape(/<textarea readonly[^>]*>\n(.*?)<\/textarea>/s.exec(answer.body)![1]!)).toBe(
      TEXT,
    )
  })

  it('is not filled by another site', async () => {
    const [found] = await formsOn('/console', await test.sessionOf('analyst'))
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'none' }]) {
      const answer = await send(found!, { form: 'x', url: MARK }, headers)
      expect(answer.statusCode).toBe(403)
      expect(answer.body).not.toContain(MARK)
    }
  })
})
