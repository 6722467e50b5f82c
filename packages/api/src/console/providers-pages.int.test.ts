import { LANGUAGES } from '@nightlight/contract'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedProvider, seedTold } from '../fixtures/seed-provider.ts'
import { TEXTS } from './texts.ts'
import { FORM, createTestApp, formTokenIn, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let supervisor: string
let analyst: string
beforeAll(async () => {
  test = await createTestApp()
  supervisor = await test.sessionOf('supervisor', 'Sue')
  analyst = await test.sessionOf('analyst', 'Ana')
})
afterAll(() => test[Symbol.asyncDispose]())

const get = (cookie: string, url: string) =>
  test.app.inject({ url: `/console/providers${url}`, headers: { cookie } })
const post = async (cookie: string, id: string, action: string, fields: Record<string, string>) => {
  const form = formTokenIn((await test.app.inject({ url: '/console', headers: { cookie } })).body)
  return test.app.inject({
    method: 'POST',
    url: `/console/providers/${id}${action}`,
    payload: new URLSearchParams({ form, ...fields }).toString(),
    headers: { ...FORM, cookie },
  })
}
/** What the form of a provider says that it shows. */
const shownOn = async (id: string) =>
  /name="shown" value="([^"]*)"/.exec((await get(supervisor, `/${id}`)).body)![1]!
const said = (over: Record<string, string> = {}) => ({
  language: '',
  urls: '',
  organisation: '',
  asns: '',
  domains: '',
  note: '',
  ...over,
})
/** What a page says was not stored, by its labels. */
const lostIn = (body: string): string[][] => {
  const [list = ''] = /What you changed was not stored[\s\S]*?<\/dl>/.exec(body) ?? []
  return [...list.matchAll(/<dt>([^<]*)<\/dt>\s*<dd>(?:<textarea[^>]*>)?([^<]*)</g)].map(
    ([, label = '', words = '']) => [label, words.trim()],
  )
}
const actionsOn = async (id: string) =>
  (
    await test.db
      .selectFrom('audit_event')
      .select('action')
      .where('object_id', '=', id)
      .orderBy('id')
      .execute()
  ).map(({ action }) => action)

describe('the page of providers', () => {
  it('escapes names, keeps the filter in its links, and says what to do when nothing fits', async () => {
    for (let n = 0; n < 51; n++) await seedProvider(test, { name: `Bulk <b>${n}`, mailbox: null })
    const page = await get(analyst, '?search=bulk&open=')
    expect(page.statusCode).toBe(400)
    const { body } = await get(analyst, '?search=bulk&kind=')
    expect(body).toContain('Bulk &lt;b&gt;0')
    expect(body).not.toContain('<b>')
    const [, next] = /href="(\/console\/providers\?search=bulk&amp;after=[^"]+)"/.exec(body) ?? []
    const rest = await get(
      analyst,
      next!.replaceAll('&amp;', '&').slice('/console/providers'.length),
    )
    expect(rest.body.match(/Bulk &lt;b&gt;/g)).toHaveLength(1)
    expect((await get(analyst, '?search=nowhere')).body).toContain('No provider fits')
  })

  it('adds one that no takedown has led to, for an administrator, once', async () => {
    const admin = await test.sessionOf('admin', 'Adam')
    expect((await get(analyst, '')).body).not.toContain('action="/console/providers" class="stack"')
    const formOf = async (cookie: string) =>
      formTokenIn((await test.app.inject({ url: '/console/providers', headers: { cookie } })).body)
    const add = async (cookie: string, fields: Record<string, string>) =>
      test.app.inject({
        method: 'POST',
        url: '/console/providers',
        payload: new URLSearchParams({ form: await formOf(cookie), ...fields }).toString(),
        headers: { ...FORM, cookie },
      })
    const facts = { name: 'Early <Hosting>', mailbox: 'Abuse@Early.example', country: 'fr' }
    const added = await add(admin, facts)
    expect(added.statusCode).toBe(303)
    const [, id = ''] =
      /providers\/([\w-]+)\?done=provider-added$/.exec(added.headers.location!) ?? []
    expect((await get(admin, `/${id}?done=provider-added`)).body).toContain('Early &lt;Hosting&gt;')
    const row = await test.db
      .selectFrom('provider')
      .select(['handle', 'kind', 'country', 'language'])
      .where('id', '=', id)
      .executeTakeFirst()
    // As a host is named whose registry names this mailbox.
    expect(row).toEqual({
      handle: 'mailbox:abuse@early.example',
      kind: 'host',
      country: 'FR',
      language: 'fr',
    })
    expect(await actionsOn(id)).toEqual(['provider-added'])
    for (const [fields, status, words] of [
      [facts, 409, 'One with this mailbox is in the register'],
      [{ ...facts, mailbox: 'a@late.example', name: ' ' }, 400, 'a name of 1 to 200'],
      [{ ...facts, mailbox: 'a@late.example', country: 'F' }, 400, 'the country in two letters'],
    ] as const) {
      const refused = await add(admin, fields)
      expect([refused.statusCode, refused.body.includes(words)]).toEqual([status, true])
      expect(refused.body).toContain(`value="${fields.mailbox}"`)
    }
    expect((await add(supervisor, facts)).statusCode).toBe(403)
  })

  it('is not for who may not read it, nor linked for them', async () => {
    const police = await test.sessionOf('police')
    expect((await get(police, '')).statusCode).toBe(403)
    const overview = await test.app.inject({ url: '/console', headers: { cookie: police } })
    expect(overview.body).not.toContain('/console/providers')
  })
})

