import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedItem, seedLetter, type SeededItem } from '../../fixtures/seed-portal.ts'
import { seedProvider } from '../../fixtures/seed-provider.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'
import { createApiKey } from '../../identity/api-key.ts'

let test: TestApp
let own: string
let cookie: string
let form: string
beforeAll(async () => {
  test = await createTestApp()
  own = await seedProvider(test, { name: 'Own Hosting' })
  cookie = await test.sessionOf('provider', 'Desk', own)
  form = formTokenIn((await get('/console/account')).body)
})
afterAll(() => test[Symbol.asyncDispose]())

const get = (url: string) => test.app.inject({ url, headers: { cookie } })
const post = (url: string, fields: Record<string, string>) =>
  test.app.inject({
    method: 'POST',
    url,
    headers: { ...FORM, cookie },
    payload: `form=${form}&${new URLSearchParams(fields).toString()}`,
  })

/** By the name that stands in a row of items, the value of its box, or the name alone. */
const rowsIn = (body: string): [string, string | null][] => {
  const [, table = ''] = /<table class="cards portal-items">([\s\S]*?)<\/table>/.exec(body) ?? []
  return [...table.matchAll(/<tr>[\s\S]*?<\/tr>/g)].flatMap(([row]) => {
    const name = /NL-2026-\d+-\d+/.exec(row.slice(row.indexOf('scope="row"')))
    return name ? [[name[0], /name="item"\s+value="([^"]+)"/.exec(row)?.[1] ?? null]] : []
  })
}
/** By the number under which it is shown, the path of an address. */
const addressesIn = (body: string): Record<string, string> =>
  Object.fromEntries(
    [...body.matchAll(/<small>(NL-2026-\d+-\d+)<\/small>[\s\S]*?hxxps:\/\/[^/]+\/([\w-]+)/g)].map(
      ([, reference, path]) => [reference, path],
    ),
  )

let letters = 700_000
const aReference = (): string => `NL-2026-${++letters}`

/** Two items at one host, of a letter that listed the first of them first. */
let one: SeededItem
let two: SeededItem
let first: { id: string; reference: string }
beforeEach(async () => {
  one = await seedItem(test, own, 90)
  two = await seedItem(test, own, 91)
  for (const [{ pageId: row }, path] of [
    [one, 'first-picture'],
    [two, 'second-picture'],
  ] as const) {
    const place = { table: 'location', column: 'url_ct', row }
    await test.db
      .updateTable('location')
      .set({ url_ct: test.crypto.seal(place, `https://pictures.example/${path}`) })
      .where('id', '=', row)
      .execute()
  }
  const reference = aReference()
  first = { reference, id: await seedLetter(test, [one, two], { reference, hoursAgo: 80 }) }
})

const replies = () =>
  test.db
    .selectFrom('reply')
    .select(['takedown_id', 'class'])
    .where('takedown_id', 'in', [one.itemId, two.itemId])
    .execute()

