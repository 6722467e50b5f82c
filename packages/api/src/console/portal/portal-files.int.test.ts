import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedItem, type SeededItem } from '../../fixtures/seed-portal.ts'
import { seedProvider } from '../../fixtures/seed-provider.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let own: string
let foreign: SeededItem
let cookie: string
let form: string
beforeAll(async () => {
  test = await createTestApp()
  own = await seedProvider(test, { name: 'Own Hosting' })
  foreign = await seedItem(test, await seedProvider(test, { name: 'Other' }), 50)
  cookie = await test.sessionOf('provider', 'Desk', own)
  form = formTokenIn((await get('/console/account')).body)
})
afterAll(() => test[Symbol.asyncDispose]())

const get = (url: string) => test.app.inject({ url, headers: { cookie } })

/** As a browser sends a form with a file. */
async function send(
  url: string,
  text: string | Uint8Array<ArrayBuffer>,
  { as = 'file' }: { as?: 'file' | 'text' } = {},
) {
  const parts = new FormData()
  parts.set('form', form)
  parts.set('file', as === 'file' ? new File([text], 'answers.csv') : new File([], ''))
  parts.set('text', as === 'text' ? String(text) : '')
  const body = new Response(parts)
  return test.app.inject({
    method: 'POST',
    url,
    headers: {
      cookie,
      'sec-fetch-site': 'same-origin',
      'content-type': body.headers.get('content-type')!,
    },
    payload: Buffer.from(await body.arrayBuffer()),
  })
}
/** By the words of an answer, how many items were given it now, and before. */
const takenIn = (page: string): Record<string, number[]> =>
  Object.fromEntries(
    [...page.matchAll(/<th scope="row">([^<]*)<\/th>\s*<td>(\d+)<\/td>\s*<td>(\d+)<\/td>/g)].map(
      ([, words, now, before]) => [words, [Number(now), Number(before)]],
    ),
  )
const csv = (...lines: string[]): string => ['item,answer,comment', ...lines].join('\r\n')
const replies = async (): Promise<number> =>
  (await test.db.selectFrom('reply').select('id').execute()).length