describe('the page of a provider', () => {
  it.each(LANGUAGES)('is whole in %s', async (language) => {
    const id = await seedProvider(test)
    await seedTold(test, id, 100, { answered: 2, gone: 20 })
    await seedTold(test, id, 100)
    const { statusCode, body } = await get(supervisor, `/${id}?lang=${language}`)
    expect(statusCode).toBe(200)
    expect(body).toContain('n = 2')
    expect(body.match(/role="img"/g)).toHaveLength(2)
    // the sheet of keys is data for a script
    const words = body.replace(/data-sheet="[^"]*"/, '')
    for (const code of ['not-reached', 'provider-kind.', 'contact-state.', 'undefined', '{']) {
      expect(words).not.toContain(code)
    }
  })

  it('says what the picture shows to who cannot see it', async () => {
    const id = await seedProvider(test)
    await seedTold(test, id, 100, { gone: 20 })
    await seedTold(test, id, 100)
    const { body } = await get(analyst, `/${id}?lang=en`)
    expect(body).toMatch(/first seen gone \(T9\)\. ≤ 1h: 0, ≤ 1d: 1, .*open: 1/)
    expect(body).toContain('Only 2: too few to judge by.')
    expect(body).toMatch(/<strong>1<\/strong>\s*told up to 7d ago/)
  })

  it('records only what a form changed', async () => {
    const id = await seedProvider(test)
    const change = async (over: Record<string, string>) =>
      post(supervisor, id, '', said({ shown: await shownOn(id), ...over }))
    const answer = await change({ asns: 'AS64500, 64501', note: 'a\r\nb' })
    expect(answer.headers.location).toBe(`/console/providers/${id}?done=provider-changed`)
    expect(await actionsOn(id)).toEqual(['networks-decided', 'provider-note-written'])
    await change({ asns: '64501 as64500', note: 'a\r\nb' })
    expect(await actionsOn(id)).toHaveLength(2)
    const { body } = await get(supervisor, `/${id}`)
    expect(body).toContain('AS64500, AS64501')
    const shown = await shownOn(id)
    const refused = (await change({ asns: 'many' })).body
    expect(refused).toContain(TEXTS.en['problem.asn-invalid'])
    expect(refused).toContain('value="many"')
    expect(refused).toContain(`value="${shown}"`)
  })

  it('leaves what a colleague changed while the form was open', async () => {
    const id = await seedProvider(test)
    const shown = await shownOn(id)
    const theirs = said({ shown, urls: 'reply-page', note: 'theirs' })
    expect((await post(await test.sessionOf('supervisor', 'Sam'), id, '', theirs)).statusCode).toBe(
      303,
    )
    const mine = await post(supervisor, id, '', said({ shown, domains: 'mine.example' }))
    expect(mine.statusCode).toBe(303)
    const provider = test.db.selectFrom('provider').where('id', '=', id)
    const facts = () => provider.select(['url_policy', 'domains']).executeTakeFirst()
    expect(await facts()).toEqual({ url_policy: 'reply-page', domains: ['mine.example'] })
    // The same field twice: the second is told, and what stands stays.
    const late = said({ shown, urls: 'clear-text', note: 'my own words' })
    const refused = await post(supervisor, id, '', late)
    expect(refused.statusCode).toBe(412)
    expect(refused.body).toContain(TEXTS.en['problem.changed-meanwhile'])
    expect(lostIn(refused.body)).toEqual([
      ['Exact addresses', 'in the text'],
      ['Note', 'my own words'],
    ])
    expect(refused.body).toMatch(/<option value="reply-page"\s+selected/)
    // beside the form, which is unfolded and has the focus
    const [form = ''] = /<details[^>]*id="change"[^]*?<\/details>/.exec(refused.body) ?? []
    expect(form).toMatch(/^<details[^>]* open>/)
    expect(form).toMatch(/<p class="again" role="alert" tabindex="-1" autofocus>/)
    expect(lostIn(form)).toHaveLength(2)
    expect(refused.body.match(/ autofocus/g)).toHaveLength(1)
    expect(refused.body).toContain('href="#change"')
    expect((await get(supervisor, `/${id}`)).body).toMatch(/<details[^>]*id="change"\s*>/)
    expect(refused.body).toContain(`name="shown" value="${await shownOn(id)}"`)
    expect(await facts()).toMatchObject({ url_policy: 'reply-page' })
  })

  it('says by its label what of a form was not stored, choices too, and nothing that was left alone', async () => {
    const id = await seedProvider(test)
    const filled = { organisation: '', domains: 'kept.example', note: 'as it was' }
    await post(supervisor, id, '', said({ shown: await shownOn(id), ...filled }))
    const shown = await shownOn(id)
    await post(supervisor, id, '', said({ shown, ...filled, language: 'fr', note: 'theirs' }))
    const late = said({ shown, ...filled, language: 'nl', domains: '', note: 'as it was' })
    const refused = await post(supervisor, id, '', late)
    expect(refused.statusCode).toBe(412)
    // The note they left alone is not theirs to bring back.
    expect(lostIn(refused.body)).toEqual([
      ['Language', 'Dutch'],
      ['Domains', 'emptied'],
    ])
  })

  it('has an analyst propose a mailbox and a supervisor approve and retire it', async () => {
    const id = await seedProvider(test)
    const mailbox = 'desk@hosting.example'
    expect((await post(analyst, id, '/contacts', { mailbox })).statusCode).toBe(303)
    const mine = (await get(analyst, `/${id}`)).body
    expect(mine).toContain('waits for a second person')
    expect(mine).not.toMatch(/\/(approve|retire)"/)
    const { body } = await get(supervisor, `/${id}`)
    const [, proposal] = /contacts\/([\w-]+)\/approve"/.exec(body) ?? []
    const approved = await post(supervisor, id, `/contacts/${proposal}/approve`, {})
    expect(approved.headers.location).toContain('done=contact-approved')
    const [, contact] =
      /contacts\/([\w-]+)\/retire"/.exec((await get(supervisor, `/${id}`)).body) ?? []
    await post(supervisor, id, `/contacts/${contact}/retire`, {})
    expect(await actionsOn(id)).toEqual(['contact-proposed', 'contact-approved', 'contact-retired'])
    const refused = await post(analyst, id, `/contacts/${contact}/retire`, {})
    expect(refused.statusCode).toBe(403)
  })

  it('shows no button to approve to who proposed', async () => {
    const id = await seedProvider(test)
    await post(supervisor, id, '/contacts', { mailbox: 'desk@hosting.example' })
    expect((await get(supervisor, `/${id}`)).body).not.toContain('/approve"')
  })

  it('takes no form without the token of its session', async () => {
    const id = await seedProvider(test)
    expect(
      (await post(supervisor, id, '', said({ form: 'x', shown: await shownOn(id) }))).statusCode,
    ).toBe(403)
    expect(await actionsOn(id)).toEqual([])
  })

  it('is not found where there is none', async () => {
    expect((await get(analyst, `/${newId()}`)).statusCode).toBe(404)
  })
})
