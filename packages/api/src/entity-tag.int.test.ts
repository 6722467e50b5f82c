import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entityTag, namesTag } from './entity-tag.ts'
import { seedProvider } from './fixtures/seed-provider.ts'
import { openTestList } from './fixtures/seed-list.ts'
import { createTestApp, type TestApp } from './fixtures/test-app.ts'

let test: TestApp
let url: string
beforeAll(async () => {
  test = await createTestApp()
  url = `/v1/providers/${await seedProvider(test)}`
})
afterAll(() => test[Symbol.asyncDispose]())

const key = async () => ({ authorization: `Bearer ${await test.keyOf('supervisor')}` })
const read = async () => test.app.inject({ url, headers: await key() })
const change = async (note: string, headers: object = {}) =>
  test.app.inject({
    url,
    method: 'PATCH',
    headers: { ...(await key()), ...headers },
    payload: { note },
  })

describe('namesTag', () => {
  it.each([
    ['"a"', true],
    ['"b", W/"a"', true],
    ['*', true],
    ['"b"', false],
    ['a', false],
    ['', false],
  ])('of %s is %s', (header, is) => expect(namesTag(header, '"a"')).toBe(is))
})

describe('a tag', () => {
  it('is that of the text, and spares whoever has it the body', async () => {
    const lists = async (headers: object = {}, method: 'GET' | 'HEAD' = 'GET') =>
      test.app.inject({ url: '/v1/hash-lists', method, headers: { ...(await key()), ...headers } })
    const first = await lists()
    expect(first.headers.etag).toBe(entityTag(first.body))
    const again = await lists({ 'if-none-match': first.headers.etag })
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([
      304,
      '',
      first.headers.etag,
    ])
    expect((await lists({ 'if-none-match': '"other"' })).statusCode).toBe(200)
    expect((await lists({}, 'HEAD')).headers.etag).toBe(first.headers.etag)
    await openTestList(test, await key(), { authority: 'Tag Police' })
    expect((await lists({ 'if-none-match': first.headers.etag })).statusCode).toBe(200)
  })

  it('is on no error', async () => {
    const answer = await test.app.inject({ url: `${url.slice(0, -1)}z`, headers: await key() })
    expect([answer.statusCode, answer.headers.etag]).toEqual([404, undefined])
  })

  it('lets the first of two people change what both have read, and stops the second', async () => {
    const tag = (await read()).headers.etag
    const both = await Promise.all([
      change('by one', { 'if-match': tag }),
      change('by another', { 'if-match': tag }),
    ])
    expect(both.map(({ statusCode }) => statusCode)).toEqual(expect.arrayContaining([200, 412]))
    const stopped = both.find(({ statusCode }) => statusCode === 412)
    expect(stopped?.json()).toMatchObject({ code: 'changed-meanwhile' })
    const now = (await read()).headers.etag
    expect((await change('by the second, who has read it', { 'if-match': now })).statusCode).toBe(
      200,
    )
    expect((await change('by whoever does not mind')).statusCode).toBe(200)
    expect((await change('by a weak tag', { 'if-match': `W/${now}` })).statusCode).toBe(412)
  })
})
