import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createReplyBrowser } from '../../fixtures/reply-browser.ts'
import { formOfOpen, seedNotice, seedReplyLink } from '../../fixtures/seed-reply.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const { post, get, open } = createReplyBrowser(() => test)

describe('notices that one browser has open', () => {
  it('answers each of two notices that one browser has open from its own page', async () => {
    const [first, second] = [await seedNotice(test), await seedNotice(test)]
    const jar = await open(await seedReplyLink(test, first))
    const [own] = (await get('/reply/notice', jar)).body.match(/\/reply\/answers\?link=[\w-]{36}/)!
    const both = `${jar}; ${await open(await seedReplyLink(test, second), jar)}`
    const form = { id: newId(), answer: 'actioned', detail: '', preserved: '' }
    const { headers } = await post(own, form, both)
    const receipt = await get(String(headers.location), both)
    expect(receipt.body).toContain(first.reference)
    expect(receipt.body).not.toContain(second.reference)
    const replies = test.db.selectFrom('reply').select(['notice_id', 'takedown_id'])
    const ids = [first.noticeId, second.noticeId]
    expect(await replies.where('notice_id', 'in', ids).execute()).toEqual([
      { notice_id: first.noticeId, takedown_id: first.takedownId },
    ])
    // Which of the two is meant nobody knows: what was typed is shown, and nothing is stored.
    const unnamed = await post('/reply/answers', { ...form, detail: 'typed words' }, both)
    expect(unnamed.statusCode).toBe(410)
    expect(unnamed.body).toContain('typed words')
    expect((await get(own.replace('answers', 'notice'), both.split('; ')[1])).statusCode).toBe(410)
  })

  it('takes no form that names no notice for the one that happens to be open', async () => {
    const told = await seedNotice(test)
    const cookie = await open(await seedReplyLink(test, told))
    expect((await get('/reply/notice', cookie)).body).toContain(told.reference)
    for (const id of [newId(), '?']) {
      const form = { id, answer: 'disputed', detail: 'typed words', preserved: '' }
      const unnamed = await post('/reply/answers', form, cookie)
      expect(unnamed.statusCode).toBe(id === '?' ? 400 : 410)
      expect(unnamed.body).toContain('typed words')
      expect(unnamed.body).not.toContain(told.reference)
    }
    for (const what of ['code', 'another-link'] as const) {
      expect((await post(`/reply/${what}`, {}, cookie)).statusCode).toBe(410)
    }
    expect((await post('/reply/addresses', { code: '00000000' }, cookie)).statusCode).toBe(410)
    const stored = test.db.selectFrom('reply').select('id').where('notice_id', '=', told.noticeId)
    expect(await stored.execute()).toEqual([])
    expect((await post(formOfOpen('code', cookie), {}, cookie)).statusCode).toBe(200)
  })

  it('shows a form that is refused again on the page of its own notice', async () => {
    const [first, second] = [await seedNotice(test), await seedNotice(test)]
    const jar = await open(await seedReplyLink(test, first))
    const [own] = (await get('/reply/notice', jar)).body.match(/\/reply\/answers\?link=[\w-]{36}/)!
    const both = `${jar}; ${await open(await seedReplyLink(test, second), jar)}`
    const answer = await post(own, { id: '?', answer: 'refused', detail: 'typed words' }, both)
    expect(answer.statusCode).toBe(400)
    expect(answer.body).toContain(first.reference)
    expect(answer.body).toContain('typed words')
  })

  it('keeps twenty notices open in one browser, and forgets the one that was opened first', async () => {
    const jar = Array.from({ length: 20 }, () => `nightlight-reply-${newId()}=x`)
    const token = await seedReplyLink(test, await seedNotice(test))
    const { cookies } = await post('/reply', { code: token }, jar.join('; '))
    expect(cookies.map(({ name, maxAge }) => [name, maxAge])).toEqual([
      [jar[0]!.split('=')[0], 0],
      [expect.stringMatching(/^nightlight-reply-/), 3_600],
    ])
  })

  it('stores another answer of the same form, as after a way back in the browser', async () => {
    const told = await seedNotice(test)
    const cookie = await open(await seedReplyLink(test, told))
    const form = { id: newId(), detail: '', preserved: '' }
    const said = ['actioned', 'actioned', 'already-gone', 'actioned']
    for (const answer of said) {
      await post(formOfOpen('answers', cookie), { ...form, answer }, cookie)
    }
    expect((await get('/reply/receipt', cookie)).body).toContain('Removed</strong>')
    const replies = await test.db
      .selectFrom('reply')
      .select('class')
      .where('notice_id', '=', told.noticeId)
      .orderBy('id')
      .execute()
    expect(replies.map((reply) => reply.class)).toEqual(['actioned', 'already-gone', 'actioned'])
  })
})
