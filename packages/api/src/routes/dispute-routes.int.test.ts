import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedNotice } from '../fixtures/seed-reply.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const post = (url: string, key: string, payload: object) =>
  test.app.inject({ method: 'POST', url, payload, headers: { authorization: `Bearer ${key}` } })

/** A notice that was disputed. */
async function disputed() {
  const told = await seedNotice(test)
  const analyst = await test.keyOf('analyst')
  const answers = [{ answer: 'disputed', detail: 'a drawing of a house' }]
  await post(`/v1/notices/${told.noticeId}/replies`, analyst, { answers })
  const open = await test.app.inject({
    url: '/v1/disputes',
    headers: { authorization: `Bearer ${analyst}` },
  })
  const { items } = open.json<{ items: { id: string; takedownId: string }[] }>()
  return { ...told, id: items.find((one) => one.takedownId === told.takedownId)!.id, analyst }
}

const decide = (id: string, key: string, verdict: string) =>
  post(`/v1/disputes/${id}/decisions`, key, { verdict, reason: 'looked at the record' })
const entryOf = (id: string) =>
  test.db.selectFrom('list_entry').select('status').where('id', '=', id).executeTakeFirstOrThrow()
const votes = (entryId: string) =>
  test.db
    .selectFrom('entry_vote')
    .select(['verdict', 'match_id'])
    .where('entry_id', '=', entryId)
    .execute()

describe('POST /v1/disputes/:id/decisions', () => {
  it('votes against the entry when a second person upholds it, and no earlier', async () => {
    const { id, analyst, entryId, matchId, mediaId } = await disputed()
    expect((await decide(id, analyst, 'uphold')).json()).toEqual({ id, status: 'open' })
    expect(await votes(entryId)).toEqual([])
    expect((await entryOf(entryId)).status).toBe('active')
    const supervisor = await test.keyOf('supervisor')
    expect((await decide(id, supervisor, 'uphold')).json()).toEqual({ id, status: 'upheld' })
    expect(await votes(entryId)).toEqual([{ verdict: 'reject', match_id: matchId }])
    expect((await entryOf(entryId)).status).toBe('suspended')
    expect(test.hints.at(-1)).toEqual({ name: 'open-takedown', payload: { mediaId } })
    const review = await test.db.selectFrom('match_review').select('media_id').execute()
    expect(review).toContainEqual({ media_id: mediaId })
    await decide(id, supervisor, 'uphold')
    expect(await votes(entryId)).toHaveLength(1)
  })

  it('leaves the entry alone when two reject it', async () => {
    const { id, analyst, entryId } = await disputed()
    await decide(id, analyst, 'reject')
    const done = await decide(id, await test.keyOf('supervisor'), 'reject')
    expect(done.json()).toEqual({ id, status: 'rejected' })
    expect(await votes(entryId)).toEqual([])
  })

  it('takes one person for one, whatever keys they hold', async () => {
    const { id, analyst } = await disputed()
    await decide(id, analyst, 'uphold')
    const again = await test.newKey({ role: 'supervisor', name: ' Analyst ' })
    expect((await decide(id, again, 'uphold')).json()).toMatchObject({
      status: 409,
      code: 'dispute-decided-by-you',
    })
  })

  it.each(['provider', 'police', 'auditor', 'admin', 'reporter'] as const)(
    'is not for %s',
    async (role) => {
      const { id } = await disputed()
      expect((await decide(id, await test.keyOf(role), 'uphold')).statusCode).toBe(403)
    },
  )

  it('upholds all the same when the authority has revoked the entry', async () => {
    const { id, analyst, entryId } = await disputed()
    await test.db
      .updateTable('list_entry')
      .set({ status: 'revoked' })
      .where('id', '=', entryId)
      .execute()
    await decide(id, analyst, 'uphold')
    const done = await decide(id, await test.keyOf('supervisor'), 'uphold')
    expect(done.json()).toEqual({ id, status: 'upheld' })
    expect(await votes(entryId)).toEqual([])
  })
})
