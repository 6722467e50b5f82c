import { EVENT_TYPES, eventTypesFor } from '@nightlight/contract'
import { makeHook } from '@nightlight/notices'
import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caller, digests, openTestList, staged } from '../fixtures/seed-list.ts'
import { seedNotice } from '../fixtures/seed-reply.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let headers: Record<string, string>
beforeAll(async () => {
  test = await createTestApp()
  headers = { authorization: `Bearer ${await test.keyOf('admin')}` }
})
afterAll(() => test[Symbol.asyncDispose]())

const url = 'https://hooks.example/canary-path?canary=1'
const ask = (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) =>
  test.app.inject({
    method,
    url: `/v1/event-hooks${path}`,
    headers,
    ...(payload ? { payload } : {}),
  })
async function made(body: Record<string, unknown> = {}): Promise<string> {
  const asked = { name: 'Desk', url, types: ['notice.sent'], ...body }
  return (await ask('POST', '', asked)).json<{ id: string }>().id
}
const eventsOf = async (id: string) =>
  (
    await test.db
      .selectFrom('event_delivery')
      .select(['type', 'data'])
      .where('hook_id', '=', id)
      .execute()
  ).map(({ type, data }) => ({ type, data: data as Record<string, string> }))

describe('a subscription', () => {
  it('is made, shown without secret and address, tried, paused, resumed and removed', async () => {
    const answer = await ask('POST', '', { name: 'Desk', url, types: ['notice.sent'] })
    const { id, secret } = answer.json<{ id: string; secret: string }>()
    expect([answer.statusCode, secret]).toEqual([201, expect.stringMatching(/^whsec_.{44}$/)])
    expect((await ask('POST', `/${id}/test`)).statusCode).toBe(202)
    const { items } = (await ask('GET', `/${id}/deliveries`)).json<{ items: unknown[] }>()
    expect(items).toMatchObject([{ type: 'hook.test', state: 'waiting', attempts: 0 }])
    expect((await ask('POST', `/${id}/pause`)).json()).toMatchObject({
      state: 'paused',
      waiting: 1,
    })
    expect((await ask('POST', `/${id}/test`)).json()).toMatchObject({ code: 'hook-not-active' })
    expect((await ask('POST', `/${id}/resume`)).json()).toMatchObject({ state: 'active' })
    const rotated = (await ask('POST', `/${id}/rotate`, {})).json<{ secret: string }>()
    expect(rotated.secret).not.toBe(secret)
    const shown = (await ask('GET', '')).body
    expect((await ask('DELETE', `/${id}`)).json()).toMatchObject({ state: 'removed', waiting: 0 })
    expect((await ask('POST', `/${id}/resume`)).json()).toMatchObject({ code: 'hook-not-found' })
    const stored =
      await sql`select e::text from event_hook e union all select a::text from audit_event a`.execute(
        test.db,
      )
    const all = shown + JSON.stringify(stored.rows) + test.logged()
    for (const canary of ['canary', 'hooks.example', secret, rotated.secret]) {
      expect(all).not.toContain(canary)
    }
  })

  it.each([
    [{ url: 'http://hooks.example/' }, 'hook-url-invalid'],
    [{ url: 'https://10.0.0.1/' }, 'hook-url-invalid'],
    [{ providerId: newId() }, 'hook-owner-not-found'],
    [{ providerId: newId(), authorityId: newId() }, 'hook-owner-invalid'],
    [{ authorityId: newId() }, 'event-type-invalid'],
    [{ providerId: newId(), types: ['match.found'] }, 'event-type-invalid'],
  ])('is refused with %j', async (body, code) => {
    const asked = { name: 'Desk', url, types: ['notice.sent'], ...body }
    expect((await ask('POST', '', asked)).json()).toMatchObject({ code })
  })
})

