import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createReplyBrowser } from '../../fixtures/reply-browser.ts'
import { formOfOpen, seedNotice, seedReplyLink } from '../../fixtures/seed-reply.ts'
import { seedCase } from '../../fixtures/seed-case.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const { post, get, open } = createReplyBrowser(() => test)

/** A notice of so many items, opened by its link. */
async function openSeveral(count: number) {
  const told = await seedNotice(test)
  const { noticeId, reference } = told
  for (let n = 2; n <= count; n++) {
    const seeded = await seedCase(test)
    const { takedownId } = await seedTakedown(test, seeded)
    const of = { notice_id: noticeId, takedown_id: takedownId }
    await test.db
      .insertInto('notice_item')
      .values({ ...of, seq: 2, position: n })
      .execute()
    await test.db
      .insertInto('notice_line')
      .values({ ...of, attempt: 1, n, location_id: seeded.pageId })
      .execute()
  }
  const cookie = await open(await seedReplyLink(test, told))
  const say = (answers: Record<string, string>) =>
    post(formOfOpen('answers', cookie), { id: newId(), answer: '', detail: '', ...answers }, cookie)
  return { reference, cookie, say }
}

it('leads from the message to each field that lacks its words, marked, the first with the focus', async () => {
  const { reference, say } = await openSeveral(3)
  const { statusCode, body } = await say({
    'answer-0': 'actioned',
    'answer-1': 'disputed',
    'answer-2': 'refused',
  })
  expect(statusCode).toBe(400)
  const [alert = ''] = /<p role="alert"[^]*?<\/p>/.exec(body) ?? []
  expect([...alert.matchAll(/href="#([^"]+)">([^<]+)/g)].map(([, to, text]) => [to, text])).toEqual(
    [
      ['detail-1', `${reference}-2`],
      ['detail-2', `${reference}-3`],
    ],
  )
  expect(body.match(/<textarea[^>]*aria-invalid="true"[^>]*>/g)).toHaveLength(2)
  expect(body).toMatch(
    /<textarea[^>]*id="detail-1"[^>]*aria-describedby="detail-1-lacks"[^>]*autofocus/,
  )
  expect(body).toContain(
    '<p id="detail-1-lacks" class="attention">A few words are needed here.</p>',
  )
  expect(body.match(/autofocus/g)).toHaveLength(1)
})

it('takes no words of the answer for all for an answer of its own', async () => {
  const { reference, cookie, say } = await openSeveral(3)
  const forAll = { answer: 'not-theirs', detail: 'AS64500' }
  const lacking = await say({ ...forAll, 'answer-2': 'disputed' })
  expect(lacking.statusCode).toBe(400)
  expect(lacking.body).toMatch(/<textarea[^>]*id="detail-2"[^>]*aria-invalid="true"[^>]*autofocus/)
  expect(lacking.body).toContain(`<a href="#detail-2">${reference}-3</a>`)
  expect(lacking.body.match(/aria-invalid="true"/g)).toHaveLength(1)
  await say({ ...forAll, 'answer-1': 'actioned', 'answer-2': 'disputed', 'detail-2': 'a drawing' })
  const { body } = await get('/reply/receipt', cookie)
  const said = [...body.matchAll(/<li>[^]*?<\/li>/g)].map(([line]) => line)
  expect(said.filter((line) => line.includes('AS64500'))).toHaveLength(1)
  expect(said.find((line) => line.includes(`${reference}-3`))).toContain('a drawing')
  expect(said.find((line) => line.includes(`${reference}-2`))).not.toContain('class="said"')
})

it('marks the words for all where the answer for all lacks them', async () => {
  const { say } = await openSeveral(1)
  const { body } = await say({ answer: 'disputed' })
  expect(body).toMatch(/<textarea[^>]*id="detail"[^>]*aria-invalid="true"[^>]*autofocus/)
  expect(body).toMatch(/<a href="#detail">NL-/)
  const { body: page } = await say({ answer: '' })
  expect(page).not.toContain('aria-invalid')
})

it('says on the receipt what is not answered yet and by when, with a way to answer it', async () => {
  const { reference, cookie, say } = await openSeveral(5)
  const { body: form } = await get('/reply/notice', cookie)
  expect(form).toContain('for which none is chosen, here or above, stays unanswered')
  await say({ 'answer-0': 'actioned', 'answer-1': 'disputed', 'detail-1': 'a drawing' })
  const { body } = await get('/reply/receipt', cookie)
  expect(body).toContain(
    `3 of 5 items are not answered yet: ${[3, 4, 5].map((n) => `${reference}-${n}`).join(', ')}.`,
  )
  expect(body).toContain('We go on reminding you of them.')
  expect(body).toContain('<dt>Please act before</dt>')
  expect(body).toMatch(/href="\/reply\/notice\?link=[\w-]{36}#answer-heading"\s*>Answer them too/)
  await say({ 'answer-2': 'actioned', 'answer-3': 'actioned' })
  const { body: later } = await get('/reply/receipt', cookie)
  expect(later).toContain(`1 of 5 items is not answered yet: ${reference}-5.`)
  await say({ answer: 'actioned' })
  expect((await get('/reply/receipt', cookie)).body).not.toContain('not answered yet')
})
