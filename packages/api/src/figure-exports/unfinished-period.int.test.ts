import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TEXTS } from '../console/texts.ts'
import { shownIn } from '../fixtures/pdf-text.ts'
import { seedPast } from '../fixtures/seed-past.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { contentBytes, digestOf, type ExportContent } from './export-content.ts'
import { exportFile } from './export-file.ts'
import { keepExport } from './export-store.ts'
import { remake } from './make-export.ts'
import { verifyFile } from './verify-file.ts'

const AS_OF = '2026-07-31T00:00:00.000Z'
const QUARTER = { kind: 'inhope', period: '2026-Q2', asOf: AS_OF }
const YEAR = { kind: 'dsa', period: '2026', asOf: AS_OF }

let test: TestApp
let headers: { authorization: string }
let provider: string
beforeAll(async () => {
  test = await createTestApp()
  // the instant lies before the clock of the test
  test.pass(Math.max(0, new Date('2026-11-01T00:00:00Z').getTime() - Date.now()))
  headers = { authorization: `Bearer ${await test.keyOf('supervisor')}` }
  provider = await seedProvider(test, { name: 'Slow Hosting' })
  const reportedAt = new Date('2026-07-10T00:00:00Z')
  for (let n = 0; n < 10; n++) {
    await seedPast(test, { providerId: provider, reportedAt, told: 2, gone: 12 + n })
  }
})
afterAll(() => test[Symbol.asyncDispose]())

type Made = { id: string; digest: string; content: ExportContent }
const make = async (payload: object): Promise<Made> => {
  const answer = await test.app.inject({ method: 'POST', url: '/v1/exports', headers, payload })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json<Made>()
}
const file = async (id: string, query: string): Promise<Buffer> =>
  (await test.app.inject({ url: `/v1/exports/${id}/file?${query}`, headers })).rawPayload

describe('figures of what is not over', () => {
  const pageOf = async (content: ExportContent, digest: string): Promise<string> =>
    (await exportFile(content, digest, { format: 'html' })).body.toString()
  const said = TEXTS.en['exports.unfinished']

  it('say so in what is published, and on the pages of the console', async () => {
    const { id, digest, content } = await make(YEAR)
    expect((await file(id, 'format=html')).toString()).toContain(`<strong>${said}</strong>`)
    const whole = { ...content, asOf: '2027-01-01T00:00:00.000Z' }
    expect(await pageOf(whole, digest)).not.toContain(said)
    const letter = { kind: 'provider', providerId: provider, asOf: AS_OF }
    const pdfOf = async (period: string) =>
      shownIn(
        (await file((await make({ ...letter, period })).id, 'format=pdf&language=en')).toString(
          'latin1',
        ),
      ).replaceAll(/\s+/g, ' ')
    expect(await pdfOf('2026')).toContain(said)
    expect(await pdfOf('2026-Q2')).not.toContain(said)
    const cookie = await test.sessionOf('supervisor')
    const open = async (url: string) =>
      (await test.app.inject({ url, headers: { cookie, 'accept-language': 'en' } })).body
    expect(await open(`/console/exports/${id}`)).toContain(
      '1 January 2026 to 31 December 2026 (not over then)',
    )
    const { id: over } = await make(QUARTER)
    expect(await open(`/console/exports/${over}`)).toContain('1 April 2026 to 30 June 2026</dd>')
    const list = await open('/console/exports')
    expect(list).toMatch(/data-label="Period">2026 \(not over then\)</)
    expect(list).toMatch(/data-label="Period">2026-Q2</)
  })

  it('have the bytes they had where they were made before', async () => {
    const { content: newest } = await make(YEAR)
    const { content, digest } = await remake(test.db, { ...newest, version: 2 })
    expect(content.figures).toEqual(newest.figures)
    await keepExport(test.db, {
      digest,
      askedDigest: digestOf(Buffer.from('asked before')),
      kind: 'dsa',
      period: content.period.name,
      providerId: null,
      asOf: new Date(content.asOf),
      madeAt: new Date(content.asOf),
      madeBy: 'supervisor:Sam',
      content: contentBytes(content).toString(),
    })
    const page = await pageOf(content, digest)
    expect(page).not.toContain(said)
    const verdict = { digest, known: true, recomputed: true, sameBytes: true }
    expect(await verifyFile(test.db, Buffer.from(page))).toEqual(verdict)
  })
})
