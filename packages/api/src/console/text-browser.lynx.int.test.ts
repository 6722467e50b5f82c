import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkOfProvider, seedItem } from '../fixtures/seed-portal.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { seedNotice, seedReplyLink } from '../fixtures/seed-reply.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { useTextBrowser } from '../fixtures/text-browser.ts'

let test: TestApp
let baseUrl: string
beforeAll(async () => {
  test = await createTestApp({ organisation: 'Hotline' })
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => test?.[Symbol.asyncDispose]())

const ENTER = { press: '<return>' } as const
const DOWN = { press: 'Down Arrow' } as const

const answersTo = async (takedownId: string) => {
  const replies = test.db.selectFrom('reply').select('class')
  return replies.where('takedown_id', '=', takedownId).execute()
}

/** Lines of a page, without those that are empty; columns of a table are as wide as they must. */
const linesOf = (page: string): string[] =>
  page
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '')

/** That these lines stand on a page in this order, whatever stands between. */
function expectInOrder(page: string, ...wanted: (string | RegExp)[]): void {
  const lines = linesOf(page)
  let at = 0
  for (const one of wanted) {
    const fits = (line: string) => (typeof one === 'string' ? line === one : one.test(line))
    const found = lines.findIndex((line, n) => n >= at && fits(line))
    if (found < 0) expect.fail(`no line ${String(one)} in its place on\n${page}`)
    at = found + 1
  }
}

/** What only a script does is not on a page that has none. */
function expectNothingOfScripts(page: string): void {
  expect(page).not.toMatch(/More has come in|single keys|\(BUTTON\)\s*$/m)
}

describe('in a text browser', () => {
  it('a notice is opened by its pasted link, read, and answered', async () => {
    const told = await seedNotice(test, 'machine-part')
    const link = `${baseUrl}/reply#${await seedReplyLink(test, told)}`
    const [opened = '', notice = '', receipt = ''] = await useTextBrowser(link, [
      'read',
      [{ next: 1 }, { type: link }, { next: 1 }, ENTER],
      'read',
      // the second answer of the choice, and what there is to say
      [{ find: 'Choose an answer' }, ENTER, DOWN, DOWN, ENTER],
      [{ next: 1 }, { type: 'gone since today' }, { next: 2 }, ENTER],
      'read',
    ])
    expectInOrder(opened, /Reply to a notice/, /^Code of the notice _+$/, /^Paste the link/)
    expectInOrder(opened, '(BUTTON) Open the notice', /^\* English/)
    expectInOrder(notice, 'From', 'Hotline', 'Reference', told.reference, 'Exact addresses')
    expectInOrder(notice, `1. ${told.reference}-1`, /^hxxps:\/\/pictures\[\.\]example/)
    expectInOrder(notice, 'Your answer', /^\[Choose an answer_+\]$/, 'In your words', /^_+$/)
    expectInOrder(notice, /^Do you keep the data .* \[Not said\]$/, '(BUTTON) Send the answer')
    expectInOrder(receipt, /Your answer has arrived/, 'Receipt', 'gone since today', 'Answer again')
    for (const page of [opened, notice, receipt]) expectNothingOfScripts(page)
    expect(await answersTo(told.takedownId)).toEqual([{ class: 'already-gone' }])
  })

  it('the portal is worked from the link to an answer for several items', async () => {
    const own = await seedProvider(test, { name: 'Text Hosting' })
    const [first, second, third] = [
      await seedItem(test, own, 400, { host: 'old.example' }),
      await seedItem(test, own, 50),
      await seedItem(test, own, 2),
    ]
    const link = await linkOfProvider(test, own, baseUrl, 'Text Desk')
    const [items = '', preview = '', done = ''] = await useTextBrowser(link, [
      [{ next: 2 }, { type: link }, { next: 1 }, ENTER],
      'read',
      [{ find: 'Tick all' }, ENTER],
      [{ find: 'Choose an answer' }, ENTER, DOWN, ENTER],
      [{ find: 'Check the answer' }, ENTER],
      'read',
      [{ find: 'Send the answer' }, ENTER],
      'read',
    ])
    expectInOrder(items, /What you were told of/, '* To answer (3)', 'Tick Item Host Told State')
    expectInOrder(items, `[ ] ${first.reference}`, 'old[.]example', /^16 days/, 'To answer')
    expectInOrder(items, /^Your answer \[Choose an answer/, 'In your words', /Check the answer$/)
    expectInOrder(preview, /Check before it is sent/, 'Your answer', 'Removed', 'Items', '3')
    expectInOrder(preview, /^\(BUTTON\) Send the answer/, first.reference, 'old[.]example')
    expectInOrder(done, /^3 items answered. Your answer has arrived/, 'See what is answered')
    expectInOrder(done, '* To answer (0)', '* Answered (3)', 'Nothing waits for your answer.')
    for (const page of [items, preview, done]) expectNothingOfScripts(page)
    for (const { itemId } of [first, second, third]) {
      expect(await answersTo(itemId)).toMatchObject([{ class: 'actioned' }])
    }
  })
})