describe('answers as a file', () => {
  it.each(['file', 'text'] as const)('are looked at, and taken in whole, once: %s', async (as) => {
    const [a, b] = [await seedItem(test, own, 20), await seedItem(test, own, 21)]
    const whole = b.reference.replace(/-1$/, '')
    const text = csv(`${a.reference},actioned,`, `${whole},disputed,"a drawing, <b>so</b>"`)
    const before = await replies()
    const looked = await send('/portal/files/preview', text, { as })
    expect(looked.statusCode).toBe(200)
    expect(looked.body).toContain('a drawing, &lt;b&gt;so&lt;/b&gt;')
    expect(await replies()).toBe(before)
    const [, kept = ''] = /name="text"\s+value="([^"]*)"/.exec(looked.body) ?? []
    expect(kept).toContain(`${a.reference},actioned,,`)
    const done = await send('/portal/files/answers', text, { as: 'text' })
    expect(takenIn(done.body)).toEqual({ Removed: [1, 0], 'We dispute that it is illegal': [1, 0] })
    // Saved by a spreadsheet, in another order and with one line more: what was said before counts once.
    const c = await seedItem(test, own, 19)
    const more = [
      'sep=;',
      'Comment;ITEM;told_at;answer;;',
      `;${c.reference};27-11-2026 14:05;forwarded;;`,
      `"a drawing, <b>so</b>";${whole};27/11/26;disputed;;`,
      `;${a.reference};27.11.2026;Actioned;;`,
      ';;;;;',
    ].join('\r\n')
    const again = await send('/portal/files/answers', `\ufeff${more}`)
    expect(takenIn(again.body)).toEqual({
      Removed: [0, 1],
      'We dispute that it is illegal': [0, 1],
      'Passed on to our customer or reseller': [1, 0],
    })
    const said = await test.db
      .selectFrom('reply')
      .select(['takedown_id', 'class', 'said_by'])
      .where('notice_id', 'in', [a.noticeId, b.noticeId])
      .orderBy('class')
      .execute()
    expect(said).toEqual([
      { takedown_id: a.itemId, class: 'actioned', said_by: 'csv' },
      { takedown_id: b.itemId, class: 'disputed', said_by: 'csv' },
    ])
  })

  it('take an answer in again that was given once, and otherwise since', async () => {
    const a = await seedItem(test, own, 20)
    const classes: string[] = []
    for (const answer of ['acknowledged', 'acknowledged', 'forwarded', 'acknowledged']) {
      await send('/portal/files/answers', csv(`${a.reference},${answer},`))
      const said = test.db.selectFrom('reply').select('class').where('notice_id', '=', a.noticeId)
      classes.push((await said.orderBy('id').execute()).map((row) => row.class).join(' '))
    }
    expect(classes).toEqual([
      'acknowledged',
      'acknowledged',
      'acknowledged forwarded',
      'acknowledged forwarded acknowledged',
    ])
  })

  it.each([
    ['as Windows writes it', (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))],
    [
      'in UTF-16, as its mark says',
      (text: string) => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le')),
    ],
  ])('are read %s', async (_, written) => {
    const a = await seedItem(test, own, 20)
    const text = `item\tanswer\tcomment\r\n${a.reference}\timpossible\tgelöscht à 5h, déjà\r\n`
    const { body, statusCode } = await send('/portal/files/preview', written(text))
    expect(statusCode).toBe(200)
    expect(body).toContain('gelöscht à 5h, déjà')
  })

  it('are refused whole, by line and code, where one line cannot be taken in', async () => {
    const a = await seedItem(test, own, 20)
    const text = csv(
      `${a.reference},actioned,`,
      `${a.reference},acknowledged,`,
      `${foreign.reference},actioned,`,
      'NL-2026-999999999-1,actioned,',
      `${a.reference},gone,`,
    )
    const before = await replies()
    for (const url of ['/portal/files/preview', '/portal/files/answers']) {
      const { statusCode, body } = await send(url, text)
      expect(statusCode).toBe(400)
      const codes = [...body.matchAll(/<code>([a-z]+-[a-z-]+)<\/code><\/small/g)].map(
        ([, code]) => code,
      )
      expect(codes).toEqual([
        'item-repeated',
        'reply-item-not-found',
        'reply-item-not-found',
        'answer-unknown',
      ])
      expect(body).not.toContain('action="/portal/files/answers"')
    }
    expect(await replies()).toBe(before)
  })

  it('are mended by what stood there, with the list of answers open, where one is not known', async () => {
    const a = await seedItem(test, own, 20)
    const long = 'x'.repeat(80)
    const lines = ['<b>gone</b>', `https://bad.example/${long}`].map(
      (word) => `${a.reference},${word},`,
    )
    const { statusCode, body } = await send('/portal/files/preview', csv(...lines))
    expect(statusCode).toBe(400)
    expect(body).toContain(`${a.reference}</td>`)
    expect(body).toContain('&lt;b&gt;gone&lt;/b&gt;')
    expect(body).toContain('hxxps://bad[.]example/xxx')
    expect(body).not.toContain(long)
    expect(body).toMatch(/<details open>\s*<summary>What can stand in the column answer/)
    const other = await send('/portal/files/preview', csv('NL-2026-999999999-1,actioned,'))
    expect(other.body).toMatch(/<details\s*>\s*<summary>What can stand in the column answer/)
  })

  it('can say an answer as the pages call it, in each language', async () => {
    const items = await Promise.all([1, 2, 3, 4].map(() => seedItem(test, own, 20)))
    const words = ['removed', 'RETIRÉ', 'Verwijderd', ' entfernt ']
    const text = csv(...items.map(({ reference }, at) => `${reference},${words[at]},`))
    const done = await send('/portal/files/answers', text)
    expect(takenIn(done.body)).toEqual({ Removed: [4, 0] })
  })

  it.each([
    ['no columns', 'a,b\n1,2', 'names the columns item and answer'],
    ['too long', csv('x'.repeat(1024 * 1024)), 'larger than is taken'],
    ['nothing said', csv('NL-2026-000001-1,,'), 'no line has an answer'],
  ])('are refused where the file is none: %s', async (_, text, words) => {
    const { statusCode, body } = await send('/portal/files/preview', text)
    expect(statusCode).toBeGreaterThanOrEqual(400)
    expect(statusCode).toBeLessThan(500)
    expect(body).toContain(words)
  })

  it('are taken from a page of ours alone', async () => {
    const good = form
    form = 'not-ours'
    const { statusCode } = await send('/portal/files/answers', csv('NL-2026-000001-1,actioned,'))
    form = good
    expect(statusCode).toBe(403)
  })
})

describe('lists as a file', () => {
  it('have what is open, ready to be filled in, without addresses', async () => {
    const one = await seedItem(test, own, 500, { urls: 'machine-part', host: '=cmd.example' })
    const { body, headers } = await get('/portal/items.csv')
    expect(headers['content-disposition']).toContain('items.csv')
    const [head, first] = body.split('\r\n')
    expect(head).toBe('item,answer,comment,notice,told_at,age_hours,state,class,host,said')
    expect(first).toMatch(new RegExp(`^${one.reference},,,NL-`))
    expect(first).toContain("'=cmd.example")
    expect(body).not.toContain(foreign.reference)
    expect(body).not.toContain('canary-path')
    const [read] = await test.db
      .selectFrom('audit_event')
      .select('detail')
      .where('action', '=', 'told_item.listed')
      .orderBy('id', 'desc')
      .limit(1)
      .execute()
    const count = body.trim().split('\r\n').length - 1
    expect(count).toBeGreaterThan(1)
    expect(read!.detail).toEqual({ route: '/portal/items.csv', count })
    const filled = body.replace(`${one.reference},,`, `${one.reference},acknowledged,`)
    const { body: done } = await send('/portal/files/answers', filled)
    expect(takenIn(done)).toEqual({ 'Received, we are looking into it': [1, 0] })
    expect((await get('/portal/items.csv')).body).not.toContain(one.reference)
    expect((await get('/portal/items.csv?state=answered')).body).toContain(one.reference)
  })

  it('have no addresses for one person alone, whatever is sent', async () => {
    const { statusCode } = await test.app.inject({
      method: 'POST',
      url: '/portal/items.csv',
      headers: { ...FORM, cookie },
      payload: new URLSearchParams({ form }).toString(),
    })
    expect(statusCode).toBe(405)
  })
})
