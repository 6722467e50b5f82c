import { createHash } from 'node:crypto'
import { newId, verifyRecord, type SignedRecord } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TEXTS } from '../console/texts.ts'
import type { CheckRecord } from '../check-record-store.ts'
import { CANARY_HASH, CANARY_URL, seedCase, type SeededCase } from '../fixtures/seed-case.ts'
import { seedTakedown, type SeededTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let seeded: SeededCase
let takedown: SeededTakedown
let checkId: string
beforeAll(async () => {
  test = await createTestApp()
  seeded = await seedCase(test)
  takedown = await seedTakedown(test, seeded)
  checkId = await finishedCheck(takedown.takedownId, seeded.pageId)
})
afterAll(() => test[Symbol.asyncDispose]())

const at = new Date('2026-03-02T08:00:00.000Z')

/** A check with one fetch, as the crawler writes them. */
async function finishedCheck(takedownId: string, pageId: string, when = at): Promise<string> {
  const id = newId()
  const sign = { outcome: 'gone' as const, code: 'http-404', evidence: ['status-404'] }
  const detail = [{ locationId: pageId, ...sign, distance: 40 }]
  const times = { due_at: when, started_at: when, finished_at: when }
  await test.db
    .insertInto('removal_check')
    .values({
      id,
      takedown_id: takedownId,
      ...times,
      verdict: 'gone',
      detail: JSON.stringify(detail),
      egress: 'north',
      look_id: id,
    })
    .execute()
  await test.db
    .insertInto('visit')
    .values({
      id: newId(),
      location_id: pageId,
      page_location_id: pageId,
      takedown_id: takedownId,
      look_id: id,
      outcome: 'failed',
      code: 'http-404',
      http_status: 404,
      address: '198.51.100.7',
      wire_bytes: 12,
      body_bytes: 12,
      egress: 'north',
      started_at: at,
      finished_at: at,
    })
    .execute()
  return id
}

const read = async (path: string, role: 'analyst' | 'reporter' = 'analyst') =>
  test.app.inject({ url: path, headers: { authorization: `Bearer ${await test.keyOf(role)}` } })
const recordPath = (check = checkId) =>
  `/v1/takedowns/${takedown.takedownId}/checks/${check}/record`

describe('GET /v1/takedowns/{id}/checks/{checkId}/record', () => {
  it('is believed by who has the public key, and not after a change', async () => {
    const signed: SignedRecord<CheckRecord> = (await read(recordPath())).json()
    const { publicKey } = (await test.app.inject('/record-key')).json()
    expect(verifyRecord(signed, publicKey)).toBe('valid')
    signed.record.check.verdict = 'present'
    expect(verifyRecord(signed, publicKey)).toBe('altered')
  })

  it('says what was seen, from where, at which address for who knows it, and no hash or address', async () => {
    const answer = await read(recordPath())
    const { record }: SignedRecord<CheckRecord> = answer.json()
    expect(record.check).toMatchObject({ id: checkId, verdict: 'gone', vantagePoint: 'north' })
    expect(record.findings).toEqual([
      { address: seeded.pageId, outcome: 'gone', code: 'http-404', evidence: ['status-404'] },
    ])
    expect(record.observations).toMatchObject([
      { address: seeded.pageId, httpStatus: 404, connectedTo: '198.51.100.7' },
    ])
    const urlSha256 = createHash('sha256').update(CANARY_URL).digest('hex')
    expect(record.addresses).toEqual([{ id: seeded.pageId, host: 'pictures.example', urlSha256 }])
    expect(answer.body).not.toContain(CANARY_URL)
    expect(answer.body).not.toContain(CANARY_HASH)
  })

  it('has the verdict of the whole page, and beside it the one at the host, which the page of the takedown goes by', async () => {
    const { takedownId } = takedown
    const plain: SignedRecord<CheckRecord> = (await read(recordPath())).json()
    expect(plain.record.check.verdictAtHost).toBeNull()
    // The page has the picture at another host as well, which has a takedown of its own.
    const later = new Date('2026-03-03T08:00:00.000Z')
    const check = await finishedCheck(takedownId, seeded.pageId, later)
    const raw = { verdict: 'present' as const }
    await test.db.updateTable('removal_check').set(raw).where('id', '=', check).execute()
    const data = { checkId: check, verdict: 'gone', codes: ['http-410'] }
    await test.db
      .insertInto('takedown_event')
      .values({
        takedown_id: takedownId,
        seq: 50,
        type: 'checked',
        at,
        actor: 'crawler',
        data: JSON.stringify(data),
      })
      .execute()
    const { record }: SignedRecord<CheckRecord> = (await read(recordPath(check))).json()
    expect(record.check).toMatchObject({ verdict: 'present', verdictAtHost: 'gone' })
    const { checks } = (await read(`/v1/takedowns/${takedownId}`)).json()
    expect(checks.at(-1)).toMatchObject({ id: check, verdict: 'gone', codes: ['http-410'] })
    const cookie = await test.sessionOf('analyst')
    const url = `/console/takedowns/${takedownId}`
    const page = (await test.app.inject({ url, headers: { cookie } })).body
    const row = page.split('<tr').find((one) => one.includes(`${check}/record`))
    expect(row).toContain(TEXTS.en['check.gone'])
    expect(row).not.toContain(TEXTS.en['check.present'])
  })

  it('is audited', async () => {
    await read(recordPath())
    const event = await test.db
      .selectFrom('audit_event')
      .select(['action', 'object_id', 'detail'])
      .where('action', '=', 'check.exported')
      .executeTakeFirst()
    expect(event).toMatchObject({ object_id: takedown.takedownId, detail: { checkId } })
  })

  it('is nothing for who may not see takedowns, or for a check of another one', async () => {
    expect((await read(recordPath(), 'reporter')).statusCode).toBe(403)
    expect((await read(recordPath(newId()))).statusCode).toBe(404)
    const other = await seedTakedown(test, await seedCase(test))
    const foreign = `/v1/takedowns/${other.takedownId}/checks/${checkId}/record`
    expect((await read(foreign)).statusCode).toBe(404)
  })
})
