import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TEXTS } from '../console/texts.ts'
import { createExportDesk, type ExportDesk } from '../fixtures/export-desk.ts'
import { shownIn } from '../fixtures/pdf-text.ts'
import { seedPast } from '../fixtures/seed-past.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'
import type { ExportContent } from './export-content.ts'
import { exportFile } from './export-file.ts'
import { remake } from './make-export.ts'
import { verifyFile } from './verify-file.ts'

const AS_OF = '2026-07-31T00:00:00.000Z'
const QUARTER = { kind: 'inhope', period: '2026-Q2', asOf: AS_OF }
const YEAR = { kind: 'dsa', period: '2026', asOf: AS_OF }

let desk: ExportDesk
let provider: string
beforeAll(async () => {
  desk = await createExportDesk()
  provider = await seedProvider(desk.test, { name: 'Slow Hosting' })
  const reportedAt = new Date('2026-07-10T00:00:00Z')
  for (let n = 0; n < 10; n++) {
    await seedPast(desk.test, { providerId: provider, reportedAt, told: 2, gone: 12 + n })
  }
})
afterAll(() => desk[Symbol.asyncDispose]())

describe('figures of what is not over', () => {
  const pageOf = async (content: ExportContent, digest: string): Promise<string> =>
    (await exportFile(content, digest, { format: 'html' })).body.toString()
  const said = TEXTS.en['exports.unfinished']

  it('say so in what is published, and on the pages of the console', async () => {
    const { id, digest, content } = await desk.make(YEAR)
    expect((await desk.file(id, 'format=html')).toString()).toContain(`<strong>${said}</strong>`)
    const whole = { ...content, asOf: '2027-01-01T00:00:00.000Z' }
    expect(await pageOf(whole, digest)).not.toContain(said)
    const letter = { kind: 'provider', providerId: provider, asOf: AS_OF }
    const pdfOf = async (period: string) =>
      shownIn(
        (
          await desk.file((await desk.make({ ...letter, period })).id, 'format=pdf&language=en')
        ).toString('latin1'),
      ).replaceAll(/\s+/g, ' ')
    expect(await pdfOf('2026')).toContain(said)
    expect(await pdfOf('2026-Q2')).not.toContain(said)
    const cookie = await desk.test.sessionOf('supervisor')
    const open = async (url: string) =>
      (await desk.test.app.inject({ url, headers: { cookie, 'accept-language': 'en' } })).body
    expect(await open(`/console/exports/${id}`)).toContain(
      '1 January 2026 to 31 December 2026 (not over then)',
    )
    const { id: over } = await desk.make(QUARTER)
    expect(await open(`/console/exports/${over}`)).toContain('1 April 2026 to 30 June 2026</dd>')
    const list = await open('/console/exports')
    expect(list).toMatch(/data-label="Period">2026 \(not over then\)</)
    expect(list).toMatch(/data-label="Period">2026-Q2</)
  })

  it('have the bytes they had where they were made before', async () => {
    const { content: newest } = await desk.make(YEAR)
    const { content, digest } = await remake(desk.test.db, { ...newest, version: 2 })
    expect(content.figures).toEqual(newest.figures)
    await desk.keepBefore(content, digest)
    const page = await pageOf(content, digest)
    expect(page).not.toContain(said)
    const verdict = { digest, known: true, recomputed: true, sameBytes: true }
    expect(await verifyFile(desk.test.db, Buffer.from(page))).toEqual(verdict)
  })
})
