import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CANARY_HASH, seedCase } from '../../fixtures/seed-case.ts'
import { createReplyBrowser } from '../../fixtures/reply-browser.ts'
import { formOfOpen, seedNotice, seedReplyLink } from '../../fixtures/seed-reply.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, FORM, type TestApp } from '../../fixtures/test-app.ts'
import { TEXTS } from '../texts.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp({ organisation: 'Test <Hotline>' })
})
afterAll(() => test[Symbol.asyncDispose]())

const { post, get, open } = createReplyBrowser(() => test)

const formId = (page: string): string => /name="id"\s+value="([\w-]+)"/.exec(page)![1]!
const uses = async () =>
  (
    await test.db
      .selectFrom('audit_event')
      .select('action')
      .where('object_type', '=', 'reply_link')
      .execute()
  ).map(({ action }) => action)

describe('the reply page', () => {
  it('answers a notice by its link, once, with a receipt', async () => {
    const told = await seedNotice(test)
    const token = await seedReplyLink(test, told)
    const start = await get('/reply')
    expect(start.body).not.toContain(token)
    const cookie = await open(token)
    const page = await get('/reply/notice', cookie)
    expect(page.body).toContain(told.reference)
    const id = formId(page.body)
    const form = { id, answer: 'actioned', detail: '', preserved: 'yes' }
    const sent = await post(formOfOpen('answers', cookie), form, cookie)
    expect(sent).toMatchObject({
      statusCode: 303,
      headers: { location: expect.stringMatching(/^\/reply\/receipt\?link=[\w-]{36}$/) },
    })
    expect(test.hints.at(-1)).toEqual({
      name: 'check-removal',
      payload: { takedownId: told.takedownId },
    })
    const receipt = await get('/reply/receipt', cookie)
    expect(receipt.body).toContain('Removed')
    await post(formOfOpen('answers', cookie), form, cookie)
    const replies = await test.db
      .selectFrom('reply')
      .selectAll()
      .where('notice_id', '=', told.noticeId)
      .execute()
    expect(replies).toMatchObject([{ class: 'actioned', preserved: true, said_by: 'link' }])
    const { status } = await test.db
      .selectFrom('takedown')
      .select('status')
      .where('id', '=', told.takedownId)
      .executeTakeFirstOrThrow()
    expect(status).toBe('acknowledged')
  })

  it('says in whose name it asks, on each of its pages, and leads to nobody\u2019s sign-in', async () => {
    const cookie = await open(await seedReplyLink(test, await seedNotice(test)))
    const start = (await get('/reply')).body
    expect(start).toContain('Test &lt;Hotline&gt; sent you a notice')
    const page = (await get('/reply/notice', cookie)).body
    await post(
      formOfOpen('answers', cookie),
      { id: formId(page), answer: 'actioned', detail: '', preserved: '' },
      cookie,
    )
    const receipt = (await get('/reply/receipt', cookie)).body
    for (const body of [page, receipt]) {
      expect(body).toMatch(/<dt>From<\/dt>\s*<dd>Test &lt;Hotline&gt;<\/dd>/)
    }
    for (const body of [start, page, receipt]) {
      expect(body).toContain('<span class="brand">Test &lt;Hotline&gt;</span>')
      expect(body).not.toContain('href="/"')
    }
  })

  it('repeats on the receipt what was said, without the question of the form', async () => {
    const cookie = await open(await seedReplyLink(test, await seedNotice(test)))
    const page = (await get('/reply/notice', cookie)).body
    expect(page).toContain('We cannot remove it (why?)')
    expect(page).toMatch(/<select name="answer"[^>]*required>/)
    const said = { answer: 'impossible', detail: 'with 198.51.100.7 <b>', preserved: 'yes' }
    await post(formOfOpen('answers', cookie), { id: formId(page), ...said }, cookie)
    const receipt = (await get('/reply/receipt', cookie)).body
    expect(receipt).toContain('We cannot remove it</strong>')
    expect(receipt).toContain('with 198.51.100.7 &lt;b&gt;')
    expect(receipt).toContain('kept for the police')
  })

  it.each([
    ['acknowledged', true],
    ['actioned', false],
  ])(
    'says on the receipt what comes next, and by when where something is to be done: %s',
    async (answer, isAsked) => {
      const cookie = await open(await seedReplyLink(test, await seedNotice(test)))
      const page = (await get('/reply/notice', cookie)).body
      const date = /<dt>Please act before<\/dt>\s*<dd>(<time[^>]*>)/.exec(page)![1]!
      const said = { id: formId(page), answer, detail: '', preserved: '' }
      await post(formOfOpen('answers', cookie), said, cookie)
      const receipt = (await get('/reply/receipt', cookie)).body
      expect(receipt.includes('What is not removed yet stays open. Answer again once it is')).toBe(
        isAsked,
      )
      expect(receipt.includes(date)).toBe(isAsked)
      expect(receipt.includes('What you say is removed is looked at again now')).toBe(!isAsked)
      expect(receipt).not.toContain('What you dispute')
    },
  )

  it('answers all of a notice by one press, and one more after a look', async () => {
    const told = await seedNotice(test)
    const cookie = await open(await seedReplyLink(test, told))
    const page = (await get('/reply/notice', cookie)).body
    // Before the addresses, and with a way past them.
    expect(page.search(/action="\/reply\/answers\?link=[\w-]{36}&amp;look=1"/)).toBeLessThan(
      page.indexOf('Exact addr'),
    )
    expect(page).toContain('href="#answer-heading"')
    const pressed = { id: formId(page), answer: 'already-gone' }
    const looked = await post(`${formOfOpen('answers', cookie)}&look=1`, pressed, cookie)
    expect(looked.statusCode).toBe(200)
    expect(looked.body).toContain('Was gone already</strong>')
    const replies = () =>
      test.db
        .selectFrom('reply')
        .select(['class', 'preserved'])
        .where('notice_id', '=', told.noticeId)
        .execute()
    expect(await replies()).toEqual([])
    const sent = { id: formId(looked.body), answer: 'already-gone', preserved: 'no' }
    const { headers } = await post(formOfOpen('answers', cookie), sent, cookie)
    expect(headers.location).toMatch(/^\/reply\/receipt\?/)
    expect(await replies()).toEqual([{ class: 'already-gone', preserved: false }])
  })

  it('counts items as the letter does: each reference is one', async () => {
    const told = await seedNotice(test)
    await test.db
      .insertInto('notice_line')
      .values({
        notice_id: told.noticeId,
        attempt: 1,
        n: 2,
        takedown_id: told.takedownId,
        location_id: told.pageId,
      })
      .execute()
    const cookie = await open(await seedReplyLink(test, told))
    expect((await get('/reply/notice', cookie)).body).toMatch(/<dt>Items<\/dt>\s*<dd>2<\/dd>/)
  })

  it.each([
    ['clear-text', false],
    ['machine-part', true],
  ])('tells two items at one address apart: %s', async (urls, hasDigest) => {
    const told = await seedNotice(test, urls)
    const other = await seedCase(test)
    const { takedownId } = await seedTakedown(test, other)
    await test.db
      .insertInto('notice_item')
      .values({ notice_id: told.noticeId, takedown_id: takedownId, seq: 2, position: 2 })
      .execute()
    const line = { notice_id: told.noticeId, attempt: 1, n: 2, takedown_id: takedownId }
    await test.db
      .insertInto('notice_line')
      .values({ ...line, location_id: other.pageId })
      .execute()
    const page = (await get('/reply/notice', await open(await seedReplyLink(test, told)))).body
    // In the list, and beside the fields of each.
    for (const n of [1, 2]) {
      const words = `The same address as ${told.reference}-${n}, with other content`
      expect(page.split(words)).toHaveLength(3)
    }
    expect(page).toMatch(/image\/png, first seen <time/)
    expect(page.includes(`SHA-256 …<code>${CANARY_HASH.slice(-8)}</code>`)).toBe(hasDigest)
    expect(page).not.toContain(CANARY_HASH)
  })

  it('leads on from an address that only a form is sent to', async () => {
    const link = newId()
    const named = (await get(`/reply/answers?link=${link}`)).headers.location
    expect(named).toBe(`/reply/notice?link=${link}`)
    for (const sentTo of ['code', 'addresses', 'answers']) {
      const { headers } = await get(`/reply/${sentTo}`)
      expect(headers.location, sentTo).toBe('/reply/notice')
    }
    expect((await get('/reply/new-link')).headers.location).toBe('/reply')
  })

  it('takes a link once, the whole link as well as its code, and mails a new one to nobody else', async () => {
    const told = await seedNotice(test)
    const token = await seedReplyLink(test, told)
    await open(` <https://hotline.example/reply#${token}>.\n`)
    const again = await post('/reply', { code: token })
    expect(again.statusCode).toBe(410)
    expect(again.cookies).toEqual([])
    const asked = await post('/reply/new-link', { code: token })
    const { name, payload } = test.hints.at(-1)!
    expect(name).toBe('send-reply-mail')
    const mail = await test.db
      .selectFrom('reply_mail as m')
      .innerJoin('reply_link as l', 'l.id', 'm.link_id')
      .select(['m.kind', 'l.notice_id', 'l.used_at'])
      .where('m.id', '=', payload.mailId!)
      .executeTakeFirstOrThrow()
    expect(mail).toEqual({ kind: 'link', notice_id: told.noticeId, used_at: null })
    const guessed = await post('/reply/new-link', { code: 'x'.repeat(43) })
    expect(guessed.body).toBe(asked.body)
    for (let n = 0; n < 9; n++) await post('/reply/new-link', { code: token })
    const mails = await test.db
      .selectFrom('reply_mail as m')
      .innerJoin('reply_link as l', 'l.id', 'm.link_id')
      .select('m.id')
      .where('l.notice_id', '=', told.noticeId)
      .execute()
    expect(mails).toHaveLength(4)
  })

  it.each(['expired', 'revoked', 'unknown'])('opens nothing by a link that is %s', async (how) => {
    const told = await seedNotice(test)
    const token = await seedReplyLink(test, told, how === 'expired' ? -1 : 72)
    if (how === 'revoked') {
      await test.db
        .updateTable('reply_link')
        .set({ revoked_at: new Date() })
        .where('notice_id', '=', told.noticeId)
        .execute()
    }
    const answer = await post('/reply', { code: how === 'unknown' ? `${token}x` : token })
    expect(answer.statusCode).toBe(how === 'unknown' ? 400 : 410)
    expect(answer.body.includes(TEXTS.en['reply.given-up'])).toBe(how === 'revoked')
    expect(answer.body.includes(TEXTS.en['reply.unknown'])).toBe(how === 'unknown')
    expect(answer.cookies).toEqual([])
    expect(answer.body).not.toContain(told.reference)
  })

  it('says on a page that lay open that its mailbox was given up, not that it was open for long', async () => {
    const told = await seedNotice(test)
    const cookie = await open(await seedReplyLink(test, told))
    const { contact_id: contactId } = await test.db
      .selectFrom('notice')
      .select('contact_id')
      .where('id', '=', told.noticeId)
      .executeTakeFirstOrThrow()
    const ended = { revoked_at: new Date() }
    const links = test.db.updateTable('reply_link').set(ended)
    await links.where('contact_id', '=', contactId).execute()
    const form = { id: newId(), answer: 'refused', detail: 'typed words', preserved: '' }
    for (const page of [
      await get('/reply/notice', cookie),
      await post(formOfOpen('answers', cookie), form, cookie),
    ]) {
      expect(page.statusCode).toBe(410)
      expect(page.body).toContain(TEXTS.en['reply.given-up'])
      expect(page.body).not.toContain(TEXTS.en['reply.ended'])
      expect(page.body).not.toContain('formaction="/reply/new-link"')
    }
  })

  it('shows exact addresses only after the code of the mailbox', async () => {
    const told = await seedNotice(test)
    const cookie = await open(await seedReplyLink(test, told))
    const before = await get('/reply/notice', cookie)
    expect(before.body).not.toContain('hxxp')
    expect(before.body).not.toContain('canary-mailbox')
    await post(formOfOpen('code', cookie), {}, cookie)
    const { mailId } = test.hints.at(-1)!.payload
    expect(
      (await post(formOfOpen('addresses', cookie), { code: '00000000' }, cookie)).statusCode,
    ).toBe(400)
    const digest = test.crypto.blindIndex('reply-code', mailId!)
    const code = String(digest.readUInt32BE(0) % 100_000_000).padStart(8, '0')
    expect(
      (await post(formOfOpen('addresses', cookie), { code: ` ${code} ` }, cookie)).statusCode,
    ).toBe(303)
    const after = await get('/reply/notice', cookie)
    expect(after.body).toContain('hxxp')
    expect(after.body).not.toMatch(/href="(https?|hxxps?):/)
    expect(await uses()).toEqual(
      expect.arrayContaining([
        'reply-link-opened',
        'reply-link-code-asked',
        'reply-link-code-wrong',
        'reply-link-addresses-shown',
      ]),
    )
  })

  it('takes five tries at a code, and not the right one after them', async () => {
    const told = await seedNotice(test)
    const cookie = await open(await seedReplyLink(test, told))
    await post(formOfOpen('code', cookie), {}, cookie)
    const { mailId } = test.hints.at(-1)!.payload
    for (let n = 0; n < 5; n++)
      await post(formOfOpen('addresses', cookie), { code: `1234567${n}` }, cookie)
    const digest = test.crypto.blindIndex('reply-code', mailId!)
    const code = String(digest.readUInt32BE(0) % 100_000_000).padStart(8, '0')
    expect((await post(formOfOpen('addresses', cookie), { code }, cookie)).statusCode).toBe(400)
  })

  it('shows addresses at once that the mail had in clear', async () => {
    const told = await seedNotice(test, 'machine-part')
    const page = await get('/reply/notice', await open(await seedReplyLink(test, told)))
    expect(page.body).toContain('hxxp')
  })

  it('keeps what was typed when an answer lacks its words', async () => {
    const told = await seedNotice(test)
    const cookie = await open(await seedReplyLink(test, told))
    const form = { id: newId(), answer: 'impossible', detail: ' ', preserved: 'no' }
    const refused = await post(formOfOpen('answers', cookie), form, cookie)
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toMatch(/value="impossible" selected/)
    expect(refused.body).toContain(form.id)
    expect(
      (await post(formOfOpen('answers', cookie), { ...form, detail: 'no access' }, cookie))
        .statusCode,
    ).toBe(303)
  })

  it('names the item whose answer lacks its words, where there are several', async () => {
    const [told, other] = [await seedNotice(test), await seedNotice(test)]
    const second = { notice_id: told.noticeId, takedown_id: other.takedownId }
    const item = { ...second, seq: 2, position: 2 }
    await test.db.insertInto('notice_item').values(item).execute()
    const line = { ...second, attempt: 1, n: 2, location_id: other.pageId }
    await test.db.insertInto('notice_line').values(line).execute()
    const cookie = await open(await seedReplyLink(test, told))
    const form = { id: newId(), answer: 'actioned', detail: '', preserved: '' }
    const refused = await post(
      formOfOpen('answers', cookie),
      { ...form, 'answer-1': 'refused' },
      cookie,
    )
    const [, alert] = /role="alert"[^>]*>([^]*?)<\/p>/.exec(refused.body)!
    expect(alert).toContain(`${told.reference}-2`)
    expect(alert).not.toContain(`${told.reference}-1`)
  })

  it('is shut after an hour, and to a form of another site', async () => {
    const told = await seedNotice(test)
    const cookie = await open(await seedReplyLink(test, told))
    const elsewhere = await test.app.inject({
      method: 'POST',
      url: formOfOpen('answers', cookie),
      payload: `id=${newId()}&answer=actioned`,
      headers: { ...FORM, 'sec-fetch-site': 'cross-site', cookie },
    })
    expect(elsewhere.statusCode).toBe(403)
    test.pass(3_700_000)
    expect((await get('/reply/notice', cookie)).statusCode).toBe(410)
  })

  it.each(['en', 'fr', 'nl', 'de'])(
    'is whole in %s, loads nothing foreign and is not indexed',
    async (language) => {
      const page = await get('/reply', '', language)
      expect(page.body).toContain(`lang="${language}"`)
      expect(page.headers).toMatchObject({
        'x-robots-tag': 'noindex, nofollow',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      })
      const policy = String(page.headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(page.body).not.toMatch(/(src|href)="https?:/)
    },
  )

  it('logs no secret', async () => {
    const told = await seedNotice(test)
    const token = await seedReplyLink(test, told)
    await open(token)
    expect(test.logged()).not.toContain(token)
  })
})
