import { LANGUAGES } from '@nightlight/contract'
import { proposeChannel } from '@nightlight/notices'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVisitor, enrolled, ORIGIN } from '../../fixtures/console-visitor.ts'
import { seedProvider } from '../../fixtures/seed-provider.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'
import { TEXTS } from '../texts.ts'

let test: TestApp
let own: string
let cookie: string
let form: string
beforeAll(async () => {
  test = await createTestApp({ identity: { publicUrl: ORIGIN } })
  own = await seedProvider(test, { name: 'Own Hosting' })
  cookie = await test.sessionOf('provider', 'Desk', own)
  form = formTokenIn((await get('/console/account')).body)
})
afterAll(() => test[Symbol.asyncDispose]())

const get = (url: string) => test.app.inject({ url, headers: { cookie } })
const post = (url: string, fields: Record<string, string> = {}) =>
  test.app.inject({
    method: 'POST',
    url,
    headers: { ...FORM, cookie },
    payload: new URLSearchParams({ form, ...fields }).toString(),
  })
const channels = (providerId = own) =>
  test.db
    .selectFrom('provider_channel')
    .select(['id', 'kind', 'state', 'added_by'])
    .where('provider_id', '=', providerId)
    .orderBy('id')
    .execute()

describe('the ways of a provider', () => {
  it('has an endpoint proposed with a secret that is shown once, tried, and taken back', async () => {
    const made = await post('/portal/ways/webhook', { url: 'https://hooks.example/in' })
    expect(made.statusCode).toBe(200)
    const [secret] = /whsec_[\w+/=]{44}/.exec(made.body) ?? []
    expect(secret).toBeDefined()
    expect(await channels()).toMatchObject([
      { kind: 'webhook', state: 'proposed', added_by: 'provider:Desk' },
    ])
    const page = await get('/portal/ways')
    expect(page.body).toContain('waits for the hotline')
    expect(page.body).not.toContain('whsec_')
    const [channel] = await channels()
    const id = channel?.id ?? ''
    expect((await post('/portal/ways/test', { channel: id })).headers.location).toBe(
      '/portal/ways?done=tested',
    )
    const { id: testId } = await test.db
      .selectFrom('channel_test')
      .select('id')
      .where('channel_id', '=', id)
      .executeTakeFirstOrThrow()
    expect(test.hints).toContainEqual({ name: 'test-channel', payload: { testId } })
    const waiting = await get('/portal/ways?done=tested')
    expect(waiting.body).toContain('under way')
    expect(waiting.body).toContain(`data-follow="/portal/ways/live" data-state="${testId}"`)
    expect((await get('/portal/ways/live')).json()).toMatchObject({ state: testId })
    await test.db
      .updateTable('channel_test')
      .set({ outcome: 'turned-away', code: 404, done_at: new Date() })
      .execute()
    const done = await get('/portal/ways')
    expect(done.body).toMatch(/turned away[\s\S]*HTTP 404[\s\S]*Nothing is at this path/)
    expect(done.body).not.toContain('data-follow')
    expect((await get('/portal/ways/live')).json()).toMatchObject({ state: '' })
    await post('/portal/ways/withdraw', { channel: id })
    expect(await channels()).toMatchObject([{ state: 'disabled' }])
  })

  it('proposes one endpoint where the form is sent twice, with one secret', async () => {
    const shown = await get('/portal/ways')
    expect(shown.body).toMatch(/action="\/portal\/ways\/webhook"[^]*?name="id" value="[\w-]{36}"/)
    const fields = { id: newId(), url: 'https://twice.example/in' }
    const before = (await channels()).length
    const [one, two] = await Promise.all([
      post('/portal/ways/webhook', fields),
      post('/portal/ways/webhook', fields),
    ])
    const secretIn = (body: string) => /whsec_[\w+/=]{44}/.exec(body)?.[0]
    expect(secretIn(one.body)).toBeDefined()
    expect(secretIn(two.body)).toBe(secretIn(one.body))
    const after = await channels()
    expect(after).toHaveLength(before + 1)
    test.pass(11 * 60_000)
    const late = await post('/portal/ways/webhook', fields)
    test.pass(-11 * 60_000)
    expect(late.headers.location).toBe('/portal/ways?done=webhook-made-before')
    await post('/portal/ways/withdraw', { channel: after.at(-1)!.id })
  })

  it('tells two endpoints apart by host and date, and shows no more of an address', async () => {
    for (const host of ['one.example', 'two.example:8443']) {
      await post('/portal/ways/webhook', { id: newId(), url: `https://${host}/in/t0ken?key=k3y` })
    }
    const two = (await channels()).filter(({ state }) => state === 'proposed')
    expect(two).toHaveLength(2)
    await post('/portal/ways/test', { channel: two[1]!.id })
    const { body } = await get('/portal/ways')
    const lines = body.match(/<li class="line">\s*<strong>[^]*?<\/li>/g) ?? []
    expect(lines).toHaveLength(2)
    for (const [at, host] of ['one.example', 'two.example:8443'].entries()) {
      expect(lines[at]).toContain(`<span class="host">${host}</span>`)
      expect(lines[at]).toMatch(/proposed by you,\s*<time/)
    }
    const [table = ''] = /<table[^]*?<\/table>/.exec(body) ?? []
    expect(table).toMatch(
      /<span class="host">two\.example:8443<\/span\s*>\s*<small[^>]*>proposed <time/,
    )
    expect(body).not.toMatch(/t0ken|k3y/)
    for (const { id } of two) await post('/portal/ways/withdraw', { channel: id })
  })

  it('has a mailbox proposed, which somebody of the hotline approves and nobody else', async () => {
    const asked = await post('/portal/ways/contacts', { mailbox: 'Abuse@New.example' })
    expect(asked.headers.location).toBe('/portal/ways?done=contact-proposed')
    const { id, proposed_by: proposedBy } = await test.db
      .selectFrom('contact_proposal')
      .select(['id', 'proposed_by'])
      .where('provider_id', '=', own)
      .executeTakeFirstOrThrow()
    expect(proposedBy).toBe('provider:Desk')
    const approve = `/console/providers/${own}/contacts/${id}/approve`
    expect((await post(approve)).statusCode).toBe(403)
    const sue = await enrolled(test, { role: 'supervisor', name: 'Sue' })
    expect((await sue.send(approve)).statusCode).toBe(303)
    expect((await get('/portal/ways')).body).toContain('abuse@new.example')
  })

  it('has a mailbox that waits taken back, once', async () => {
    await post('/portal/ways/contacts', { mailbox: 'wrong@new.example' })
    const { id } = await test.db
      .selectFrom('contact_proposal')
      .select('id')
      .where('mailbox', '=', 'wrong@new.example')
      .executeTakeFirstOrThrow()
    const page = await get('/portal/ways')
    expect(page.body).toMatch(
      new RegExp(`name="contact" value="${id}"[^]*?aria-label="Take back: wrong@new.example"`),
    )
    const back = await post('/portal/ways/withdraw', { contact: id })
    expect(back.headers.location).toBe('/portal/ways?done=withdrawn')
    expect((await get('/portal/ways')).body).not.toContain('wrong@new.example')
    const again = await post('/portal/ways/withdraw', { contact: id })
    expect(again.statusCode).toBe(409)
    expect(again.body).toContain(TEXTS.en['problem.proposal-settled'])
    const approve = `/console/providers/${own}/contacts/${id}/approve`
    const sue = await enrolled(test, { role: 'supervisor', name: 'Sue B' })
    expect((await sue.send(approve)).statusCode).toBe(404)
  })

  it('says that the hotline refused an endpoint or a mailbox, when, and why where it said so', async () => {
    await post('/portal/ways/webhook', { id: newId(), url: 'https://refused.example/in/t0ken' })
    await post('/portal/ways/contacts', { mailbox: 'refused@new.example' })
    const channel = (await channels()).find(({ state }) => state === 'proposed')!.id
    const { id: contact } = await test.db
      .selectFrom('contact_proposal')
      .select('id')
      .where('state', '=', 'proposed')
      .executeTakeFirstOrThrow()
    const ada = await enrolled(test, { role: 'admin', name: 'Ada' })
    const shown = (await ada.get(`/console/providers/${own}`)).body
    expect(shown).toContain(TEXTS.en['way-refusal.not-confirmed'])
    const refuse = `/console/providers/${own}/channels/${channel}/refuse`
    expect((await ada.send(refuse, { reason: 'because' })).statusCode).toBe(400)
    expect((await ada.send(refuse, { reason: 'not-confirmed' })).statusCode).toBe(303)
    const sue = await enrolled(test, { role: 'supervisor', name: 'Sue C' })
    await sue.send(`/console/providers/${own}/contacts/${contact}/retire`)
    for (const language of LANGUAGES) {
      const headers = { cookie, 'accept-language': language }
      const { body } = await test.app.inject({ url: '/portal/ways', headers })
      const texts = TEXTS[language]
      for (const name of ['refused.example', 'refused@new.example']) {
        const line = body.split('<li>').find((part) => part.includes(name)) ?? ''
        expect(line).toContain(texts['way-ended.refused'])
        expect(line).toContain('<time')
        expect(line).toContain(texts['way-means.refused'])
        expect(line.includes(texts['way-refusal.not-confirmed'])).toBe(name === 'refused.example')
      }
      expect(body).not.toContain('t0ken')
    }
  })

  it('says what is wrong with an address, and how much may wait', async () => {
    const wrong = await post('/portal/ways/webhook', { url: 'hooks.example' })
    expect(wrong.statusCode).toBe(400)
    expect(wrong.body).toContain('Write the whole address')
    expect(wrong.body).toContain('value="hooks.example"')
    for (let n = 0; n < 3; n++) {
      await post('/portal/ways/webhook', { url: `https://hooks.example/${n}` })
    }
    const more = await post('/portal/ways/webhook', { url: 'https://hooks.example/4' })
    expect([more.statusCode, more.body.includes('waits for the hotline')]).toEqual([409, true])
  })

  it('answers of ways of another provider as of none', async () => {
    const other = await seedProvider(test, { name: 'Other Hosting' })
    const channel = await proposeChannel(test.db, test.crypto, {
      providerId: other,
      kind: 'reply-page',
      configuration: {},
      by: { actor: 'key:none', name: 'Adam' },
    })
    for (const action of ['test', 'withdraw']) {
      const theirs = await post(`/portal/ways/${action}`, { channel })
      const none = await post(`/portal/ways/${action}`, { channel: newId() })
      expect(theirs.statusCode).toBe(404)
      // the page is shown again, each time with forms of other numbers
      const told = ({ body }: { body: string }) =>
        body.replaceAll(/name="id" value="[\w-]{36}"/g, '')
      expect(told(theirs)).toBe(told(none))
    }
    expect(await channels(other)).toMatchObject([{ state: 'proposed' }])
  })

  it('asks again who somebody is before what is dangerous, where a passkey was made', async () => {
    const visitor = createVisitor(test)
    const link = await createSignInLink(test.db, test.crypto, {
      role: 'provider',
      name: 'Careful',
      provider: own,
      ttlMs: 60_000,
      baseUrl: ORIGIN,
    })
    await visitor.follow(link)
    await visitor.enrol()
    test.pass(6 * 60_000)
    for (const [url, fields] of [
      ['/portal/ways/webhook', { url: 'https://hooks.example/9' }],
      ['/portal/ways/contacts', { mailbox: 'a@b.example' }],
      ['/portal/ways/withdraw', { channel: own }],
      [`/portal/address-requests/${own}/agree`, {}],
      [`/portal/address-requests/${own}/file`, {}],
    ] as const) {
      const asked = await visitor.send(url, fields)
      expect([url, asked.statusCode, asked.body.includes('data-passkey="step-up"')]).toEqual([
        url,
        403,
        true,
      ])
      // Where it is a file that is asked for, the browser stays on the page: it says so, and leads back.
      const isFile = url.endsWith('/file')
      expect(/role="status" data-sent="Confirmed\./.test(asked.body)).toBe(isFile)
      expect(asked.body.includes('this page stays open')).toBe(isFile)
      expect(asked.body.includes('<a href="/portal/files">Back to the page</a>')).toBe(isFile)
      expect(asked.body.includes('Back, change nothing')).toBe(!isFile)
    }
    // what is no id is looked for nowhere
    const none = await visitor.send('/portal/notices/no-id/addresses')
    expect(none.statusCode).toBe(404)
  })
})
