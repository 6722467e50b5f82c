import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createExportDesk, type ExportDesk, type MadeExport } from '../fixtures/export-desk.ts'
import { shownIn } from '../fixtures/pdf-text.ts'
import { addEvents, seedPast, tellAgain } from '../fixtures/seed-past.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { TEXTS } from '../console/texts.ts'
import { exportFile } from './export-file.ts'
import { remake } from './make-export.ts'
import { verifyFile } from './verify-file.ts'

const AS_OF = '2026-08-31T00:00:00.000Z'
const reportedAt = new Date('2026-07-10T00:00:00Z')
const base = { reportedAt }
const HOUR_MS = 3_600_000

let desk: ExportDesk
beforeAll(async () => {
  desk = await createExportDesk()
})
afterAll(() => desk[Symbol.asyncDispose]())

// The figures of one instant are made once: each test asks for those of a minute of its own.
let minute = 0
const asOf = () => new Date(new Date(AS_OF).getTime() + minute++ * 60_000).toISOString()
const yearOf = async (providerId: string, version?: 3) => {
  const made = await desk.make({ kind: 'dsa', period: '2026', asOf: asOf() })
  const { content } = version ? await remake(desk.test.db, { ...made.content, version }) : made
  if (content.kind !== 'dsa') throw new Error('other figures')
  return content.figures.providers.find((one) => one.providerId === providerId)
}
const letterTo = async (providerId: string) => {
  const { id, content } = await desk.make({
    kind: 'provider',
    period: '2026-Q3',
    providerId,
    asOf: asOf(),
  })
  if (content.kind !== 'provider') throw new Error('other figures')
  return { id, content, figures: content.figures }
}
const actions = (...names: string[]) => ({
  byAction: names.map((action) => ({ action, items: 1 })),
})

describe('figures of a quarter', () => {
  it('have a host that was told by hand', async () => {
    const providerId = await seedProvider(desk.test, { name: 'By phone' })
    const made = await seedPast(desk.test, {
      providerId,
      reportedAt: new Date('2025-11-02T00:00:00Z'),
    })
    const byHand = { step: 'provider-notice', reference: 'TEL-1', upToSeq: 0 }
    await desk.test.db
      .insertInto('takedown_event')
      .values({
        takedown_id: made.takedownId,
        seq: 900,
        type: 'step-entered',
        at: new Date('2025-11-02T04:00:00Z'),
        actor: 'analyst:ana',
        data: JSON.stringify({ ...byHand, doneAt: '2025-11-02T03:00:00.000Z' }),
        recorded_at: new Date('2025-11-02T04:00:00Z'),
      })
      .execute()
    const { content } = await desk.make({ kind: 'inhope', period: '2025-Q4', asOf: AS_OF })
    expect(content.figures).toMatchObject({ toProvider: 1, removalAfterNotice: { n: 1 } })
    const { content: before } = await remake(desk.test.db, { ...content, version: 4 })
    expect(before.figures).toMatchObject({ toProvider: 0, removalAfterNotice: { n: 0 } })
  })

  it('have what was decided in it and opened after it', async () => {
    const quarter = { kind: 'inhope', period: '2026-Q1' }
    const providerId = await seedProvider(desk.test, { name: 'Late' })
    const late = new Date('2026-03-29T00:00:00Z')
    await seedPast(desk.test, { providerId, reportedAt: late, opened: 96, told: 97 })
    const early = await desk.make({ ...quarter, asOf: '2026-04-01T00:00:00.000Z' })
    expect(early.content.figures).toMatchObject({ confirmed: 0 })
    const { id, content } = await desk.make({ ...quarter, asOf: AS_OF })
    expect(content.figures).toMatchObject({ confirmed: 1, toProvider: 0 })
    const csv = (await desk.file(id, 'format=csv')).toString()
    expect(csv).toContain(TEXTS.en['figure-how.items-confirmed-4'])
    const { content: next } = await desk.make({ ...quarter, period: '2026-Q2', asOf: AS_OF })
    expect(next.figures).toMatchObject({ confirmed: 0, toProvider: 1 })
  })
})