describe('a change', () => {
  it('is told to the organisation, and to a tenant where it is theirs', async () => {
    const all = await made({ types: EVENT_TYPES })
    const mine = await seedNotice(test)
    const { provider_id: providerId } = await test.db
      .selectFrom('notice')
      .select('provider_id')
      .where('id', '=', mine.noticeId)
      .executeTakeFirstOrThrow()
    const provider = await made({ providerId, types: eventTypesFor('provider') })
    const officer = await caller(test, 'Officer', 'police', 'Own Police')
    const list = await openTestList(test, officer)
    const { authority_id: authorityId } = await test.db
      .selectFrom('hash_list')
      .select('authority_id')
      .where('id', '=', list)
      .executeTakeFirstOrThrow()
    const authority = await made({ authorityId, types: eventTypesFor('authority') })

    const theirs = await seedNotice(test)
    const other = await caller(test, 'Other', 'police', 'Other Police')
    await staged(test, other, await openTestList(test, other), digests(10, 12))
    const submissionId = await staged(test, officer, list, digests(20, 22))
    for (const { takedownId } of [mine, theirs]) {
      const event = { takedown_id: takedownId, actor: 'nightlight', at: new Date() }
      const data = JSON.stringify({ reason: 'removed', checkId: newId() })
      await test.db
        .insertInto('takedown_event')
        .values([
          { ...event, seq: 10, type: 'held', data },
          { ...event, seq: 11, type: 'closed', data },
        ])
        .execute()
    }
    const answers = { answers: [{ answer: 'acknowledged' }] }
    for (const { noticeId } of [mine, theirs]) {
      const analyst = { authorization: `Bearer ${await test.keyOf('analyst')}` }
      const to = `/v1/notices/${noticeId}/replies`
      await test.app.inject({ method: 'POST', url: to, headers: analyst, payload: answers })
    }

    const ofProvider = await eventsOf(provider)
    expect(ofProvider.map(({ type }) => type).toSorted()).toEqual([
      'notice.answered',
      'takedown.closed',
    ])
    for (const { data } of ofProvider) expect(data).not.toHaveProperty('reason')
    expect(ofProvider.find(({ type }) => type === 'takedown.closed')!.data).toMatchObject({
      takedownId: mine.takedownId,
    })
    const ofAuthority = await eventsOf(authority)
    expect(ofAuthority.map(({ type }) => type)).toEqual(['submission.opened', 'submission.staged'])
    expect(new Set(ofAuthority.map(({ data }) => data['submissionId']))).toEqual(
      new Set([submissionId]),
    )
    const told = await eventsOf(all)
    for (const type of ['match.found', 'takedown.opened', 'notice.sent', 'submission.staged']) {
      expect(told.map((one) => one.type)).toContain(type)
    }
    expect(told.filter(({ type }) => type === 'takedown.held')).toHaveLength(2)
    const keys = new Set(told.flatMap(({ data }) => Object.keys(data)))
    const known = [
      'reportId',
      'matchId',
      'listId',
      'tier',
      'decisionId',
      'verdict',
      'takedownId',
      'seq',
      'noticeId',
      'level',
      'legalClass',
      'reason',
      'reference',
      'kind',
      'replyId',
      'answer',
      'submissionId',
    ]
    expect([...keys].filter((key) => !known.includes(key))).toEqual([])
    expect(JSON.stringify(told)).not.toMatch(/https?:|canary|[0-9a-f]{40}/)
  })

  it('has a type that can be asked for, for every event of a takedown that is one', async () => {
    const types = EVENT_TYPES.filter((type) => type.startsWith('takedown.'))
    const means = { crypto: test.crypto, allowNetworks: [] }
    const by = { actor: 'test', at: new Date() }
    const { id } = await makeHook(test.db, means, { name: 'All', url, types }, by)
    const { takedownId } = await seedNotice(test)
    const before = (await eventsOf(id)).length
    const rows = types.map((type, index) => ({
      takedown_id: takedownId,
      seq: 100 + index,
      type: type.slice('takedown.'.length).replaceAll('_', '-'),
      at: new Date(),
      actor: 'nightlight',
      data: '{}',
    }))
    await test.db.insertInto('takedown_event').values(rows).execute()
    const told = (await eventsOf(id)).slice(before).map(({ type }) => type)
    expect(told.toSorted()).toEqual(types.toSorted())
  })
})
