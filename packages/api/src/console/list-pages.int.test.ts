import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  caller,
  digestOf,
  digests,
  openTestList,
  post,
  staged,
  type Caller,
} from '../fixtures/seed-list.ts'
import {
  FORM,
  HOME_POLICE,
  createTestApp,
  formTokenIn,
  type TestApp,
} from '../fixtures/test-app.ts'
import type { Followed } from './follow.ts'

let test: TestApp
let officer: Caller
let second: Caller
beforeAll(async () => {
  test = await createTestApp()
  officer = await caller(test, 'Officer')
  second = await caller(test, 'Second', 'supervisor')
})
afterAll(() => test[Symbol.asyncDispose]())

async function session(role: 'police' | 'supervisor' | 'analyst' | 'admin', name = 'Robin') {
  const cookie = await test.sessionOf(role, name)
  const get = (url: string) => test.app.inject({ url, headers: { cookie } })
  const form = formTokenIn((await get('/console')).body)
  return {
    get,
    send: (url: string, fields: Record<string, string> = {}) =>
      test.app.inject({
        method: 'POST',
        url,
        headers: { ...FORM, cookie },
        payload: new URLSearchParams({ form, ...fields }).toString(),
      }),
  }
}

const newStaged = async (file = digests(0, 3)) => {
  const listId = await openTestList(test, officer, { name: `<i>List ${newId().slice(-6)}</i>` })
  return { listId, id: await staged(test, officer, listId, file) }
}
const stateOf = async (id: string) =>
  test.db
    .selectFrom('submission')
    .select(['state', 'end_note', 'look_back'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

describe('the page of a submission', () => {
  it('offers the activation to others, and not to who handed it in', async () => {
    const { id } = await newStaged()
    const path = `/console/submissions/${id}`
    const other = (await (await session('police', 'Colleague')).get(path)).body
    expect(other).toContain(`href="${path}/activate"`)
    const own = await session('police', ' officer')
    const page = (await own.get(path)).body
    expect(page).not.toContain(`${path}/activate`)
    expect(page).toContain('You handed it in')
    expect(page.match(/nother officer or a supervisor/g)).toHaveLength(1)
    expect(other.match(/nother officer or a supervisor/g)).toHaveLength(1)
    const asked = await own.get(`${path}/activate`)
    expect([asked.statusCode, asked.headers.location]).toEqual([303, path])
    const done = await own.send(`${path}/activate`)
    expect([done.statusCode, done.body]).toEqual([
      403,
      expect.stringContaining('You handed it in or proposed it yourself'),
    ])
  })

  it.each([
    ['en', ['BE', 'NL'], ['notice and takedown', 'BE, NL']],
    ['fr', [], ['notification et retrait', 'partout']],
    ['nl', [], ['kennisgeving en verwijdering', 'overal']],
    ['de', [], ['Mitteilung und Löschung', 'überall']],
  ])(
    'tells for what and where it may be used, also before it is activated: %s',
    async (language, jurisdictions, told) => {
      const listId = await openTestList(test, officer, { jurisdictions })
      const id = await staged(test, officer, listId)
      const { get } = await session('supervisor')
      for (const path of ['', '/activate']) {
        const { body } = await get(`/console/submissions/${id}${path}?lang=${language}`)
        for (const text of told) expect(body).toContain(text)
      }
    },
  )

  it('says of one of which nothing was accepted that nobody activates it, and what to do', async () => {
    const { id, listId } = await newStaged(`${digestOf(1).slice(2)}\n`)
    const path = `/console/submissions/${id}`
    const handIn = `href="/console/hash-lists/${listId}/hand-in"`
    const own = (await (await session('police', 'Officer')).get(path)).body
    for (const text of ['nothing was accepted</span>', 'nobody can ever activate it'])
      expect(own).toContain(text)
    for (const text of ['waits for a second person', 'You handed it in', 'once it is activated'])
      expect(own).not.toContain(text)
    for (const way of [`href="${path}/discard"`, handIn]) expect(own).toContain(way)
    const supervisor = await session('supervisor', 'Sue')
    expect((await supervisor.get(path)).body).toContain(`href="${path}/discard"`)
    expect((await supervisor.get(`/console/lists?list=${listId}`)).body).toContain(
      'nothing was accepted</span>',
    )
    expect((await supervisor.get('/console/supervision')).body).not.toContain(path)
    const readsOnly = (await (await session('analyst')).get(path)).body
    expect(readsOnly).toContain('nobody can ever activate it')
    expect(readsOnly).not.toContain('/discard"')
    expect(readsOnly).not.toContain(handIn)
  })

  it('shows no action to who only reads', async () => {
    const { id } = await newStaged()
    for (const role of ['analyst', 'admin'] as const) {
      const page = (await (await session(role)).get(`/console/submissions/${id}`)).body
      expect(page).not.toContain(`${id}/activate`)
      expect(page).not.toContain(`${id}/discard`)
      expect(page).not.toContain('You handed it in')
    }
  })

  it('escapes what was handed in, and shows no hash', async () => {
    const { id, listId } = await newStaged()
    const { get } = await session('supervisor')
    for (const path of [
      '/console/lists',
      `/console/lists?list=${listId}`,
      `/console/submissions/${id}`,
      `/console/submissions/${id}/activate`,
    ]) {
      const { body, statusCode } = await get(path)
      expect(statusCode).toBe(200)
      expect(body).toContain('&lt;i&gt;List')
      expect(body).not.toContain('<i>')
      expect(body).not.toContain(digestOf(0))
    }
  })

  it('tells its script how far it is while something is under way, and never renews itself', async () => {
    const { id } = await newStaged()
    const path = `/console/submissions/${id}`
    const { get } = await session('supervisor')
    expect((await get(path)).body).not.toContain('data-follow')
    await post(test, second, `/v1/submissions/${id}/activate`)
    const { body } = await get(path)
    expect(body).toContain(`data-follow="${path}/live" data-state="active/running"`)
    expect(body).toContain(`<a href="${path}">Look again</a>`)
    expect(body).not.toContain('http-equiv="refresh"')
    const told = (await get(`${path}/live`)).json<Followed>()
    expect(told).toEqual({
      state: 'active/running',
      words: [expect.stringContaining('Being compared')],
      part: null,
    })
    await test.db
      .updateTable('submission')
      .set({ look_back: 'none' })
      .where('id', '=', id)
      .execute()
    expect((await get(`${path}/live`)).json()).toMatchObject({ state: 'active/none' })
    expect((await get(path)).body).not.toContain('data-follow')
  })

  it('gives the refused lines as CSV', async () => {
    const { id } = await newStaged(`${digests(0, 1)}abcd\n`)
    const { get } = await session('police', 'Colleague')
    const answer = await get(`/console/submissions/${id}/refusals`)
    expect([answer.headers['content-type'], answer.body]).toEqual([
      'text/csv; charset=utf-8',
      'line,reason\n2,wrong-length\n',
    ])
  })
})

describe('the page of lists', () => {
  it('has a way to hand in to each open list, above what was handed in, for who may', async () => {
    const { listId } = await newStaged()
    const gone = await openTestList(test, officer)
    await post(test, officer, `/v1/hash-lists/${gone}/withdraw`, { reason: 'over' })
    const handIn = (id: string): string => `href="/console/hash-lists/${id}/hand-in"`
    const { get } = await session('police', 'Officer')
    const { body } = await get('/console/lists')
    expect(body).toMatch(
      new RegExp(`${handIn(listId)}\\s+aria-label="Hand in a file: &lt;i&gt;List`),
    )
    expect(body).not.toContain(handIn(gone))
    expect(body).toContain('href="/console/hash-lists/new"')
    expect(body.indexOf(handIn(listId))).toBeLessThan(body.indexOf('What was handed in</h2>'))
    const chosen = (await get(`/console/lists?list=${listId}`)).body
    expect(chosen.indexOf('Handed in to')).toBeLessThan(chosen.indexOf('id="lists"'))
    const readsOnly = (await (await session('analyst')).get('/console/lists')).body
    expect(readsOnly).toContain(listId)
    expect(readsOnly).not.toContain('/hand-in"')
  })
})

describe('lists of which none takes a file', () => {
  it('lead whoever may to opening one, and nobody to the interface of programs', async () => {
    await using apart = await createTestApp()
    const emptyFor = async (role: 'police' | 'analyst', path = '/console/lists') => {
      const headers = { cookie: await apart.sessionOf(role), 'accept-language': 'en' }
      const { body } = await apart.app.inject({ url: path, headers })
      expect(body).not.toContain('/v1/')
      return body.split('<p class="empty">').find((part) => part.includes('Nothing was handed in'))
    }
    const way = 'href="/console/hash-lists/new"'
    expect((await emptyFor('police'))?.split('</p>')[0]).toContain(way)
    expect(await emptyFor('analyst')).not.toContain(way)
    const listId = await openTestList(apart, await caller(apart, 'Officer'))
    expect((await emptyFor('police'))?.split('</p>')[0]).not.toContain(way)
    const chosen = await emptyFor('police', `/console/lists?list=${listId}`)
    expect(chosen?.split('</p>')[0]).not.toContain(way)
  })
})

describe('an action', () => {
  it('that activates an edition is done on what stops counting now, and shown again where that is more', async () => {
    const edition = { kind: 'edition', algorithm: 'sha256' }
    const { listId, id } = await newStaged(digests(0, 4))
    await post(test, second, `/v1/submissions/${id}/activate`)
    const older = await staged(test, officer, listId, digests(1, 4), edition)
    const path = `/console/submissions/${older}`
    const { get, send } = await session('supervisor', 'Sue')
    const seenIn = (page: string) => /name="seen" value="([^"]*)"/.exec(page)?.[1] ?? ''
    const page = (await get(`${path}/activate`)).body
    expect(page).toContain('no longer has stop counting: 1.')
    const addition = await staged(test, officer, listId, digests(10, 15))
    await post(test, second, `/v1/submissions/${addition}/activate`)
    const late = await send(`${path}/activate`, { seen: seenIn(page) })
    expect(late.statusCode).toBe(409)
    for (const text of ['was activated meanwhile', 'no longer has stop counting: 6.'])
      expect(late.body).toContain(text)
    const whole = (await get(path)).body.replaceAll(/\s+/g, ' ')
    expect(whole).toContain('<strong>6</strong> no longer in it')
    const done = await send(`${path}/activate`, { seen: seenIn(late.body) })
    expect(done.headers.location).toBe(`${path}?done=activated`)
    expect(await stateOf(older)).toMatchObject({ state: 'active' })
  })

  it('is done by its form, and said to be done', async () => {
    const { id } = await newStaged()
    const path = `/console/submissions/${id}`
    const { get, send } = await session('supervisor', 'Sue')
    expect((await get(`${path}/activate`)).body).toContain('Activate this submission?')
    expect((await stateOf(id)).state).toBe('staged')
    const activated = await send(`${path}/activate`)
    expect([activated.statusCode, activated.headers.location]).toEqual([
      303,
      `${path}?done=activated`,
    ])
    expect((await get(`${path}?done=activated`)).body).toContain('role="status"')
    await test.db
      .updateTable('submission')
      .set({ look_back: 'found', look_back_found: 4 })
      .where('id', '=', id)
      .execute()
    expect((await get(`${path}/release`)).body).toContain('match: 4.')
    const overview = async () => (await get('/console')).body.replace(/\s+/g, ' ')
    expect(await overview()).toMatch(
      new RegExp(`${path}"[^<]*<strong>4</strong> finds to release:`),
    )
    const auditor = { authorization: `Bearer ${await test.keyOf('auditor')}` }
    const counted = await test.app.inject({ url: '/v1/statistics/overview', headers: auditor })
    expect(counted.json()).toMatchObject({
      toRelease: { submissions: 1, found: 4, bySubmission: [{ submissionId: id, found: 4 }] },
    })
    await send(`${path}/release`)
    expect(await overview()).not.toContain('finds to release')
    expect((await stateOf(id)).look_back).toBe('released')
    await send(`${path}/end`, { reason: 'not ours' })
    expect(await stateOf(id)).toMatchObject({ state: 'ending', end_note: 'not ours' })
    const page = (await get(path)).body
    for (const text of ['Sue', 'not ours', 'revoked']) expect(page).toContain(text)
  })

  it('that ends something wants a reason', async () => {
    const { id } = await newStaged()
    const { send } = await session('supervisor')
    for (const fields of [{}, { reason: '' }] as Record<string, string>[]) {
      expect((await send(`/console/submissions/${id}/discard`, fields)).statusCode).toBe(400)
    }
    expect((await stateOf(id)).state).toBe('staged')
    await send(`/console/submissions/${id}/discard`, { reason: 'twice' })
    expect((await stateOf(id)).state).toBe('discarded')
  })

  it('is not thrown away once it counts', async () => {
    const { id } = await newStaged()
    const { send } = await session('supervisor')
    await send(`/console/submissions/${id}/activate`)
    const late = await send(`/console/submissions/${id}/discard`, { reason: 'twice' })
    expect([late.statusCode, (await stateOf(id)).state]).toEqual([412, 'active'])
  })

  it('needs the token of the session', async () => {
    const { id } = await newStaged()
    const { send } = await session('supervisor')
    const answer = await send(`/console/submissions/${id}/activate`, { form: 'x' })
    expect(answer.statusCode).toBe(403)
    expect((await stateOf(id)).state).toBe('staged')
  })

  it.each(['', '/refusals', '/activate', '/end', '/discard'])(
    'on what is of another authority is not found: %s',
    async (path) => {
      const { id } = await newStaged()
      const cookie = await test.sessionOf('police', 'Stranger', 'Foreign Police')
      const answer = await test.app.inject({
        url: `/console/submissions/${id}${path}`,
        headers: { cookie },
      })
      expect(answer.statusCode).toBe(404)
    },
  )

  it('is not done to what is of another authority', async () => {
    const { id, listId } = await newStaged()
    const cookie = await test.sessionOf('police', 'Stranger', 'Foreign Police')
    const headers = { cookie }
    const overview = await test.app.inject({ url: '/console', headers })
    for (const action of ['activate', 'end', 'discard']) {
      const answer = await test.app.inject({
        method: 'POST',
        url: `/console/submissions/${id}/${action}`,
        headers: { ...FORM, cookie },
        payload: `form=${formTokenIn(overview.body)}&reason=x`,
      })
      expect(answer.statusCode).toBe(404)
    }
    expect((await stateOf(id)).state).toBe('staged')
    const lists = await test.app.inject({ url: '/console/lists', headers })
    expect(lists.body).not.toContain(id)
    const chosen = await test.app.inject({ url: `/console/lists?list=${listId}`, headers })
    expect(chosen.statusCode).toBe(404)
  })
})

