import { afterAll, beforeAll, expect, it } from 'vitest'
import { seedPast } from '../fixtures/seed-past.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import type { ExportContent } from './export-content.ts'
import { findHosts } from './export-store.ts'

const asOf = '2026-01-31T00:00:00.000Z'
let test: TestApp
let headers: { authorization: string }
beforeAll(async () => {
  test = await createTestApp()
  test.pass(Math.max(0, new Date('2026-11-01T00:00:00Z').getTime() - Date.now()))
  headers = { authorization: `Bearer ${await test.keyOf('supervisor')}` }
})
afterAll(() => test[Symbol.asyncDispose]())

const make = async (payload: object) => {
  const asked = { period: '2025', asOf, ...payload }
  const answer = await test.app.inject({
    method: 'POST',
    url: '/v1/exports',
    headers,
    payload: asked,
  })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json<{ id: string; content: ExportContent }>()
}

it('a provider that no registry names is found, and goes by its handle, in all figures of it', async () => {
  const handle = 'mailbox:desk@nameless.example'
  const providerId = await seedProvider(test, { name: '', handle })
  const reportedAt = new Date('2025-07-10T00:00:00Z')
  await seedPast(test, { providerId, reportedAt, told: 2, gone: 26 })
  const { id } = await make({ kind: 'dsa' })
  const csv = await test.app.inject({ url: `/v1/exports/${id}/file?format=csv`, headers })
  const items = csv.body.split('\r\n').filter((line) => line.startsWith('dsa-items,'))
  expect(items).toEqual([
    expect.stringMatching(/^dsa-items,[^,]*,,,1,/),
    expect.stringMatching(/^dsa-items,[^,]*,mailbox:desk@nameless\.example,,1,/),
  ])
  const letter = await make({ kind: 'provider', providerId })
  expect(letter.content.providers[providerId]).toMatchObject({ name: handle })
  const list = await test.app.inject({ url: '/v1/exports', headers })
  expect(list.json()).toMatchObject({ items: [{ providerName: handle }, { providerName: null }] })
  expect(await findHosts(test.db, 'DESK@nameless', 20)).toEqual([{ id: providerId, name: handle }])
  // the word before the colon is ours
  expect(await findHosts(test.db, 'mailbox', 20)).toEqual([])
})
