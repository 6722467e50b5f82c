import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STEP_UP_MS } from '../../access.ts'
import { enrolled, ORIGIN, type Visitor } from '../../fixtures/console-visitor.ts'
import { seedCase } from '../../fixtures/seed-case.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let ann: Visitor
let bob: Visitor
beforeAll(async () => {
  test = await createTestApp({ secure: true, identity: { publicUrl: ORIGIN } })
  ann = await enrolled(test, { role: 'analyst', name: 'Ann' })
  bob = await enrolled(test, { role: 'analyst', name: 'Bob' })
  test.pass(STEP_UP_MS + 1000)
})
afterAll(() => test[Symbol.asyncDispose]())

/** From the page of the match, as it is now. */
async function decide(by: Visitor, matchId: string, verdict: string) {
  const { body } = await by.get(`/console/matches/${matchId}`)
  const [, seen = ''] = /name="seen"\s+value="([\w-]*)"/.exec(body) ?? []
  return by.send(`/console/matches/${matchId}/decisions`, { verdict, seen, reason: 'as I see it' })
}
const verdictsOf = async (matchId: string) =>
  (
    await test.db
      .selectFrom('decision')
      .select('verdict')
      .where('match_id', '=', matchId)
      .orderBy('at')
      .execute()
  ).map(({ verdict }) => verdict)

describe('deciding a match some time after signing in', () => {
  it('asks nothing the first time, of whoever agrees, and of whoever changes their own mind', async () => {
    const { matchId } = await seedCase(test)
    expect((await decide(ann, matchId, 'confirm')).statusCode).toBe(303)
    expect((await decide(bob, matchId, 'confirm')).statusCode).toBe(303)
    expect((await decide(bob, matchId, 'reject')).statusCode).toBe(303)
    expect(await verdictsOf(matchId)).toEqual(['confirm', 'confirm', 'reject'])
  })

  it('asks nothing of whoever owes a second verdict: both verdicts are refused alike', async () => {
    const { matchId, listId } = await seedCase(test)
    const share = { list_id: listId, percent: 100, actor: 'supervisor:Sue' }
    await test.db.insertInto('assessment_share').values(share).execute()
    await decide(ann, matchId, 'confirm')
    const refused = [await decide(bob, matchId, 'reject'), await decide(bob, matchId, 'confirm')]
    for (const { statusCode, body } of refused) {
      expect(statusCode).toBe(409)
      expect(body).toContain('as I see it')
      expect(body).not.toMatch(/confirmed|Ann/)
    }
    expect(await verdictsOf(matchId)).toEqual(['confirm'])
  })

  it('asks nothing where another decided since it was looked at, which is said and refused', async () => {
    const { matchId } = await seedCase(test)
    await decide(ann, matchId, 'confirm')
    const path = `/console/matches/${matchId}/decisions`
    const late = await bob.send(path, { verdict: 'reject', seen: '', reason: 'as I see it' })
    expect(late.statusCode).toBe(409)
    expect(late.body).toContain('Another person decided this match after you opened the page.')
    expect(await verdictsOf(matchId)).toEqual(['confirm'])
  })

  it('asks who they are where it turns round what another decided, and keeps what was typed', async () => {
    const { matchId } = await seedCase(test)
    await decide(ann, matchId, 'confirm')
    const asked = await decide(bob, matchId, 'reject')
    expect(asked.statusCode).toBe(403)
    expect(asked.body).toContain('as I see it')
    expect(await verdictsOf(matchId)).toEqual(['confirm'])
    const capitals = await decide(bob, matchId.toUpperCase(), 'reject')
    expect(capitals.statusCode).toBe(403)
    expect((await decide(bob, 'no-id', 'reject')).statusCode).toBe(404)
    expect(await verdictsOf(matchId)).toEqual(['confirm'])
    expect((await bob.stepUp()).statusCode).toBe(200)
    expect((await decide(bob, matchId.toUpperCase(), 'reject')).statusCode).toBe(303)
    expect(await verdictsOf(matchId)).toEqual(['confirm', 'reject'])
    // the log has it by the same id
    const events = test.db.selectFrom('audit_event').select('id').where('object_id', '=', matchId)
    expect(await events.where('action', '=', 'match.decided').execute()).toHaveLength(2)
  })
})

describe('asking for a file some time after signing in', () => {
  it('leads back to the page that has its button, as the page that asks stays open', async () => {
    const { takedownId } = await seedTakedown(test, await seedCase(test))
    const page = `/console/takedowns/${takedownId}`
    const sue = await enrolled(test, { role: 'supervisor', name: 'Sue' })
    test.pass(STEP_UP_MS + 1000)
    const reason = { reason: 'as I see it', legalBasis: 'an order', recipientId: '' }
    const event = `/console/audit/events/${newId()}`
    for (const [asked, back] of [
      [await sue.get(`${page}/checks/${newId()}/record`), page],
      [await sue.send(`${page}/exports`, reason), page],
      [await sue.get(`${event}/proof`), event],
      [await sue.get('/console/audit/export'), '/console/audit/verification'],
    ] as const) {
      expect(asked.statusCode).toBe(403)
      expect(asked.body).toContain('data-sent="Confirmed.')
      expect(asked.body).toContain(`<a href="${back}">Back to the page</a>`)
    }
  })
})
