import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedMailReply, seedNotice } from '../../fixtures/seed-reply.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const get = (url: string, cookie: string, language = 'en') =>
  test.app.inject({ url, headers: { cookie, 'accept-language': language } })
const post = (url: string, cookie: string, form: Record<string, string>) =>
  test.app.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(form).toString(),
    headers: { ...FORM, cookie },
  })

async function answered(answer: string) {
  const told = await seedNotice(test)
  await test.app.inject({
    method: 'POST',
    url: `/v1/notices/${told.noticeId}/replies`,
    payload: { answers: [{ answer, detail: 'see https://canary.example/x <b>now</b>' }] },
    headers: { authorization: `Bearer ${await test.keyOf('analyst')}` },
  })
  return { ...told, url: `/console/takedowns/${told.takedownId}` }
}

describe('the page of a takedown', () => {
  it.each(['en', 'fr', 'nl', 'de'])(
    'tells in %s what came back, and shows no address',
    async (language) => {
      const { url } = await answered('needs-information')
      const page = await get(url, await test.sessionOf('analyst'), language)
      expect(page.statusCode).toBe(200)
      expect(page.body).toContain('see […] &lt;b&gt;now&lt;/b&gt;')
      expect(page.body).not.toContain('canary.example')
    },
  )

  it('lets a person say that a reply was seen to', async () => {
    const { url, takedownId, noticeId } = await answered('impossible')
    const cookie = await test.sessionOf('analyst')
    const page = await get(url, cookie)
    const [, action] = /action="(\/console\/replies\/[\w-]+\/handled)"/.exec(page.body)!
    const done = await post(action!, cookie, { form: formTokenIn(page.body), takedown: takedownId })
    expect(done).toMatchObject({ statusCode: 303, headers: { location: url } })
    expect((await get(url, cookie)).body).not.toContain('/handled"')
    const row = await test.db
      .selectFrom('reply')
      .select('handled_by')
      .where('notice_id', '=', noticeId)
      .executeTakeFirstOrThrow()
    expect(row.handled_by).toBe('analyst:Robin')
    expect((await post(action!, cookie, { form: 'x', takedown: takedownId })).statusCode).toBe(403)
  })

  it('has what waits first, however many automatic replies came before and after it', async () => {
    const { url, noticeId, takedownId } = await answered('acknowledged')
    const say = (answer: string, detail: string) =>
      test.app.inject({
        method: 'POST',
        url: `/v1/notices/${noticeId}/replies`,
        payload: { answers: [{ answer, detail }] },
        headers: { authorization: `Bearer ${analyst}` },
      })
    const analyst = await test.keyOf('analyst')
    // by their ids they are all newer than what waits
    await sql`with came as (
        insert into inbound_event (id, provider_id, event_id, kind)
        select gen_random_uuid(), e.provider_id, 'automatic-' || n, 'mail'
        from reply r join inbound_event e on e.id = r.event_id, generate_series(1, 55) n
        where r.notice_id = ${noticeId} returning id)
      insert into reply (id, event_id, notice_id, takedown_id, class, said_by, said_at, waits)
      select ('f' || right(gen_random_uuid()::text, -1))::uuid, id, ${noticeId}, ${takedownId}, 'auto-reply', 'mail', now(), false from came`.execute(
      test.db,
    )
    await say('impossible', 'words of a person')
    const cookie = await test.sessionOf('analyst')
    const { body } = await get(url, cookie)
    expect(body.match(/\/handled"/g)).toHaveLength(1)
    const [list = ''] = /<h2>What came back<\/h2>[^]*?<\/section>/.exec(body) ?? []
    expect(list.indexOf('words of a person')).toBeLessThan(list.indexOf('An automatic reply'))
    expect(list.match(/<li>/g)).toHaveLength(51)
    expect(list).toContain('the newest 50 are shown')
  })

  const wrote = (noticeId: string, words: string) => seedMailReply(test, noticeId, words)

  const repliesTo = (noticeId: string) =>
    test.db
      .selectFrom('reply')
      .select(['class', 'said_by', 'takedown_id', 'preserved', 'handled_by'])
      .where('notice_id', '=', noticeId)
      .orderBy('id')
      .execute()

  it.each(['en', 'fr', 'nl', 'de'])(
    'has a person enter in %s what a mail answers, which counts as any answer',
    async (language) => {
      const { noticeId, takedownId } = await seedNotice(test)
      await wrote(noticeId, `we dispute this because of ${language} law`)
      const url = `/console/takedowns/${takedownId}`
      const cookie = await test.sessionOf('analyst')
      const page = await get(url, cookie, language)
      const [, action] = /action="(\/console\/replies\/[\w-]+\/answers)"/.exec(page.body)!
      const form = formTokenIn(page.body)
      const said = { form, takedown: takedownId, answer: 'disputed', about: 'this' }
      for (let n = 0; n < 2; n++) {
        const done = await post(action!, cookie, { ...said, detail: '', preserved: 'yes' })
        expect(done).toMatchObject({ statusCode: 303, headers: { location: url } })
      }
      const by = { said_by: 'mail', handled_by: 'analyst:Robin' }
      expect(await repliesTo(noticeId)).toMatchObject([
        { class: 'unsorted', takedown_id: null, ...by },
        { class: 'disputed', said_by: 'person', takedown_id: takedownId, preserved: true },
      ])
      const after = await get(url, cookie, language)
      expect(after.body).not.toContain('/answers"')
      expect(after.body).toContain('/decisions"')
      expect(after.body.match(new RegExp(`because of ${language} law`, 'g'))).toHaveLength(2)
      const refused = await post(action!, cookie, { ...said, form: 'x' })
      expect(refused.statusCode).toBe(403)
      const other = await test.sessionOf('auditor')
      expect((await post(action!, other, { ...said })).statusCode).toBe(403)
    },
  )

  it('says that notices go on where only a host disputes it that the content has left', async () => {
    const { url, takedownId } = await answered('disputed')
    const cookie = await test.sessionOf('analyst')
    expect((await get(url, cookie)).body).toContain('No notice goes out until then.')
    const other = await seedNotice(test)
    const { provider_id } = await test.db
      .selectFrom('takedown')
      .select('provider_id')
      .where('id', '=', other.takedownId)
      .executeTakeFirstOrThrow()
    await test.db
      .updateTable('takedown')
      .set({ provider_id })
      .where('id', '=', takedownId)
      .execute()
    const { body } = await get(url, cookie)
    expect(body).toContain('only a host that it has left disputes it')
    expect(body).not.toContain('No notice goes out until then.')
  })

  it('has two people decide a dispute', async () => {
    const { url, takedownId, entryId } = await answered('disputed')
    for (const name of ['Ana', 'Bo']) {
      const cookie = await test.sessionOf('analyst', name)
      const { body } = await get(url, cookie)
      const [, action] = /action="(\/console\/disputes\/[\w-]+\/decisions)"/.exec(body)!
      const form = formTokenIn(body)
      const said = { form, takedown: takedownId, verdict: 'uphold', reason: 'a house' }
      expect((await post(action!, cookie, said)).statusCode).toBe(303)
      if (name === 'Ana') expect((await get(url, cookie)).body).toContain('Ana: uphold')
    }
    const entry = await test.db
      .selectFrom('list_entry')
      .select('status')
      .where('id', '=', entryId)
      .executeTakeFirstOrThrow()
    expect(entry.status).toBe('suspended')
  })
})
