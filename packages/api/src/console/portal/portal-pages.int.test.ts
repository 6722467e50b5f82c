import { firstLot } from '@nightlight/notices'
import { asTenant, newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedItem, type SeededItem } from '../../fixtures/seed-portal.ts'
import { seedProvider } from '../../fixtures/seed-provider.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let own: string
let other: string
let cookie: string
let form: string
beforeAll(async () => {
  test = await createTestApp()
  own = await seedProvider(test, { name: 'Own Hosting' })
  other = await seedProvider(test, { name: 'Other Hosting' })
  cookie = await test.sessionOf('provider', 'Desk', own)
  form = formTokenIn((await get('/console/account')).body)
})
afterAll(() => test[Symbol.asyncDispose]())

const get = (url: string) => test.app.inject({ url, headers: { cookie } })
const post = (url: string, fields: [string, string][] | Record<string, string>) =>
  test.app.inject({
    method: 'POST',
    url,
    headers: { ...FORM, cookie },
    payload: `form=${form}&${new URLSearchParams(fields).toString()}`,
  })
const namesIn = (body: string): string[] =>
  [...body.matchAll(/NL-2026-\d+-1(?=<\/a>)/g)].map(([name]) => name)
const repliesTo = (noticeId: string) =>
  test.db.selectFrom('reply').selectAll().where('notice_id', '=', noticeId).execute()

