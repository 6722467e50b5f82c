import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hoursLater, seedCase } from '../fixtures/seed-case.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

type Row = {
  outcome: 'page' | 'picture' | 'refused' | 'failed' | 'other'
  code: string | null
  content_type?: string
  hours?: number
  observation?: string
}

/** An address that a page names, as a crawl visited it, once for each row. */
async function seedVisits(pageId: string, rows: readonly Row[]): Promise<void> {
  const id = newId()
  const url_ct = test.crypto.seal({ table: 'location', column: 'url_ct', row: id }, 'https://x/')
  const key = test.crypto.blindIndex('url', id)
  const host = 'pictures.example'
  await test.db
    .insertInto('location')
    .values({ id, url_ct, url_key: key, host, registrable_domain: host })
    .execute()
  for (const { hours = 2, ...row } of rows) {
    const at = { started_at: hoursLater(hours), finished_at: hoursLater(hours) }
    const place = { location_id: id, page_location_id: pageId }
    const size = { wire_bytes: 1, body_bytes: 1, egress: 'test' }
    await test.db
      .insertInto('visit')
      .values({ id: newId(), ...place, ...at, ...size, ...row })
      .execute()
  }
}

/** A report whose page was read and shows nothing that is listed. */
async function seedRead() {
  const seeded = await seedCase(test)
  await test.db.deleteFrom('sighting').where('page_location_id', '=', seeded.pageId).execute()
  return seeded
}

async function stateOf(reportId: string) {
  const headers = { authorization: `Bearer ${await test.keyOf('analyst')}` }
  const answer = await test.app.inject({ url: `/v1/reports/${reportId}`, headers })
  const { state, unseen } = answer.json<{ state: string; unseen: unknown }>()
  return { state, unseen }
}

describe('a report of which not all could be looked at', () => {
  it.each<Row>([
    { outcome: 'failed', code: 'http-503' },
    { outcome: 'failed', code: 'http-403' },
    { outcome: 'failed', code: 'timeout' },
    { outcome: 'refused', code: 'host-paused' },
    { outcome: 'refused', code: 'cut-short' },
    { outcome: 'picture', code: 'unsupported' },
    { outcome: 'other', code: 'archive-encrypted' },
    { outcome: 'other', code: 'not-an-image', content_type: 'video/mp4' },
  ])('is incomplete, not without a match: $outcome $code', async (row) => {
    const { reportId, pageId } = await seedRead()
    await seedVisits(pageId, [row])
    const unseen = { count: 1, again: false }
    expect(await stateOf(reportId)).toEqual({ state: 'incomplete', unseen })
  })

  it.each<Row>([
    { outcome: 'failed', code: 'http-404' },
    { outcome: 'failed', code: 'http-410' },
    { outcome: 'refused', code: 'frame-not-read' },
    { outcome: 'refused', code: 'link-not-followed' },
    { outcome: 'picture', code: 'fingerprinted' },
    { outcome: 'picture', code: 'not-modified' },
    { outcome: 'other', code: 'archive' },
    { outcome: 'other', code: 'not-an-image', content_type: 'text/plain' },
    { outcome: 'failed', code: 'http-503', observation: '{"purpose":"browser"}' },
  ])('is not made of $outcome $code', async (row) => {
    const { reportId, pageId } = await seedRead()
    await seedVisits(pageId, [row])
    const unseen = { count: 0, again: false }
    expect(await stateOf(reportId)).toEqual({ state: 'crawled', unseen })
  })

  it('is what no browser could run', async () => {
    const { reportId, pageId } = await seedRead()
    await test.db
      .updateTable('visit')
      .set({ code: 'renderer-missing' })
      .where('location_id', '=', pageId)
      .execute()
    expect(await stateOf(reportId)).toMatchObject({ state: 'incomplete', unseen: { count: 1 } })
  })

  it('is complete when a later try brings all of it', async () => {
    const { reportId, pageId } = await seedRead()
    const failed = { outcome: 'failed', code: 'http-503' } as const
    await seedVisits(pageId, [failed, { outcome: 'picture', code: 'fingerprinted', hours: 3 }])
    expect(await stateOf(reportId)).toMatchObject({ state: 'crawled' })
    await seedVisits(pageId, [failed, { ...failed, hours: 3 }])
    expect(await stateOf(reportId)).toMatchObject({ state: 'incomplete', unseen: { count: 1 } })
  })

  it('says that it is tried again', async () => {
    const { reportId, pageId } = await seedRead()
    await seedVisits(pageId, [{ outcome: 'failed', code: 'timeout' }])
    await test.db
      .updateTable('location')
      .set({ crawl_due_at: hoursLater(5) })
      .where('id', '=', pageId)
      .execute()
    const unseen = { count: 1, again: true }
    expect(await stateOf(reportId)).toEqual({ state: 'incomplete', unseen })
    const page = await test.app.inject({
      url: `/console/reports/${reportId}`,
      headers: { cookie: await test.sessionOf('analyst') },
    })
    expect(page.body).toContain('addresses: 1; tried again by itself')
    expect(page.body).not.toContain('shows no listed picture')
  })

  it('is counted by itself, and told beside a match', async () => {
    const { reportId, pageId } = await seedCase(test)
    await seedVisits(pageId, [{ outcome: 'failed', code: 'http-503' }])
    expect(await stateOf(reportId)).toMatchObject({ state: 'matched', unseen: { count: 1 } })
    const headers = { authorization: `Bearer ${await test.keyOf('supervisor')}` }
    const answer = await test.app.inject({ url: '/v1/statistics/overview', headers })
    expect(answer.json<{ reports: Record<string, number> }>().reports['incomplete']).toBe(11)
  })
})
