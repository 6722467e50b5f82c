import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase, seedReport, type SeededCase } from '../fixtures/seed-case.ts'
import { seedTakedown } from '../fixtures/seed-takedown.ts'
import { FORM, createTestApp, formTokenIn, type TestApp } from '../fixtures/test-app.ts'
import { TEXTS } from './texts.ts'

let test: TestApp
let cookie: string
beforeAll(async () => {
  test = await createTestApp()
  cookie = await test.sessionOf('analyst')
})
afterAll(() => test[Symbol.asyncDispose]())

const get = (url: string, as = cookie) => test.app.inject({ url, headers: { cookie: as } })

async function decide({ matchId }: SeededCase, verdict: 'confirm' | 'reject') {
  const form = formTokenIn((await get('/console')).body)
  const payload = new URLSearchParams({ form, verdict, reason: 'compared' }).toString()
  const url = `/console/matches/${matchId}/decisions`
  return test.app.inject({ method: 'POST', url, payload, headers: { ...FORM, cookie } })
}

const words = (body: string): string => body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

describe('the card of a match', () => {
  it('says before the decision what it concerns, and leads to the reports', async () => {
    const seeded = await seedCase(test)
    const body = (await get('/console/matches')).body
    expect(words(body)).toContain('pages: 1, hosts: 1. Each gets a takedown')
    expect(body).toContain(`href="/console/reports/${seeded.reportId}?queue=`)
  })

  it('says that a possible match opens nothing', async () => {
    const { matchId } = await seedCase(test, { tier: 'probable' })
    const body = words((await get(`/console/matches/${matchId}`)).body)
    expect(body).toContain('opens no takedown')
    expect(body).not.toContain('Each gets a takedown')
  })
})

describe('a match whose ground does not count now', () => {
  const OPENS = 'Each gets a takedown'
  const LATER = TEXTS.en['match.opens-later']
  const ofEntry = (status: 'suspended' | 'revoked') => (seeded: SeededCase) =>
    test.db.updateTable('list_entry').set({ status }).where('id', '=', seeded.entryId).execute()
  const ofList =
    (set: { expires_at?: Date; withdrawn_at?: Date }) =>
    async ({ listId, entryId }: SeededCase) => {
      await test.db.updateTable('hash_list').set(set).where('id', '=', listId).execute()
      if (!set.withdrawn_at) return
      await ofSubmission({ state: 'ended' })({ entryId })
    }
  const ofSubmission =
    (set: { state?: 'ended'; expires_at?: Date }) =>
    ({ entryId }: Pick<SeededCase, 'entryId'>) =>
      test.db
        .updateTable('submission')
        .set(set)
        .where('id', 'in', (one) =>
          one.selectFrom('list_entry').select('submission_id').where('id', '=', entryId),
        )
        .execute()
  const past = new Date('2026-01-01T00:00:00Z')

  it.each([
    ['entry-revoked', ofEntry('revoked')],
    ['entry-suspended', ofEntry('suspended')],
    ['list-withdrawn', ofList({ withdrawn_at: past })],
    ['list-expired', ofList({ expires_at: past })],
    ['submission-ended', ofSubmission({ state: 'ended' })],
    ['submission-expired', ofSubmission({ expires_at: past })],
  ] as const)('says so in place of what follows: %s', async (lapse, change) => {
    const seeded = await seedCase(test)
    const pages = [`/console/reports/${seeded.reportId}`, `/console/matches/${seeded.matchId}`]
    for (const page of pages) {
      const text = words((await get(page)).body)
      expect(text, page).toContain(OPENS)
      expect(text, page).not.toContain(TEXTS.en[`lapse.${lapse}`])
    }
    await change(seeded)
    for (const page of pages) {
      const { body } = await get(page)
      expect(words(body), page).not.toContain(OPENS)
      expect(words(body), page).toContain(`${TEXTS.en[`lapse.${lapse}`]} ${LATER}`)
      expect(body, page).toContain('value="confirm"')
    }
    expect((await decide(seeded, 'confirm')).statusCode).toBe(303)
    const fact = `${TEXTS.en['match.lapse']} ${TEXTS.en[`lapse.${lapse}`]}`
    for (const page of pages) expect(words((await get(page)).body), page).toContain(fact)
  })
})