describe('the portal', () => {
  it('is where people of a provider begin, and all that they are led to', async () => {
    expect((await get('/console')).headers.location).toBe('/portal')
    const { body } = await get('/portal')
    expect(body).toContain('Nothing waits for your answer')
    const [nav = ''] = /<nav[\s\S]*?<\/nav>/.exec(body) ?? []
    const paths = [...nav.matchAll(/href="([^"]+)"/g)].map(([, path = '']) => path)
    expect(paths[0]).toBe('/portal')
    expect(paths.filter((path) => !path.startsWith('/portal'))).toEqual(['/console/account'])
  })

  it('shows what is open, told longest ago first, and nothing of another provider', async () => {
    const late = await seedItem(test, own, 5)
    const early = await seedItem(test, own, 200)
    const foreign = await seedItem(test, other, 50)
    const { body } = await get('/portal')
    expect(namesIn(body)).toEqual([early.reference, late.reference])
    expect(body).toContain('pictures[.]example')
    expect(body).not.toContain('pictures.example')
    expect(body).not.toContain(foreign.reference)
    const old = await get('/portal?age=72')
    expect(namesIn(old.body)).toEqual([early.reference])
    expect(namesIn((await get(`/portal?after=${early.itemId}`)).body)).toEqual([late.reference])
    expect(namesIn((await get(`/portal?after=${foreign.itemId}`)).body)).toEqual([])
  })

  it('finds what a ticket is about, by reference or host, and has all of it as CSV', async () => {
    const one = await seedItem(test, own, 90, { host: 'found.example' })
    const foreign = await seedItem(test, other, 90, { host: 'found.example' })
    const notice = one.reference.replace(/-1$/, '')
    for (const words of [one.reference, ` ${notice.toLowerCase()}`, 'Found[.]example']) {
      const asked = new URLSearchParams({ find: words }).toString()
      const { body } = await get(`/portal?${asked}`)
      expect(namesIn(body), words).toEqual([one.reference])
      const [, href = ''] = /href="(\/portal\/items\.csv[^"]*)"/.exec(body) ?? []
      const lines = (await get(href.replaceAll('&amp;', '&'))).body.trim().split('\r\n')
      expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual([one.reference])
    }
    // The form asks whatever became of it.
    const form = /<form method="get" action="\/portal"[\s\S]*?<\/form>/.exec(
      (await get('/portal')).body,
    )
    expect(form![0].match(/name="\w+"/g)).toEqual(['name="state"', 'name="find"'])
    expect(namesIn((await get(`/portal?state=all&find=${notice}`)).body)).toEqual([one.reference])
    for (const words of [foreign.reference, `${notice}-2`, 'example']) {
      expect(namesIn((await get(`/portal?find=${words}`)).body), words).toEqual([])
    }
  })

  it('answers what is ticked after it was looked at, once', async () => {
    const [a, b] = [await seedItem(test, own, 30), await seedItem(test, own, 31)]
    const items: [string, string][] = [
      ['item', a.itemId],
      ['item', b.itemId],
    ]
    const looked = await post('/portal/preview', [...items, ['answer', 'actioned']])
    expect(looked.statusCode).toBe(200)
    expect(looked.body).toContain('Check before it is sent')
    expect(await repliesTo(a.noticeId)).toEqual([])
    const [, id = ''] = /name="id"\s+value="([\w-]+)"/.exec(looked.body) ?? []
    const sent: [string, string][] = [...items, ['id', id], ['answer', 'actioned']]
    const done = await post('/portal/answers', sent)
    expect(done.headers.location).toBe('/portal?done=answered&n=2')
    const { body } = await get('/portal?done=answered&n=2')
    expect(body).toMatch(/role="status"[^>]*>\s*2 items answered\./)
    expect(body).toMatch(/href="\/portal\?state=answered"\s*>See what is answered/)
    expect((await post('/portal/answers', sent)).headers.location).toContain('answered-before')
    for (const { noticeId, itemId } of [a, b]) {
      expect(await repliesTo(noticeId)).toMatchObject([
        { takedown_id: itemId, class: 'actioned', said_by: 'portal', contact_id: null },
      ])
      expect(test.hints).toContainEqual({
        name: 'check-removal',
        payload: { takedownId: itemId },
      })
    }
    const answered = await get('/portal?state=answered')
    expect(namesIn(answered.body)).toEqual([b.reference, a.reference])
    expect(namesIn((await get('/portal')).body)).not.toContain(a.reference)
  })

  it('goes on where the desk was, and counts what its filter shows', async () => {
    const host = { host: 'place.example' }
    const items = await Promise.all([30, 31, 200].map((hours) => seedItem(test, own, hours, host)))
    const [, newer, oldest] = items as [SeededItem, SeededItem, SeededItem]
    const place = { state: 'open', class: 'csam', find: 'place.example' }
    const { body } = await get(`/portal?${new URLSearchParams(place).toString()}`)
    expect(body).toContain('To answer (3)')
    expect(body).toContain('Answered (0)')
    expect((await get('/portal?find=place.example&age=72')).body).toContain('To answer (1)')
    const after = { ...place, after: oldest.itemId }
    const looked = await post('/portal/preview', {
      ...after,
      item: newer.itemId,
      answer: 'actioned',
    })
    for (const [name, value] of Object.entries(after)) {
      expect(looked.body).toMatch(new RegExp(`name="${name}" value="${value}"`))
    }
    const said = { ...after, id: newId(), item: newer.itemId, answer: 'actioned' }
    const { headers } = await post('/portal/answers', said)
    const to = new URLSearchParams({ ...after, done: 'answered', n: '1' })
    to.delete('state')
    expect(headers.location).toBe(`/portal?${to.toString()}`)
    expect(namesIn((await get(headers.location!)).body)).toEqual([items[0]!.reference])
    // Behind the last of them the list begins again with what was left.
    await post('/portal/answers', { ...said, id: newId(), item: items[0]!.itemId })
    expect(namesIn((await get(headers.location!)).body)).toEqual([oldest.reference])
  })

  it('answers all of a filter at once after a look, and nothing that came since', async () => {
    const host = { host: 'many.example' }
    for (let n = 0; n < 52; n++) await seedItem(test, own, 40 + n, host)
    const find = 'many.example'
    expect((await get(`/portal?find=${find}`)).body).toContain('all 52 that these filters show')
    const asked = { state: 'open', find, all: 'yes' }
    expect((await post('/portal/preview', asked)).body).toContain('Choose an answer')
    const looked = await post('/portal/preview', { ...asked, answer: 'actioned' })
    expect(looked.body).toContain('The first 50 of 52 stand below')
    expect(looked.body).not.toContain('name="item"')
    const hidden = (name: string) =>
      new RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(looked.body)![1]!
    const later = await seedItem(test, own, -0.01, host)
    const sent = { ...asked, id: hidden('id'), at: hidden('at'), answer: 'actioned' }
    const place = { last: hidden('last'), 'last-told': hidden('last-told') }
    const { all: _, ...unplaced } = sent
    const form = { ...unplaced, ...place }
    const old = await post('/portal/answers', { ...unplaced, count: hidden('count') })
    expect([old.statusCode, old.body.includes('Nothing was sent: check once more')]).toEqual([
      409,
      true,
    ])
    const fewer = await post('/portal/answers', { ...form, count: '51' })
    expect(fewer.statusCode).toBe(409)
    expect(fewer.body).toContain('Nothing was sent: check once more')
    const done = await post('/portal/answers', { ...form, count: hidden('count') })
    expect(done.headers.location).toBe(`/portal?find=${find}&done=answered&n=52`)
    expect(namesIn((await get(`/portal?find=${find}`)).body)).toEqual([later.reference])
    const again = await post('/portal/answers', { ...form, count: hidden('count') })
    expect(again.headers.location).toBe(`/portal?find=${find}&done=none-left`)
  })

  it('answers no more than the lot that was looked at, however often its form is sent', async () => {
    const find = 'lots.example'
    const items: SeededItem[] = []
    for (let n = 0; n < 4; n++) items.push(await seedItem(test, own, 50 - n, { host: find }))
    // As of a filter that shows more than are answered at once: the first three are one lot.
    const [first, , third, fourth] = items as [SeededItem, SeededItem, SeededItem, SeededItem]
    const seen = { kind: 'provider', id: own } as const
    const lot = await asTenant(test.db, seen, (db) =>
      firstLot(db, own, { state: 'open', find }, { now: new Date(), most: 3 }),
    )
    expect(lot).toMatchObject({ count: 3, isMore: true, last: { id: third.itemId } })
    const { id: last, toldAt } = lot!.last
    const shown = { at: new Date().toISOString(), count: '3', last, 'last-told': toldAt }
    const said = { state: 'open', find, answer: 'actioned', id: newId(), ...shown }
    // One is gone between the look and the answer: none moves up in its place.
    await test.db
      .updateTable('takedown')
      .set({ status: 'removed' })
      .where('id', '=', first.itemId)
      .execute()
    const done = await post('/portal/answers', said)
    expect(done.headers.location).toBe(`/portal?find=${find}&done=answered&n=2`)
    const again = await post('/portal/answers', said)
    expect(again.headers.location).toBe(`/portal?find=${find}&done=none-left`)
    expect(namesIn((await get(`/portal?find=${find}`)).body)).toEqual([fourth.reference])
    const ofNone = { state: 'open', find: 'no.example', all: 'yes', answer: 'actioned' }
    const none = await post('/portal/preview', ofNone)
    expect(none.headers.location).toBe('/portal?find=no.example&done=none-left')
  })

  it('counts as answered only what the same form had not answered before', async () => {
    const [a, b] = [await seedItem(test, own, 30), await seedItem(test, own, 31)]
    const said: [string, string][] = [
      ['id', newId()],
      ['answer', 'actioned'],
      ['item', a.itemId],
    ]
    await post('/portal/answers', said)
    const more = await post('/portal/answers', [...said, ['item', b.itemId]])
    expect(more.headers.location).toBe('/portal?done=answered&n=1')
  })

  it.each([
    [{ answer: 'actioned' }, 'Tick at least one item'],
    [{ item: 'own', answer: '' }, 'Choose an answer'],
    [{ item: 'own', answer: 'disputed', detail: ' ' }, 'needs a few words'],
  ])('keeps what was ticked and typed where something is missing: %j', async (fields, words) => {
    const one = await seedItem(test, own, 10)
    const item: Record<string, string> = 'item' in fields ? { item: one.itemId } : {}
    const typed = Object.fromEntries(Object.entries(fields))
    const answer = await post('/portal/preview', { ...typed, ...item, preserved: 'yes' })
    expect(answer.statusCode).toBe(400)
    expect(answer.body).toContain(words)
    expect(answer.body).toMatch(/value="yes"\s+selected/)
    const box = new RegExp(`value="${one.itemId}"[^>]*\\schecked`)
    expect(box.test(answer.body)).toBe('item' in fields)
    const isOfWords = 'detail' in fields
    expect(answer.body.includes('href="#detail"')).toBe(isOfWords)
    expect(/<textarea[^>]*aria-invalid="true"/.test(answer.body)).toBe(isOfWords)
    expect(answer.body.includes('A few words are needed here')).toBe(isOfWords)
  })

  it('leads back to what was ticked and typed where something is to be changed, and says nothing yet', async () => {
    const host = { host: 'back.example' }
    const [one, two] = [await seedItem(test, own, 10, host), await seedItem(test, own, 11, host)]
    const said = { item: one.itemId, answer: 'disputed', detail: 'a <drawing>', preserved: 'yes' }
    const place = { state: 'all', class: 'csam', find: 'back.example' }
    const looked = await post('/portal/preview', { ...said, ...place })
    expect(looked.body).toMatch(/<button[^>]*name="change" value="yes"[^>]*>\s*Change it/)
    const sent = { ...said, ...place, id: newId(), change: 'yes' }
    const { statusCode, body } = await post('/portal/answers', sent)
    expect(statusCode).toBe(200)
    const isTicked = (id: string) => new RegExp(`value="${id}"[^>]*\\schecked`).test(body)
    expect([isTicked(one.itemId), isTicked(two.itemId)]).toEqual([true, false])
    expect(body).toMatch(/value="disputed"\s+selected/)
    expect(body).toMatch(/value="yes"\s+selected/)
    expect(body).toContain('a &lt;drawing&gt;</textarea>')
    expect(body).toContain('name="state" value="all"')
    expect(await repliesTo(one.noticeId)).toEqual([])
  })

  it('leads to the fields of an answer after every ten items, and not after the last', async () => {
    const many = await seedProvider(test, { name: 'Many Hosting' })
    const desk = await test.sessionOf('provider', 'Many', many)
    const page = async () =>
      (await test.app.inject({ url: '/portal', headers: { cookie: desk } })).body
    const jumps = async () => (await page()).match(/<tr class="jump">/g)?.length ?? 0
    await Promise.all(Array.from({ length: 10 }, (_, n) => seedItem(test, many, 300 + n)))
    expect(await jumps()).toBe(0)
    await seedItem(test, many, 10)
    expect(await jumps()).toBe(1)
    const body = await page()
    expect(body).toMatch(/<tr class="jump">\s*<td colspan="5">\s*<a href="#answer"\s*>/)
    expect(body).toContain('<h2 id="answer">')
  })

  it('ticks all of a page by a button of its form, which keeps what was typed', async () => {
    await Promise.all([seedItem(test, own, 61), seedItem(test, own, 62)])
    const open = namesIn((await get('/portal')).body).length
    const said = { tick: 'all', state: 'open', answer: 'disputed', detail: 'a <drawing>' }
    const { statusCode, body } = await post('/portal/preview', said)
    expect(statusCode).toBe(200)
    expect(body.match(/name="item"[^>]*\schecked/g)).toHaveLength(open)
    expect(body).toMatch(/value="disputed"\s+selected/)
    // Browsers drop one line break there, and would show another.
    expect(body).toMatch(/[^\n]\na &lt;drawing&gt;<\/textarea>/)
    // Who presses Enter asks for what stands first.
    const [form = ''] =
      /<form method="post" action="\/portal\/preview"[\s\S]*?<\/form>/.exec(body) ?? []
    expect(/<button[^>]*>/.exec(form)![0]).not.toContain('name="tick"')
  })

  it('takes all of what is answered, or nothing', async () => {
    const mine = await seedItem(test, own, 12)
    const foreign = await seedItem(test, other, 12)
    const answer = await post('/portal/answers', [
      ['id', newId()],
      ['item', mine.itemId],
      ['item', foreign.itemId],
      ['answer', 'acknowledged'],
    ])
    expect(answer.statusCode).toBe(404)
    expect(await repliesTo(mine.noticeId)).toEqual([])
  })

  it('answers of items and notices of another provider as of none', async () => {
    const foreign = await seedItem(test, other, 12)
    const without = (body: string) =>
      body.replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID')
    for (const [ask, id] of [
      [(of: string) => get(`/portal/notices/${of}`), foreign.noticeId],
      [(of: string) => post(`/portal/notices/${of}/addresses`, {}), foreign.noticeId],
      [(of: string) => post('/portal/preview', { item: of, answer: 'actioned' }), foreign.itemId],
      [
        (of: string) => post('/portal/answers', { id: newId(), item: of, answer: 'actioned' }),
        foreign.itemId,
      ],
    ] as const) {
      const [theirs, none] = [await ask(id), await ask(newId())]
      expect(theirs.statusCode).toBe(404)
      expect(without(theirs.body)).toBe(without(none.body))
    }
  })

  it('shows exact addresses when they are asked for, and logs that', async () => {
    const one = await seedItem(test, own, 12)
    const page = await get(`/portal/notices/${one.noticeId}`)
    expect(page.body).toContain(one.reference)
    expect(page.body).not.toContain('hxxp')
    const shown = await post(`/portal/notices/${one.noticeId}/addresses`, {})
    expect(shown.statusCode).toBe(200)
    expect(shown.body).toContain('hxxp')
    const events = await test.db
      .selectFrom('audit_event')
      .select(['actor', 'action', 'detail'])
      .where('object_id', '=', one.noticeId)
      .execute()
    expect(events).toContainEqual({
      actor: 'provider:Desk',
      action: 'notice.addresses-shown',
      detail: { count: 1 },
    })
    expect(test.logged()).not.toContain('hxxp')
  })
})
