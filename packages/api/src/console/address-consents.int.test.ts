import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressConsents } from '../address-files/address-consents.ts'
import { seedConsent } from '../fixtures/seed-address-file.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../fixtures/test-app.ts'

const DAY_MS = 86_400_000
let test: TestApp
const as: Record<string, (url: string, fields?: Record<string, string>) => Promise<Answer>> = {}
type Answer = { statusCode: number; body: string; headers: Record<string, unknown> }

beforeAll(async () => {
  test = await createTestApp()
  for (const [name, role] of [
    ['Ann', 'analyst'],
    ['Sue', 'supervisor'],
    ['Sam', 'supervisor'],
    ['Adam', 'admin'],
  ] as const) {
    const cookie = await test.sessionOf(role, name)
    const page = await test.app.inject({ url: '/console/account', headers: { cookie } })
    const form = formTokenIn(page.body)
    as[name] = (url, fields) =>
      test.app.inject({
        method: fields ? 'POST' : 'GET',
        url,
        headers: { ...FORM, cookie },
        ...(fields && { payload: new URLSearchParams({ form, ...fields }).toString() }),
      })
  }
})
afterAll(() => test[Symbol.asyncDispose]())

const pathOf = (id: string) => `/console/providers/${id}`
const propose = (name: string, id: string, days = '365') =>
  as[name]!(`${pathOf(id)}/address-consents`, { days })
const act = (name: string, id: string, consent: string, action: 'approve' | 'withdraw') =>
  as[name]!(`${pathOf(id)}/address-consents/${consent}/${action}`, {})
const of = (id: string) => addressConsents(test.db, id, new Date())
const waitingOf = async (id: string): Promise<string> => (await of(id)).waiting!.id
const wordsOf = async (name: string, id: string): Promise<string> =>
  (await as[name]!(pathOf(id))).body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
const logged = async (id: string) => {
  const rows = await test.db
    .selectFrom('audit_event')
    .select(['actor', 'action', 'detail'])
    .where('object_id', '=', id)
    .where('action', 'like', 'address-consent.%')
    .orderBy('id')
    .execute()
  return rows.map(({ actor, action, detail }) => [action, actor, detail])
}

describe('that a provider may take addresses as files', () => {
  it('is off, proposed by one person and given by another one, and withdrawn by one at once', async () => {
    const id = await seedProvider(test, { name: 'Own Hosting' })
    expect(await wordsOf('Sue', id)).toContain('take no exact addresses as a file')
    expect((await propose('Sue', id)).headers['location']).toBe(
      `${pathOf(id)}?done=consent-proposed`,
    )
    const consent = await waitingOf(id)
    expect((await as['Sam']!('/console/supervision')).body).toContain('addresses as files proposed')
    expect((await as['Sue']!(pathOf(id))).body).not.toContain(`${consent}/approve`)
    const alone = await act('Sue', id, consent, 'approve')
    expect([alone.statusCode, alone.body.includes('second-person-needed')]).toEqual([403, true])
    expect((await act('Ann', id, consent, 'approve')).statusCode).toBe(403)
    expect((await of(id)).given).toBeNull()
    expect((await act('Sam', id, consent, 'approve')).statusCode).toBe(303)
    expect(await wordsOf('Ann', id)).toMatch(/Proposed by Sue .*Approved by Sam/)
    const { given } = await of(id)
    const year = given!.endsAt.getTime() - given!.proposedAt.getTime()
    expect(year).toBe(365 * DAY_MS)
    expect((await act('Ann', id, consent, 'withdraw')).statusCode).toBe(403)
    expect((await act('Sue', id, consent, 'withdraw')).statusCode).toBe(303)
    expect(await of(id)).toEqual({ waiting: null, given: null })
    expect((await act('Sue', id, consent, 'withdraw')).statusCode).toBe(404)
    expect(await logged(id)).toEqual([
      ['address-consent.proposed', 'supervisor:Sue', { consent, days: 365 }],
      ['address-consent.given', 'supervisor:Sam', { consent, replaces: null }],
      ['address-consent.withdrawn', 'supervisor:Sue', { consent }],
    ])
  })

  it('may be proposed by an analyst, once at a time, for a year at most, by nobody else', async () => {
    const id = await seedProvider(test, { name: 'Other Hosting' })
    expect((await propose('Adam', id)).statusCode).toBe(403)
    expect((await propose('Ann', id, '366')).statusCode).toBe(400)
    expect((await propose('Ann', id, '30')).statusCode).toBe(303)
    expect((await propose('Sue', id, '30')).statusCode).toBe(409)
    const consent = await waitingOf(id)
    const elsewhere = await seedProvider(test, { name: 'Elsewhere' })
    expect((await act('Sue', elsewhere, consent, 'approve')).statusCode).toBe(404)
    await act('Sue', id, consent, 'withdraw')
    expect((await act('Sam', id, consent, 'approve')).statusCode).toBe(404)
    expect((await logged(id)).map(([action]) => action)).toEqual([
      'address-consent.proposed',
      'address-consent.dropped',
    ])
  })

  it('is renewed without a gap, and a proposal that nobody gave in time is in nobody’s way', async () => {
    const id = await seedProvider(test, { name: 'Third Hosting' })
    const first = await seedConsent(test, id)
    await propose('Ann', id, '90')
    expect((await of(id)).given!.id).toBe(first)
    const second = await waitingOf(id)
    await act('Sue', id, second, 'approve')
    expect((await of(id)).given!.id).toBe(second)
    expect((await logged(id)).at(-1)![2]).toEqual({ consent: second, replaces: first })
    const past = new Date(Date.now() - 31 * DAY_MS)
    const late = await seedProvider(test, { name: 'Late Hosting' })
    await seedConsent(test, late, { at: past })
    expect(await of(late)).toEqual({ waiting: null, given: null })
    await seedConsent(test, late)
    expect((await of(late)).given).not.toBeNull()
  })

  it('is given by two people and for a year at most, whoever writes to the database', async () => {
    const id = await seedProvider(test, { name: 'Fourth Hosting' })
    await propose('Ann', id, '30')
    const consent = await waitingOf(id)
    const row = test.db.updateTable('address_consent').where('id', '=', consent)
    const at = new Date()
    for (const given of [
      { given_by: 'analyst:Ann', giver: 'Somebody' },
      { given_by: 'supervisor:Ann', giver: ' ann ' },
    ]) {
      await expect(row.set({ ...given, given_at: at }).execute()).rejects.toMatchObject({
        constraint: 'address_consent_four_eyes',
      })
    }
    const later = { ends_at: new Date(at.getTime() + 300 * DAY_MS) }
    await expect(row.set(later).execute()).rejects.toMatchObject({
      constraint: 'address_consent_stays',
    })
  })
})
