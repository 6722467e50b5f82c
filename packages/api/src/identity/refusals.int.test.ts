import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FORM, createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp({ proxies: ['127.0.0.1'], identity: { triesPerMinute: 5 } })
})
afterAll(() => test[Symbol.asyncDispose]())

const from = (address: string) => ({ 'x-forwarded-for': address })
const byLink = (address: string) =>
  test.app.inject({
    method: 'POST',
    url: '/sign-in',
    headers: { ...FORM, ...from(address) },
    payload: new URLSearchParams({ token: 'A'.repeat(43) }).toString(),
  })

/** What was written of refusals since the last time. */
const seen = new Set<string>()
async function written() {
  await test.app.writeRefusals()
  const events = await test.db
    .selectFrom('audit_event')
    .select(['id', 'actor', 'action', 'object_id', 'detail'])
    .where('action', 'like', '%.refused')
    .orderBy('id')
    .execute()
  const fresh = events.filter(({ id }) => !seen.has(id))
  for (const { id } of events) seen.add(id)
  return fresh.map(({ action, actor, object_id: of, detail }) => ({ action, actor, of, ...detail }))
}
const network = expect.stringMatching(/^[\da-f]{16}$/)

describe('who is refused', () => {
  it('is counted by network and way in, locked ones apart, with no address kept', async () => {
    for (let n = 0; n < 12; n++) await byLink('198.51.100.7')
    await byLink('203.0.113.9')
    const events = await written()
    const way = { action: 'sign-in.refused', actor: 'system', of: 'link', network }
    expect(events).toEqual([
      { ...way, spent: 5, 'too-many': 7 },
      { ...way, spent: 1 },
    ])
    expect(JSON.stringify(events)).not.toMatch(/198\.51|203\.0/)
    expect(await written()).toEqual([])
  })

  it('is counted where the code, the person or the passkey is wrong', async () => {
    const code = { role: 'analyst', name: 'Nobody', code: '123456' }
    await test.app.inject({
      method: 'POST',
      url: '/sign-in/code',
      headers: { ...FORM, ...from('192.0.2.1') },
      payload: new URLSearchParams(code).toString(),
    })
    expect(await written()).toEqual([
      { action: 'sign-in.refused', actor: 'system', of: 'code', network, refused: 1 },
    ])
  })

  it('is counted with a key that nobody has, and not when a key may not do something', async () => {
    for (const authorization of ['Bearer nothing', 'Basic eA==']) {
      const headers = { authorization, ...from('192.0.2.2') }
      expect((await test.app.inject({ url: '/v1/matches', headers })).statusCode).toBe(401)
    }
    expect(await written()).toEqual([
      { action: 'key.refused', actor: 'system', of: 'all', network, unknown: 2 },
    ])
  })

  it('fills no log from however many networks', async () => {
    const ask = (n: number) =>
      test.app.inject({ url: '/v1/matches', headers: from(`10.0.${n % 256}.1`) })
    for (let n = 0; n < 60; n++) await ask(n)
    await ask(3)
    const events = await written()
    expect(events).toHaveLength(21)
    expect(events).toContainEqual({
      action: 'key.refused',
      actor: 'system',
      of: 'all',
      network: 'others',
      unknown: 40,
    })
    expect(events).toContainEqual(expect.objectContaining({ network, unknown: 2 }))
  })

  it('is still counted when the log could not be written', async () => {
    const rename = (one: string, other: string) =>
      test.db.schema.alterTable(one).renameTo(other).execute()
    await test.app.inject({ url: '/v1/matches', headers: from('192.0.2.3') })
    await rename('audit_event', 'away')
    await test.app.writeRefusals()
    await rename('away', 'audit_event')
    expect(await written()).toHaveLength(1)
    expect(test.logged()).toContain('refusals not written yet')
  })

  it('is written when the service stops', async () => {
    await using apart = await createTestApp()
    await apart.app.inject({ url: '/v1/matches' })
    await apart.app.close()
    const { db } = apart
    const events = db.selectFrom('audit_event').select('detail').where('action', '=', 'key.refused')
    expect(await events.execute()).toEqual([{ detail: { network, unknown: 1 } }])
  })
})