describe('the way back from a decision', () => {
  it('says what ends with it, and rejects', async () => {
    const seeded = await seedCase(test)
    const { takedownId } = await seedTakedown(test, seeded)
    await decide(seeded, 'confirm')
    const path = `/console/matches/${seeded.matchId}`
    for (const from of ['/console/matches', `/console/takedowns/${takedownId}`]) {
      expect((await get(from)).body, from).toContain(`href="${path}"`)
    }
    const page = (await get(path)).body
    expect(words(page)).toContain('takedowns: 1.')
    expect(page).toContain(`href="/console/takedowns/${takedownId}"`)
    expect(words(page)).toContain('notices: 1, recipients: 1.')
    expect(page).toContain('value="reject"')
    expect(page).not.toContain('value="confirm"')
    test.hints.length = 0
    expect((await decide(seeded, 'reject')).statusCode).toBe(303)
    const payload = { mediaId: seeded.mediaId }
    expect(test.hints).toContainEqual({ name: 'open-takedown', payload })
    const after = (await get(path)).body
    expect(words(after)).toContain('rejected, Robin (analyst)')
    expect(after).toContain('value="confirm"')
  })

  it('is for those who may decide', async () => {
    const seeded = await seedCase(test)
    await decide(seeded, 'confirm')
    const status = async (role: 'supervisor' | 'auditor' | 'police') =>
      (await get(`/console/matches/${seeded.matchId}`, await test.sessionOf(role))).statusCode
    expect(await status('supervisor')).toBe(200)
    expect([await status('auditor'), await status('police')]).toEqual([403, 403])
  })

  it('is not there for a match that is not', async () => {
    const { takedownId } = await seedTakedown(test, await seedCase(test))
    expect((await get(`/console/matches/${takedownId}`)).statusCode).toBe(404)
  })
})

describe('a removal check in the console', () => {
  it('names where it looked from and when to the second, and is downloaded signed', async () => {
    const { takedownId } = await seedTakedown(test, await seedCase(test))
    const { id: checkId } = await test.db
      .selectFrom('removal_check')
      .select('id')
      .where('takedown_id', '=', takedownId)
      .executeTakeFirstOrThrow()
    const page = (await get(`/console/takedowns/${takedownId}`)).body
    const url = `/console/takedowns/${takedownId}/checks/${checkId}/record`
    expect(page).toContain(url)
    expect(words(page)).toContain('14:00:00 UTC')
    expect(words(page)).toContain(takedownId)
    const file = await get(url)
    expect(file.headers['content-disposition']).toBe(`attachment; filename="check-${checkId}.json"`)
    expect(file.json()).toMatchObject({
      record: { check: { id: checkId }, takedown: { id: takedownId } },
      signature: { algorithm: 'Ed25519' },
    })
    const audit = test.db.selectFrom('audit_event').select('actor')
    expect(await audit.where('action', '=', 'check.exported').execute()).toEqual([
      { actor: 'analyst:Robin' },
    ])
  })
})

describe('a refused report', () => {
  it('does not promise what will never come', async () => {
    const reportId = await seedReport(test)
    await test.db
      .insertInto('report_location')
      .values({ report_id: reportId, location_id: null, refused_code: 'not-a-url' })
      .execute()
    const body = words((await get(`/console/reports/${reportId}`)).body)
    expect(body).toContain('no address that can be fetched')
    expect(body).toContain('Nothing was fetched, and nothing will be.')
    expect(body).not.toMatch(/not known yet|Reload this page/)
  })
})