describe('letting an officer in', () => {
  it('names an authority, for the police alone', async () => {
    const { get, send } = await session('admin')
    const invite = (fields: Record<string, string>) =>
      send('/console/sign-in-links', { name: 'New', ...fields })
    const mistyped = await invite({ role: 'police', authority: 'North Polise' })
    expect([mistyped.statusCode, mistyped.body]).toEqual([
      400,
      expect.stringContaining('There is no such authority'),
    ])
    const two = { authority: HOME_POLICE, newAuthority: 'North Police' }
    expect((await invite({ role: 'police', ...two })).statusCode).toBe(400)
    expect((await invite({ role: 'police', newAuthority: 'North Police' })).statusCode).toBe(200)
    expect((await invite({ role: 'police', newAuthority: 'north  POLICE' })).statusCode).toBe(200)
    const row = await test.db
      .selectFrom('sign_in_link')
      .innerJoin('person', 'person.id', 'sign_in_link.person_id')
      .innerJoin('authority', 'authority.id', 'person.authority_id')
      .select('authority.name')
      .where('person.name', '=', 'New')
      .executeTakeFirst()
    expect(row).toEqual({ name: 'North Police' })
    const page = (await get('/console/people')).body
    for (const name of ['North Police', HOME_POLICE]) expect(page).toContain(`value="${name}"`)
    const without = await invite({ role: 'police', authority: '' })
    expect([without.statusCode, without.body]).toEqual([
      400,
      expect.stringContaining('Say for which authority'),
    ])
    expect((await invite({ role: 'analyst', authority: 'North Police' })).statusCode).toBe(400)
    expect((await invite({ role: 'analyst', authority: '' })).statusCode).toBe(200)
  })
})
