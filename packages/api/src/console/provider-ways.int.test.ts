import { readFile } from 'node:fs/promises'
import { LANGUAGES } from '@nightlight/contract'
import { proposeChannel, proposeProviderKey } from '@nightlight/notices'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createVisitor, enrolled, ORIGIN, type Visitor } from '../fixtures/console-visitor.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { TEXTS } from './texts.ts'

let test: TestApp
let ann: Visitor
let bea: Visitor
let id: string
beforeAll(async () => {
  test = await createTestApp({ identity: { publicUrl: ORIGIN } })
  ann = await enrolled(test, { role: 'admin', name: 'Ann' })
  bea = await enrolled(test, { role: 'admin', name: 'Bea' })
  id = await seedProvider(test, { name: 'Own Hosting' })
})
afterAll(() => test[Symbol.asyncDispose]())

const propose = (by = { actor: 'admin:Ann', name: 'Ann' }, host = 'evil.example') =>
  proposeChannel(test.db, test.crypto, {
    providerId: id,
    kind: 'webhook',
    configuration: { url: `https://${host}/in/t0ken`, secrets: [`whsec_${'A'.repeat(43)}=`] },
    by,
  })
const page = async (of: Visitor) => (await of.get(`/console/providers/${id}`)).body
const stateOf = async (channel: string) =>
  await test.db
    .selectFrom('provider_channel')
    .select(['state', 'approver', 'disabled_because'])
    .where('id', '=', channel)
    .executeTakeFirstOrThrow()
const settle = (of: Visitor, channel: string, action: string, provider = id) =>
  of.send(`/console/providers/${provider}/channels/${channel}/${action}`)

it('shows another administrator the server of a way, who approves it there', async () => {
  const channel = await propose()
  const action = `channels/${channel}/approve"`
  const shown = await page(bea)
  const [line = ''] = /<li class="card line">[^]*?<\/li>/.exec(shown) ?? []
  expect(line).toContain('<span class="host">evil.example</span>')
  expect(line).toMatch(/proposed by Ann[^]*<time/)
  expect(line).toContain(action)
  expect(shown).not.toMatch(/t0ken|whsec/)
  const own = await page(ann)
  expect(own).toContain(TEXTS.en['way.another'])
  expect(own).not.toContain(action)
  expect((await settle(ann, channel, 'approve')).statusCode).toBe(403)
  const done = await settle(bea, channel, 'approve')
  expect(done.headers.location).toBe(`/console/providers/${id}?done=way-approved`)
  expect(await stateOf(channel)).toMatchObject({ state: 'active', approver: 'Bea' })
  const after = await page(bea)
  expect(after).not.toContain(action)
  expect(after).toContain('<span class="host">evil.example</span>')
  const late = await settle(bea, channel, 'refuse')
  expect(late.statusCode).toBe(409)
  expect(late.body).toContain(TEXTS.en['problem.channel-not-proposed'])
  expect((await stateOf(channel)).state).toBe('active')
})

it('shows another administrator the fingerprint of a key, who approves it there', async () => {
  const sample = new URL('../../../cli/fixtures/sample-desk.pem', import.meta.url)
  const key = { providerId: id, kind: 'smime', material: await readFile(sample, 'utf8') } as const
  const proposeKey = () =>
    proposeProviderKey(test.db, { ...key, by: { actor: 'admin:Ann', name: 'Ann' } }, new Date())
  const fingerprint = await proposeKey()
  const action = (what: string) => `/console/providers/${id}/mail-keys/${fingerprint}/${what}`
  const shown = await page(bea)
  const [line = ''] = /<li class="card line">[^]*?<\/li>/.exec(shown) ?? []
  const readOut = fingerprint.match(/.{1,4}/g)!.join(' ')
  expect(line).toContain(`<span class="id">${readOut}</span>`)
  expect(line).toContain(TEXTS.en['provider.valid-to'])
  expect(line).toMatch(/proposed by Ann[^]*<time/)
  expect(line).toContain(`action="${action('approve')}"`)
  expect(shown).toContain(TEXTS.en['mail-key.how'])
  const own = await page(ann)
  expect(own).toContain(TEXTS.en['way.another'])
  expect(own).not.toContain(action('approve'))
  expect((await bea.get('/console')).body).toContain('1 way or key of providers waits')
  expect((await bea.get('/console/channels')).body).toContain(
    `href="/console/providers/${id}#mail-keys"`,
  )
  const sue = await enrolled(test, { role: 'supervisor', name: 'Sue Keys' })
  expect(await page(sue)).toContain(readOut)
  expect((await sue.send(action('approve'))).statusCode).toBe(403)
  expect((await ann.send(action('approve'))).statusCode).toBe(403)
  expect((await bea.send(action('refuse'))).headers.location).toContain('done=mail-key-refused')
  expect((await bea.send(action('approve'))).body).toContain(
    TEXTS.en['problem.provider-key-not-proposed'],
  )
  await proposeKey()
  const done = await bea.send(action('approve'))
  expect(done.headers.location).toBe(`/console/providers/${id}?done=mail-key-approved`)
  const after = await page(bea)
  expect(after).not.toContain(action('approve'))
  expect(after).toContain(readOut)
  expect((await bea.get('/console')).body).not.toContain('/console/channels#proposed')
})

