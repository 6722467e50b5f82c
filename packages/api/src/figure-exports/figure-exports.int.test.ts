import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createExportDesk, type ExportDesk } from '../fixtures/export-desk.ts'
import { shownIn } from '../fixtures/pdf-text.ts'
import { addEvents, seedPast } from '../fixtures/seed-past.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { digestOf, type ExportContent } from './export-content.ts'
import { remake } from './make-export.ts'
import { verifyFile } from './verify-file.ts'

// July to September 2026; the instant lies in the quarter after it, and before the clock of the test.
const IN_QUARTER = new Date('2026-07-10T00:00:00Z')
const AS_OF = '2026-07-31T00:00:00.000Z'
const DAY_H = 24

let desk: ExportDesk
let slow: string
let small: string
let open: { takedownId: string; noticeId: string; providerId: string }
beforeAll(async () => {
  desk = await createExportDesk({ organisation: 'Meldpunt Noord' })
  slow = await seedProvider(desk.test, { name: '=Хостинг Łódź, "Süd"' })
  const quick = await seedProvider(desk.test, { name: 'Quick Hosting', country: 'DE' })
  const others = await Promise.all(
    ['A', 'B', 'C', 'D', 'E'].map((name) => seedProvider(desk.test, { name })),
  )
  small = others[0]!
  const base = { reportedAt: IN_QUARTER }
  for (let n = 0; n < 10; n++) {
    await seedPast(desk.test, { ...base, providerId: slow, told: 2, gone: 12 + n * 20 })
  }
  open = await seedPast(desk.test, { ...base, providerId: slow, told: 2, answered: 5, police: 1 })
  await seedPast(desk.test, { ...base, providerId: slow, told: 2, gone: 30, back: 100 })
  await seedPast(desk.test, { ...base, providerId: slow, told: 2, withdrawn: 9 })
  await seedPast(desk.test, { ...base, providerId: quick, told: 4, gone: 1, country: 'DE' })
  for (const providerId of others) {
    for (let n = 0; n < 4; n++)
      await seedPast(desk.test, { ...base, providerId, told: 2, gone: 26 })
  }
  await seedPast(desk.test, {
    providerId: quick,
    reportedAt: new Date('2026-03-01T00:00:00Z'),
    told: 3,
  })
})
afterAll(() => desk[Symbol.asyncDispose]())

const post = (payload: object) =>
  desk.test.app.inject({ method: 'POST', url: '/v1/exports', headers: desk.headers, payload })
const refused = async (payload: object): Promise<string> =>
  (await post(payload)).json<{ code: string }>().code

/** What is told of how long so few took. */
const withheld = (n: number, hours: readonly number[]) => ({
  n,
  ended: null,
  open: null,
  closed: null,
  before: null,
  medianMs: null,
  p90Ms: null,
  within: hours.map((one) => ({ hours: one, ended: null, share: null })),
})
const DAYS = [1, 3, 7, 14, 28].map((days) => days * DAY_H)
/** By the rules of before. */
const ofBefore = async (content: ExportContent) =>
  (await remake(desk.test.db, { ...content, version: 1 })).content.figures

const QUARTER = { kind: 'inhope', period: '2026-Q3', asOf: AS_OF }
const YEAR = { kind: 'dsa', period: '2026', asOf: AS_OF, statement: 'No provider pays us.\nNone.' }

