import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hoursLater, seedCase } from '../fixtures/seed-case.ts'
import { notifiedState, seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const why = async (id: string, query = '', role: 'analyst' | 'admin' = 'analyst') =>
  test.app.inject({
    url: `/v1/takedowns/${id}/route${query}`,
    headers: { authorization: `Bearer ${await test.keyOf(role)}` },
  })

const seeded = async (): Promise<string> =>
  (await seedTakedown(test, await seedCase(test), notifiedState)).takedownId

async function routed(): Promise<string> {
  const id = await seeded()
  const rules = [
    { rule: 'near', misfits: ['country-unknown'] },
    { rule: 'far', misfits: [] },
  ]
  const because = { en: 'so', fr: 'ainsi', nl: 'zo', de: 'darum' }
  const routing = { policyId: null, rule: 'far', because, rules, terms: {} }
  const data = { policy: 'of-the-test', country: null, plan: ['police-hand-over'], routing }
  const event = { takedown_id: id, seq: 1_000, type: 'routed', at: hoursLater(1), actor: 'policy' }
  await test.db
    .insertInto('takedown_event')
    .values({ ...event, data: JSON.stringify(data) })
    .execute()
  return id
}

describe('GET /v1/takedowns/{id}/route', () => {
  it('says why it went to the police', async () => {
    const id = await routed()
    expect((await why(id)).json()).toEqual({
      takedownId: id,
      status: 'routed',
      routedAt: hoursLater(1).toISOString(),
      country: null,
      legalClass: 'csam',
      policy: { id: null, name: 'of-the-test', title: null },
      rule: 'far',
      plan: ['police-hand-over'],
      rules: [
        { rule: 'near', misfits: ['country-unknown'] },
        { rule: 'far', misfits: [] },
      ],
      explanation: expect.arrayContaining(['Rule far decided: so']),
    })
  })

  it('says it in the language that is asked for', async () => {
    const id = await routed()
    const lines = async (language: string) =>
      (await why(id, `?language=${language}`)).json<{ explanation: string[] }>().explanation
    expect(await lines('nl')).toContain('Regel far besliste: zo')
    expect(await lines('de')).toContain('Regel far entschied: darum')
    expect(await lines('fr')).toContain('La règle far a décidé : ainsi')
    expect((await why(id, '?language=xx')).statusCode).toBe(400)
  })

  it('says that a person decides while no policy is in force', async () => {
    expect((await why(await seeded())).json()).toMatchObject({
      status: 'unroutable',
      rule: null,
      plan: [],
      explanation: [expect.stringContaining('no policy is in force'), expect.anything()],
    })
  })

  it('knows no other takedown, and tells no admin of a case', async () => {
    expect((await why(newId())).statusCode).toBe(404)
    expect((await why(await routed(), '', 'admin')).statusCode).toBe(403)
  })
})