describe('what a provider did', () => {
  it('is what was seen after it was told, where the content had come back before', async () => {
    const told = await seedProvider(desk.test, { name: 'Told late' })
    const first = await seedPast(desk.test, { ...base, providerId: told, gone: 2, back: 20 })
    await tellAgain(desk.test, first, { ...base, providerId: told, told: 24 })
    expect(await yearOf(told)).toMatchObject({ items: 1, timed: 1, ...actions('none') })
    expect(await yearOf(told, 3)).toMatchObject(actions('gone-before'))
    expect((await letterTo(told)).figures).toMatchObject({ removed: 0, open: 1 })
    await addEvents(desk.test, first, { ...base, gone: 48 })
    expect(await yearOf(told)).toMatchObject(actions('removed'))
    expect((await letterTo(told)).figures).toMatchObject({ removed: 1, open: 0 })
  })

  it('is nothing where its letter crossed with the content that went, until it is back', async () => {
    const told = await seedProvider(desk.test, { name: 'Crossed' })
    const past = await seedPast(desk.test, { ...base, providerId: told, told: 5, gone: 4.5 })
    expect(await yearOf(told)).toMatchObject({ timed: 0, ...actions('gone-before') })
    await addEvents(desk.test, past, { ...base, back: 50 })
    expect(await yearOf(told)).toMatchObject({ timed: 0, ...actions('none') })
    await tellAgain(desk.test, past, { ...base, providerId: told, told: 52 })
    expect(await yearOf(told)).toMatchObject({ timed: 1, ...actions('none') })
  })

  it('is nothing where each of its letters came back, which still are notices', async () => {
    const dead = await seedProvider(desk.test, { name: 'Dead mailbox' })
    const past = { ...base, providerId: dead, told: 2, bounced: 3 }
    await seedPast(desk.test, { ...past, gone: 30 })
    const second = await seedPast(desk.test, past)
    const before = await desk.make({ kind: 'inhope', period: '2026-Q3', asOf: asOf() })
    expect(await yearOf(dead)).toMatchObject({ notices: 2, items: 0, byAction: [], timed: 0 })
    expect(await yearOf(dead, 3)).toMatchObject({ notices: 2, items: 2 })
    expect((await letterTo(dead)).figures).toMatchObject({ notices: 2, bounced: 2, items: 0 })
    await tellAgain(desk.test, second, { ...base, providerId: dead, told: 100, gone: 124 })
    expect(await yearOf(dead)).toMatchObject({ items: 1, timed: 1, ...actions('removed') })
    const after = await desk.make({ kind: 'inhope', period: '2026-Q3', asOf: asOf() })
    const of = ({ content }: MadeExport) => content.kind === 'inhope' && content.figures.toProvider
    expect(Number(of(after)) - Number(of(before))).toBe(1)
  })

  it('is not what another provider answered or disputed', async () => {
    const [silent, loud] = [
      await seedProvider(desk.test, { name: 'Silent' }),
      await seedProvider(desk.test, { name: 'Loud' }),
    ]
    for (const answer of ['acknowledged', 'disputed'] as const) {
      const past = await seedPast(desk.test, { ...base, providerId: silent, told: 2 })
      await tellAgain(desk.test, past, {
        ...base,
        providerId: loud,
        told: 10,
        answered: 12,
        answer,
      })
    }
    const both = { byAction: [{ action: 'none', items: 2 }] }
    expect(await yearOf(silent)).toMatchObject(both)
    expect(await yearOf(loud)).toMatchObject(actions('disputed', 'answered'))
    expect(await yearOf(silent, 3)).toMatchObject(actions('disputed', 'answered'))
  })

  it('is no removal where the content went to another provider, after which its own count', async () => {
    const [left, next] = [
      await seedProvider(desk.test, { name: 'Left' }),
      await seedProvider(desk.test, { name: 'Next' }),
    ]
    const past = { ...base, providerId: left, told: 2 }
    for (let n = 0; n < 10; n++) await seedPast(desk.test, { ...past, gone: 26 })
    for (let n = 0; n < 3; n++) {
      await seedPast(desk.test, { ...past, moved: { hours: 14, to: next }, gone: 300 })
    }
    const back = await seedPast(desk.test, { ...past, moved: { hours: 14, to: next } })
    await addEvents(
      desk.test,
      { ...back, providerId: next },
      { ...base, moved: { hours: 20, to: left } },
    )
    const { id, content, figures } = await letterTo(left)
    expect(figures).toMatchObject({ items: 14, removed: 10, moved: 3, open: 1 })
    expect(figures.removal).toMatchObject({ n: 14, ended: 10, closed: 3, open: 1 })
    expect(figures.removal.medianMs).toBe(24 * HOUR_MS)
    const csv = (await desk.file(id, 'format=csv&language=en')).toString()
    expect(csv).toContain('letter-moved,"Items moved to another provider",,,3,count,')
    for (const language of ['en', 'fr', 'nl', 'de'] as const) {
      const pdf = (await desk.file(id, `format=pdf&language=${language}`)).toString('latin1')
      const name = TEXTS[language]['figure.letter-moved']
      expect(shownIn(pdf).replaceAll(/\s+/g, ' ')).toContain(name)
    }
    const { content: before, digest } = await remake(desk.test.db, { ...content, version: 3 })
    expect(before.figures).toMatchObject({ removed: 14, removal: { ended: 14 } })
    expect(before.figures).not.toHaveProperty('moved')
    await desk.keepBefore(before, digest)
    const old = (await exportFile(before, digest, { format: 'csv', language: 'en' })).body
    expect(old.toString()).not.toContain('letter-moved')
    const verdict = { digest, known: true, recomputed: true, sameBytes: true }
    expect(await verifyFile(desk.test.db, old)).toEqual(verdict)
  })

  it('is a removal where the content went before it was found at another provider', async () => {
    const [own, next] = [
      await seedProvider(desk.test, { name: 'Own' }),
      await seedProvider(desk.test, { name: 'Other' }),
    ]
    await seedPast(desk.test, {
      ...base,
      providerId: own,
      told: 2,
      gone: 10,
      back: 40,
      moved: { hours: 41, to: next },
    })
    expect(await yearOf(own)).toMatchObject(actions('removed'))
  })

  it('counts a letter whose first item was left out', async () => {
    const own = await seedProvider(desk.test, { name: 'Left out' })
    const { noticeId } = await seedPast(desk.test, { ...base, providerId: own, told: 2 })
    await desk.test.db
      .updateTable('notice_item')
      .set({ position: 2 })
      .where('notice_id', '=', noticeId)
      .execute()
    const { content, figures } = await letterTo(own)
    expect(figures).toMatchObject({ items: 1, notices: 1 })
    expect((await yearOf(own))?.notices).toBe(1)
    const { content: before } = await remake(desk.test.db, { ...content, version: 4 })
    expect(before.figures).toMatchObject({ items: 1, notices: 0 })
  })

  it('is not that content came back at another provider, or again after it had left', async () => {
    const [own, next] = [
      await seedProvider(desk.test, { name: 'Gone from' }),
      await seedProvider(desk.test, { name: 'Gone to' }),
    ]
    const past = { ...base, providerId: own, told: 2, gone: 10 }
    // found at the other one as it was back, and back there once more
    const there = await seedPast(desk.test, { ...past, back: 40, moved: { hours: 41, to: next } })
    await addEvents(desk.test, there, { ...base, gone: 60, back: 80 })
    expect((await letterTo(own)).figures).toMatchObject({ items: 1, resurfaced: 0 })
    // told of anew before it went to the other one
    const here = await seedPast(desk.test, { ...past, back: 40, moved: { hours: 90, to: next } })
    await tellAgain(desk.test, here, { ...base, providerId: own, told: 45 })
    // back here twice, and then there
    const twice = await seedPast(desk.test, { ...past, back: 40 })
    await addEvents(desk.test, twice, { ...base, gone: 60, back: 80 })
    await addEvents(desk.test, twice, {
      ...base,
      gone: 100,
      back: 120,
      moved: { hours: 121, to: next },
    })
    const { id, content, figures } = await letterTo(own)
    expect(figures).toMatchObject({ items: 3, resurfaced: 3 })
    const csv = (await desk.file(id, 'format=csv&language=en')).toString()
    expect(csv).toContain(TEXTS.en['figure-how.letter-resurfaced-5'])
    const { content: before, digest } = await remake(desk.test.db, { ...content, version: 4 })
    expect(before.figures).toMatchObject({ items: 3, resurfaced: 6 })
    const old = (await exportFile(before, digest, { format: 'csv', language: 'en' })).body
    expect(old.toString()).not.toContain(TEXTS.en['figure-how.letter-resurfaced-5'])
  })
})