describe('figures of a quarter', () => {
  it('count what was decided, told, handed over, gone and seen again in it', async () => {
    const { content } = await desk.make(QUARTER)
    if (content.kind !== 'inhope') throw new Error('other figures')
    expect(content.figures).toMatchObject({
      confirmed: 33,
      withdrawn: 1,
      toPolice: 1,
      toIccam: 0,
      toProvider: 34,
      resurfaced: 1,
      byClass: [{ class: 'csam', items: 33 }],
      byCountry: [
        { country: 'NL', items: 32 },
        { country: 'DE', items: 1 },
      ],
      removal: { n: 33, ended: 32, open: 1, before: 0 },
      removalAfterNotice: { n: 32, ended: 31, open: 1, before: 1 },
    })
    // after 12, 32, 52 and 72 hours, 20 after 26, one after 30 and one after 1
    const within = content.figures.removal.within.find(({ hours }) => hours === 72)
    expect(within).toEqual({ hours: 72, ended: 26, share: 0.7879 })
  })

  it('are a table with a definition beside each', async () => {
    const { id, digest } = await desk.make(QUARTER)
    const csv = (await desk.file(id, 'format=csv&language=nl')).toString()
    expect(csv).toContain(`digest,,,,sha256:${digest},,,\r\n`)
    expect(csv).toContain('as_of,,,,2026-07-31T00:00:00.000Z')
    const line = csv.split('\r\n').find((one) => one.startsWith('to-police,'))
    expect(line).toMatch(/^to-police,"Aan de politie doorgegeven",,,1,count,T4,/)
    expect(csv.split('\r\n').find((one) => one.startsWith('site-type,'))).toContain('not-recorded')
  })

  it('tell no times of fewer than ten items, nor how many have ended', async () => {
    const { id, content } = await desk.make({ ...QUARTER, period: '2026-Q1' })
    expect(content.figures).toMatchObject({
      confirmed: 1,
      removal: withheld(1, DAYS),
      removalAfterNotice: withheld(1, DAYS),
    })
    const csv = (await desk.file(id, 'format=csv')).toString().split('\r\n')
    const few = csv.filter((line) => line.includes(',too-few,')).map((line) => line.split(',')[0])
    const each = (field: string) => DAYS.map(() => field)
    expect(few).toEqual([
      'ntd-open',
      'ntd-closed',
      ...each('ntd-within'),
      ...each('ntd-share'),
      'ntd-median',
      'ntd-p90',
      'notice-before',
      ...each('notice-share'),
      'notice-median',
    ])
    expect(csv.find((line) => line.startsWith('ntd-items,'))).toContain(',1,count,')
    expect(await ofBefore(content)).toMatchObject({ removal: { n: 1, ended: 0, open: 1 } })
  })
})

describe('figures of a year', () => {
  it('have the notices of each provider, what they were of and what it did', async () => {
    const { content } = await desk.make(YEAR)
    if (content.kind !== 'dsa') throw new Error('other figures')
    const own = content.figures.providers.find(({ providerId }) => providerId === slow)
    expect(own).toMatchObject({
      notices: 13,
      items: 13,
      byClass: [{ class: 'csam', items: 13 }],
      byAction: [
        { action: 'removed', items: 10 },
        { action: 'removed-came-back', items: 1 },
        { action: 'answered', items: 1 },
        { action: 'withdrawn', items: 1 },
      ],
    })
    expect(content.figures).toMatchObject({ notices: 35, items: 35 })
  })

  it('have no median of a provider of fewer than ten items', async () => {
    const { id, content } = await desk.make(YEAR)
    if (content.kind !== 'dsa') throw new Error('other figures')
    const { providers } = content.figures
    const own = providers.find(({ providerId }) => providerId === slow)!
    const few = providers.find(({ items }) => items === 4)!
    expect(own).toMatchObject({ timed: 12, medianMs: 90 * 3_600_000 })
    expect(few).toMatchObject({ timed: 4, medianMs: null })
    const csv = (await desk.file(id, 'format=csv')).toString().split('\r\n')
    const medians = csv.filter((line) => line.startsWith('dsa-median,'))
    expect(medians.filter((line) => line.includes(',too-few,'))).toHaveLength(6)
    expect(medians.filter((line) => line.includes(',hours,'))).toHaveLength(2)
  })

  it('have no times of all together where they are fewer than ten', async () => {
    const { id, content } = await desk.make({ ...YEAR, asOf: '2026-03-10T00:00:00.000Z' })
    expect(content.figures).toMatchObject({ items: 1, removal: withheld(1, DAYS) })
    const csv = (await desk.file(id, 'format=csv')).toString().split('\r\n')
    const shares = csv.filter((line) => line.startsWith('dsa-share,'))
    expect(shares.filter((line) => line.includes(',too-few,'))).toHaveLength(DAYS.length)
    expect(await ofBefore(content)).toMatchObject({ removal: { n: 1, open: 1 } })
  })

  it('by the rules of before come out by those', async () => {
    const { content } = await desk.make(YEAR)
    const again = await remake(desk.test.db, { ...content, version: 1 })
    if (again.content.kind !== 'dsa') throw new Error('other figures')
    const few = again.content.figures.providers.find(({ items }) => items === 4)!
    expect(few.medianMs).toBe(24 * 3_600_000)
    expect(few).not.toHaveProperty('timed')
  })

  it('are a page that can be published, and a table that no spreadsheet runs', async () => {
    const { id } = await desk.make(YEAR)
    const page = (await desk.file(id, 'format=html&language=fr')).toString()
    expect(page).toContain('<html lang="fr">')
    expect(page).toContain('=Хостинг Łódź, &quot;Süd&quot;')
    expect(page).toContain('<p>No provider pays us.</p>')
    expect(page).toContain('Meldpunt Noord publie ce rapport')
    expect(page).not.toMatch(/<script|https?:/)
    const csv = (await desk.file(id, 'format=csv')).toString()
    expect(csv).toContain(`"'=Хостинг Łódź, ""Süd"""`)
  })
})

