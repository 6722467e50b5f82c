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

const hostOf = async (id: string) =>
  test.app.inject({
    url: `/v1/takedowns/${id}/host`,
    headers: { authorization: `Bearer ${await test.keyOf('analyst')}` },
  })

const say = async (id: string, payload: object, role: 'analyst' | 'auditor' = 'analyst') =>
  test.app.inject({
    method: 'POST',
    url: `/v1/takedowns/${id}/host`,
    headers: { authorization: `Bearer ${await test.keyOf(role)}`, 'idempotency-key': newId() },
    payload,
  })

async function seeded(status = 'notified'): Promise<string> {
  const state = { ...notifiedState, status }
  return (await seedTakedown(test, await seedCase(test), state)).takedownId
}

describe('GET /v1/takedowns/{id}/host', () => {
  it('shows countries by source and every recipient, and no mailbox', async () => {
    const id = await seeded()
    const { provider_id: providerId } = await test.db
      .selectFrom('takedown')
      .select('provider_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    await test.db
      .insertInto('host_finding')
      .values({
        takedown_id: id,
        address: '192.0.2.7',
        asn: 64500,
        provider_id: providerId!,
        country: 'DE',
        country_by: 'geolocation',
        countries: JSON.stringify({ geolocation: 'DE', rir: 'NL' }),
        disagree: true,
        cdn: null,
        found_at: hoursLater(2),
      })
      .execute()
    const answer = await hostOf(id)
    expect(answer.json()).toMatchObject({
      address: '192.0.2.7',
      asn: 64500,
      provider: { id: providerId },
      country: 'DE',
      countryBy: 'geolocation',
      countries: { geolocation: 'DE', rir: 'NL' },
      disagree: true,
      recipients: [{ standing: 'chosen', refusedAt: null }],
    })
    expect(answer.body).not.toContain('@')
  })

  it('is not found before the host was looked for', async () => {
    expect((await hostOf(await seeded())).statusCode).toBe(404)
  })
})

describe('POST /v1/takedowns/{id}/host', () => {
  it.each([{ country: 'BE' }, { origin: '198.51.100.7' }])(
    'keeps %j under the name of who said it, and has the takedown looked at',
    async (body) => {
      const id = await seeded()
      expect((await say(id, body)).statusCode).toBe(202)
      const { actor } = await test.db
        .selectFrom('host_correction')
        .select('actor')
        .where('takedown_id', '=', id)
        .executeTakeFirstOrThrow()
      const audit = test.db.selectFrom('audit_event').select('actor')
      expect(await audit.where('object_id', '=', id).execute()).toEqual([{ actor }])
      const { due_at } = await test.db
        .selectFrom('takedown')
        .select('due_at')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      expect(due_at).not.toBeNull()
    },
  )

  it.each([{}, { country: 'be' }, { country: 'BE', origin: '192.0.2.1' }, { origin: 'host' }])(
    'refuses %j',
    async (body) => {
      expect((await say(await seeded(), body)).statusCode).toBe(400)
    },
  )

  it('refuses a takedown that is closed, or is none', async () => {
    expect((await say(await seeded('closed'), { country: 'BE' })).statusCode).toBe(409)
    expect((await say(newId(), { country: 'BE' })).statusCode).toBe(404)
  })

  it('is not for who may not decide', async () => {
    expect((await say(await seeded(), { country: 'BE' }, 'auditor')).statusCode).toBe(403)
  })
})