describe('the page of a notice', () => {
  it.each(['no later letter', 'provider-notice', 'provider-reminder'] as const)(
    'has the box of an item under the number of its address: %s',
    async (kind) => {
      const later = aReference()
      if (kind !== 'no later letter') {
        await seedLetter(test, [two, one], { reference: later, hoursAgo: 10, kind })
      }
      const { body } = await post(`/portal/notices/${first.id}/addresses`, {})
      expect(rowsIn(body)).toEqual([
        [`${first.reference}-1`, one.itemId],
        [`${first.reference}-2`, two.itemId],
      ])
      expect(addressesIn(body)).toEqual({
        [`${first.reference}-1`]: 'first-picture',
        [`${first.reference}-2`]: 'second-picture',
      })
      expect(body).toContain(`aria-label="Tick ${first.reference}-2"`)
      expect(body).not.toContain(later)
    },
  )

  it('is of the numbers of the later letter where that one is opened', async () => {
    const reference = aReference()
    const id = await seedLetter(test, [two, one], { reference, hoursAgo: 10 })
    const { body } = await post(`/portal/notices/${id}/addresses`, {})
    expect(rowsIn(body)).toEqual([
      [`${reference}-1`, two.itemId],
      [`${reference}-2`, one.itemId],
    ])
    expect(addressesIn(body)[`${reference}-1`]).toBe('second-picture')
  })

  it('shows one person so many addresses within an hour, and those of a notice again', async () => {
    // a person of its own: the others of this file had addresses shown
    const headers = { ...FORM, cookie: await test.sessionOf('provider', 'Counting Desk', own) }
    const token = formTokenIn((await test.app.inject({ url: '/console/account', headers })).body)
    const show = (id: string) =>
      test.app.inject({
        method: 'POST',
        url: `/portal/notices/${id}/addresses`,
        headers,
        payload: `form=${token}`,
      })
    const shownOf = (objectId: string, count: number, hoursAgo: number) =>
      test.db
        .insertInto('audit_event')
        .columns(['id', 'at', 'actor', 'action', 'object_type', 'object_id', 'detail'])
        .expression((from) =>
          from
            .selectFrom('audit_event')
            .select((eb) => [
              eb.val(newId()).as('id'),
              eb.val(new Date(Date.now() - hoursAgo * 3_600_000)).as('at'),
              'actor',
              'action',
              'object_type',
              eb.val(objectId).as('object_id'),
              eb.val(JSON.stringify({ count })).as('detail'),
            ])
            .where('object_id', '=', first.id)
            .where('action', '=', 'notice.addresses-shown')
            .limit(1),
        )
        .execute()
    expect((await show(first.id)).statusCode).toBe(200)
    await shownOf(newId(), 499, 2)
    const second = await seedLetter(test, [two], { reference: aReference(), hoursAgo: 10 })
    expect((await show(second)).statusCode).toBe(200)
    await shownOf(newId(), 497, 0.5)
    const third = await seedLetter(test, [one, two], { reference: aReference(), hoursAgo: 9 })
    const refused = await show(third)
    expect(refused.statusCode).toBe(429)
    expect(refused.body).toContain('At most 500 exact addresses')
    // once those of half an hour ago count no more
    const seconds = Number(refused.headers['retry-after'])
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(1_800)
    const [, from = ''] = /possible again from <time datetime="([^"]+)"/.exec(refused.body) ?? []
    expect(Date.parse(from)).toBeGreaterThan(Date.now())
    expect(Date.parse(from)).toBeLessThanOrEqual(Date.now() + 1_860_000)
    expect(addressesIn(refused.body)).toEqual({})
    // what was shown is known already
    expect(addressesIn((await show(first.id)).body)).not.toEqual({})
  })

  it('leads to a look under the same numbers, and answers what was ticked under them', async () => {
    await seedLetter(test, [two, one], { reference: aReference(), hoursAgo: 10 })
    const { body } = await get(`/portal/notices/${first.id}`)
    const item = new Map(rowsIn(body)).get(`${first.reference}-2`)!
    const said = { item, answer: 'actioned' }
    const looked = await post(`/portal/notices/${first.id}/preview`, said)
    expect(rowsIn(looked.body)).toEqual([[`${first.reference}-2`, null]])
    expect(looked.body).toContain(`href="/portal/notices/${first.id}">${first.reference}-2</a>`)
    const about = { ...said, id: newId(), notice: first.id }
    const back = await post('/portal/answers', { ...about, change: 'yes' })
    expect(back.body).toContain(`action="/portal/notices/${first.id}/preview"`)
    expect(back.body.match(/name="item"[^>]*\schecked/g)).toHaveLength(1)
    expect(await replies()).toEqual([])
    const sent = await post('/portal/answers', about)
    expect(sent.headers.location).toBe(`/portal/notices/${first.id}?done=answered`)
    expect(await replies()).toEqual([{ takedown_id: two.itemId, class: 'actioned' }])
  })

  it.each([
    ['the first letter', 'a file'],
    ['a later one', 'a file'],
    ['the first letter', 'the API'],
    ['a later one', 'the API'],
  ])('takes an answer in for what bears its number in %s, by %s', async (which, way) => {
    const reference = aReference()
    const later = { reference, id: await seedLetter(test, [two, one], { reference, hoursAgo: 10 }) }
    const notice = which === 'a later one' ? later : first
    const item = `${notice.reference}-${notice === later ? 1 : 2}`
    if (way === 'a file') {
      const text = `item,answer,comment\n${item},forwarded,`
      expect((await post('/portal/files/answers', { text })).statusCode).toBe(200)
    } else {
      const by = { role: 'provider', name: 'Desk', actor: 'test', provider: own } as const
      const { key } = await createApiKey(test.db, test.crypto, by)
      const said = (named: string) =>
        test.app.inject({
          method: 'POST',
          url: `/v1/notices/${notice.id}/replies`,
          headers: { authorization: `Bearer ${key}` },
          payload: { answers: [{ item: named, answer: 'forwarded' }] },
        })
      // Of another letter its number says nothing here.
      const elsewhere = notice === later ? first : later
      expect((await said(`${elsewhere.reference}-1`)).json()).toMatchObject({
        code: 'reply-item-not-found',
      })
      expect((await said(item)).statusCode).toBe(201)
    }
    expect(await replies()).toEqual([{ takedown_id: two.itemId, class: 'forwarded' }])
  })
})