describe('a letter to a provider', () => {
  const letter = () =>
    desk.make({ kind: 'provider', period: '2026-Q3', providerId: slow, asOf: AS_OF })

  it('has its own figures, and of all others their median alone', async () => {
    const { content } = await letter()
    if (content.kind !== 'provider') throw new Error('other figures')
    expect(content.figures).toMatchObject({
      items: 12,
      notices: 13,
      bounced: 0,
      removed: 10,
      open: 2,
      resurfaced: 1,
      others: { medianMs: 24 * 3_600_000 },
    })
    // the last one went after 192 hours, and one is open since 502
    expect(content.figures.curve.at(-1)!.ms).toBeLessThan(200 * 3_600_000)
    expect(content.figures.watchedMs).toBe(502 * 3_600_000)
  })

  it('tells no times of fewer than ten items, to nobody who makes or reads it', async () => {
    const { id, content } = await desk.make({
      kind: 'provider',
      period: '2026-Q3',
      providerId: small,
      asOf: AS_OF,
    })
    expect(content.figures).toMatchObject({
      items: 4,
      removal: withheld(4, [24, 72]),
      curve: [],
      watchedMs: null,
    })
    const csv = (await desk.file(id, 'format=csv')).toString().split('\r\n')
    for (const field of ['letter-median', 'letter-p90', 'letter-within'])
      for (const line of csv.filter((one) => one.startsWith(`${field},`)))
        expect(line).toContain(',too-few,')
    const before = await ofBefore(content)
    expect(before).toMatchObject({ removal: { n: 4, ended: 4, medianMs: 24 * 3_600_000 } })
    expect(before).toMatchObject({ curve: [{ ms: 24 * 3_600_000, open: 0 }] })
    expect(before).not.toHaveProperty('watchedMs')
  })

  it('says nothing of others of whom there are too few', async () => {
    const period = '2026-03'
    const quick = await seedProvider(desk.test, { name: 'Alone' })
    const { content } = await desk.make({
      kind: 'provider',
      period,
      providerId: quick,
      asOf: AS_OF,
    })
    expect(content.figures).toMatchObject({ others: null, items: 0 })
  })

  it('is a tagged document with its texts in it, whatever the alphabet of the name', async () => {
    const { id, digest } = await letter()
    const pdf = (await desk.file(id, 'format=pdf')).toString('latin1')
    expect(pdf.startsWith('%PDF-1.7')).toBe(true)
    expect(pdf).toContain('/MarkInfo')
    expect(pdf).toContain('/Lang (nl)')
    expect(pdf).toContain(`sha256:${digest}`)
    for (const tag of ['/H1', '/H2', '/Table', '/TH', '/Figure']) expect(pdf).toContain(tag)
    const said = shownIn(pdf)
    expect(said).toContain('Uw cijfers voor 2026-Q3')
    expect(said).toContain('Aan: =Khosting Lódz, "Süd"')
    expect(said).toContain('Gemelde items')
    // the name as it is, for whoever has it read aloud: UTF-16, big endian
    expect(pdf).toMatch(/\/ActualText \(\u00fe\u00ff/)
  })
})

describe('the same period and instant', () => {
  it('give the same bytes when the world has gone on', async () => {
    const wishes = [
      QUARTER,
      YEAR,
      { kind: 'provider', period: '2026', providerId: slow, asOf: AS_OF },
    ]
    const filesOf = async (id: string, kind: string) =>
      Promise.all(
        [
          'csv&language=de',
          'json',
          ...(kind === 'dsa' ? ['html'] : []),
          ...(kind === 'provider' ? ['pdf'] : []),
        ].map((format) => desk.file(id, `format=${format}`)),
      )
    const before = []
    for (const wish of wishes) {
      const { id, digest } = await desk.make(wish)
      before.push({ digest, files: await filesOf(id, wish.kind) })
    }
    const since = { reportedAt: IN_QUARTER }
    // seen before the instant, but written after it: nobody knew
    await addEvents(
      desk.test,
      open,
      { ...since, gone: 3 * DAY_H },
      new Date('2026-10-01T00:00:00Z'),
    )
    await seedPast(desk.test, {
      ...since,
      providerId: slow,
      reportedAt: new Date(AS_OF),
      told: 2,
      gone: 4,
    })
    await desk.test.db
      .updateTable('provider')
      .set({ name: 'Renamed' })
      .where('id', '=', slow)
      .execute()
    for (const [index, wish] of wishes.entries()) {
      // computed of the events each time, with the names as they were the first time
      const { id, digest } = await desk.make(wish)
      expect(digest).toBe(before[index]!.digest)
      expect(await filesOf(id, wish.kind)).toEqual(before[index]!.files)
      for (const bytes of before[index]!.files) {
        const verdict = { digest, known: true, recomputed: true, sameBytes: true }
        expect(await verifyFile(desk.test.db, bytes)).toEqual(verdict)
      }
    }
    const later = await desk.make({ ...QUARTER, asOf: '2026-10-02T00:00:00.000Z' })
    expect(later.content.figures).toMatchObject({ confirmed: 34, removal: { open: 0 } })
  })

  it('are found out where a file or an event was changed', async () => {
    const { id, digest } = await desk.make(QUARTER)
    const json = await desk.file(id, 'format=json')
    expect(digestOf(json)).toBe(digest)
    const csv = (await desk.file(id, 'format=csv')).toString()
    const altered = Buffer.from(csv.replace(',,,1,count,T4,', ',,,9,count,T4,'))
    expect(await verifyFile(desk.test.db, altered)).toMatchObject({
      recomputed: true,
      sameBytes: false,
    })
    expect(await verifyFile(desk.test.db, Buffer.from('a,b\r\n'))).toMatchObject({ known: false })
    await desk.test.db
      .updateTable('takedown_event')
      .set({ recorded_at: new Date('2026-12-01T00:00:00Z') })
      .where('takedown_id', '=', open.takedownId)
      .where('type', '=', 'handed-over')
      .execute()
    const url = `/v1/exports/${id}/verification`
    const answer = await desk.test.app.inject({ method: 'POST', url, headers: desk.headers })
    expect(answer.json()).toMatchObject({ digest, same: false })
    expect(await refused(QUARTER)).toBe('export-differs')
  })
})

describe('making figures', () => {
  it('refuses what makes no sense', async () => {
    expect(await refused({ ...QUARTER, period: '2026' })).toBe('period-invalid')
    expect(await refused({ ...QUARTER, period: '2027-Q1' })).toBe('period-invalid')
    expect(await refused({ ...QUARTER, providerId: slow })).toBe('export-invalid')
    expect(await refused({ ...QUARTER, asOf: '2099-01-01T00:00:00.000Z' })).toBe('as-of-invalid')
    expect(await refused({ kind: 'provider', period: '2026' })).toBe('export-invalid')
    const nobody = '00000000-0000-7000-8000-000000000000'
    const missing = { kind: 'provider', period: '2026', providerId: nobody, asOf: AS_OF }
    expect(await refused(missing)).toBe('provider-not-found')
    const { id } = await desk.make(YEAR)
    const url = `/v1/exports/${id}/file?format=pdf`
    expect((await desk.test.app.inject({ url, headers: desk.headers })).json()).toMatchObject({
      code: 'format-invalid',
    })
  })

  it('does one thing at a time for each person', async () => {
    const payload = { ...YEAR, asOf: '2026-08-01T00:00:00.000Z' }
    const ask = () => post(payload)
    const locked = await desk.test.db.startTransaction().execute()
    await sql`lock table takedown in access exclusive mode`.execute(locked)
    const both = [ask(), ask()]
    // whichever came first waits for the table
    expect((await Promise.race(both)).json()).toMatchObject({ code: 'figures-busy' })
    await locked.rollback().execute()
    const codes = (await Promise.all(both)).map(({ statusCode }) => statusCode)
    expect(codes.toSorted((a, b) => a - b)).toEqual([200, 409])
    expect((await ask()).statusCode).toBe(200)
  })

  it('notes in the log who made and had which figures', async () => {
    const { id, digest } = await desk.make(YEAR)
    await desk.file(id, 'format=csv&language=de')
    const events = await desk.test.db
      .selectFrom('audit_event')
      .select(['action', 'detail'])
      .where('object_type', '=', 'figures')
      .where('object_id', '=', id)
      .orderBy('id', 'desc')
      .limit(2)
      .execute()
    expect(events).toEqual([
      { action: 'figures.downloaded', detail: { format: 'csv', language: 'de' } },
      { action: 'figures.made', detail: { kind: 'dsa', period: '2026', asOf: AS_OF, digest } },
    ])
  })
})