it('has what a provider proposed refused, below its own provider only', async () => {
  const channel = await propose({ actor: 'provider:Desk', name: 'Desk' })
  const other = await seedProvider(test, { name: 'Other' })
  expect((await settle(bea, channel, 'refuse', other)).statusCode).toBe(404)
  expect((await settle(bea, channel, 'refuse')).headers.location).toContain('done=way-refused')
  expect(await stateOf(channel)).toMatchObject({ state: 'disabled', disabled_because: 'refused' })
})

it('says to whoever approves a way that another one goes before it', async () => {
  const approve = async (kind: 'webhook' | 'reply-page') => {
    const by = { actor: 'admin:Ann', name: 'Ann' }
    const page = { providerId: id, kind: 'reply-page', configuration: {}, by } as const
    const made = kind === 'webhook' ? propose() : proposeChannel(test.db, test.crypto, page)
    return (await settle(bea, await made, 'approve')).headers.location ?? ''
  }
  expect(await approve('webhook')).toMatch(/done=way-approved$/)
  const behind = await approve('reply-page')
  expect(behind).toMatch(/done=way-approved-behind$/)
  expect((await bea.get(behind)).body).toContain(TEXTS.en['done.way-approved-behind'])
})

it('is settled by whoever may, who says again who it is', async () => {
  const channel = await propose()
  const sue = await enrolled(test, { role: 'supervisor', name: 'Sue' })
  expect(await page(sue)).toContain('evil.example')
  expect(await page(sue)).not.toContain(`channels/${channel}/`)
  for (const action of ['approve', 'refuse']) {
    expect((await settle(sue, channel, action)).statusCode).toBe(403)
  }
  test.pass(6 * 60_000)
  const asked = await settle(bea, channel, 'approve')
  expect(asked.statusCode).toBe(403)
  expect(asked.body).toContain('data-passkey="step-up"')
  expect((await stateOf(channel)).state).toBe('proposed')
  await test.db
    .updateTable('provider_channel')
    .set({ state: 'disabled' })
    .where('id', '=', channel)
    .execute()
})

it('is counted on the overview of whoever may approve it, and led to by the page of channels', async () => {
  const to = 'href="/console/channels#proposed"'
  const of = async (visitor: Visitor, url: string, language = 'en') =>
    (await visitor.get(`${url}?lang=${language}`)).body
  const plain = createVisitor(test)
  plain.jar.set(...cookieOf(await test.sessionOf('admin', 'Cid')))
  expect(await of(plain, '/console')).not.toContain(to)
  expect(await of(plain, '/console/channels')).not.toContain('id="proposed"')
  await propose({ actor: 'provider:Desk', name: 'Desk' }, 'one.example')
  await propose({ actor: 'admin:Cid', name: 'Cid' }, 'two.example')
  for (const language of LANGUAGES) {
    const overview = await of(plain, '/console', language)
    expect(overview).toContain(to)
    const channels = await of(plain, '/console/channels', language)
    expect(channels).toContain(TEXTS[language]['channels.to-approve'].replace('{n}', '2'))
    expect(
      channels.match(new RegExp(`href="/console/providers/${id}#channels"`, 'g')),
    ).toHaveLength(2)
  }
  expect(await of(plain, '/console')).toMatch(/>1 way or key of providers waits for approval</)
  expect(await of(plain, '/console/channels')).toMatch(/waiting for approval: 2,/)
  plain.jar.set(...cookieOf(await test.sessionOf('supervisor', 'Sam')))
  expect(await of(plain, '/console')).not.toContain(to)
})

const cookieOf = (cookie: string): [string, string] => {
  const [name = '', ...value] = cookie.split('=')
  return [name, value.join('=')]
}
