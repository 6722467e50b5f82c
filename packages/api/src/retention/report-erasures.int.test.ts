import {
  ERASED_URL,
  hasAddress,
  keepingAt,
  parseSchedule,
  previewErasures,
  readSchedules,
  runErasures,
  type Erasure,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CANARY_URL, hoursLater, seedCase, seedReport } from '../fixtures/seed-case.ts'
import { seedFollowed } from '../fixtures/seed-crawl.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { placeHold, releaseHold } from './legal-holds.ts'
import { reportErasures } from './report-erasures.ts'

let test: TestApp
let erasures: readonly Erasure[]
beforeAll(async () => {
  test = await createTestApp()
  erasures = reportErasures(test.crypto)
})
afterAll(() => test[Symbol.asyncDispose]())

const days = (n: number): Date => hoursLater(24 * n)
const ann = { actor: 'supervisor:Ann', name: 'Ann' }
const bob = { actor: 'supervisor:Bob', name: 'Bob' }

/** A report that was refused when it came, and so ended. */
async function ended(): Promise<string> {
  const id = await seedReport(test)
  const row = { report_id: id, location_id: null, refused_code: 'scheme', accepted_at: days(0) }
  await test.db.insertInto('report_location').values(row).execute()
  return id
}
const left = async (id: string) => {
  const row = await test.db
    .selectFrom('report')
    .select(['reporter_ct', 'note_ct'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return [row.reporter_ct !== null, row.note_ct !== null]
}
const addressOf = async (id: string) => {
  const row = await test.db
    .selectFrom('report')
    .select(['url_ct', hasAddress('report').as('isThere')])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const place = { table: 'report', column: 'url_ct', row: id }
  return { url: test.crypto.openText(place, row.url_ct), isThere: row.isThere }
}
const keeping = (n: number, country: string | null = null) =>
  keepingAt(
    [
      ...readSchedules(),
      parseSchedule({
        id: 'short',
        countries: ['XX'],
        validFrom: '2026-01-01',
        basis: 'a test',
        keepDays: { 'reporter-identity': 10 },
      }),
    ],
    country,
    days(n),
  )
const run = (n: number, country?: string) =>
  runErasures(test.db, erasures, keeping(n, country), { batch: 1 })

describe('what is erased of reports', () => {
  it('is the reporter after 30 days and the text after 90, or as the country says; never of one that is open', async () => {
    const [open, id] = [await seedReport(test), await ended()]
    await run(29)
    expect(await left(id)).toEqual([true, true])
    await run(11, 'XX')
    expect(await left(id)).toEqual([false, true])
    await run(91)
    expect(await left(id)).toEqual([false, false])
    expect(await left(open)).toEqual([true, true])
    const again = await run(91)
    expect(again.map(({ erased }) => erased)).toEqual([0, 0, 0])
  })

  it('is the address after a year, which then opens as one that leads nowhere; never of a report that is open', async () => {
    const [open, id] = [await seedReport(test), await ended()]
    await run(364)
    expect(await addressOf(id)).toEqual({ url: CANARY_URL, isThere: true })
    await run(366)
    expect(await addressOf(id)).toEqual({ url: ERASED_URL, isThere: false })
    expect(await addressOf(open)).toEqual({ url: CANARY_URL, isThere: true })
  })

  it('is nothing that a legal hold covers, until somebody else releases it', async () => {
    const id = await ended()
    const hold = await test.db
      .transaction()
      .execute((trx) =>
        placeHold(
          trx,
          { reportId: id },
          { reason: 'court-order', authority: 'Court', reviewAt: days(200) },
          ann,
          days(1),
        ),
      )
    await run(1000)
    expect(await left(id)).toEqual([true, true])
    const looked = await previewErasures(test.db, erasures, keeping(1000))
    expect(looked).toMatchObject([
      { due: 0, held: 1 },
      { due: 0, held: 1 },
      { due: 0, held: 1 },
    ])
    await expect(releaseHold(test.db, hold, ann, days(2))).rejects.toMatchObject({
      code: 'second-person-needed',
    })
    await releaseHold(test.db, hold, bob, days(2))
    await run(1000)
    expect(await left(id)).toEqual([false, false])
  })

  it('is no report that led to a page which a hold covers, nor the address of its own page', async () => {
    const { reportId, pageId } = await seedCase(test)
    const further = await seedFollowed(test, pageId)
    const isHeld = async (view: 'held_report' | 'held_location', id: string) =>
      (await sql`select from ${sql.table(view)} where id = ${id}`.execute(test.db)).rows.length > 0
    expect(await isHeld('held_report', reportId)).toBe(false)
    const why = {
      reason: 'investigation',
      authority: 'Sample Police',
      reviewAt: days(200),
    } as const
    const place = (pageLocationId: string) =>
      test.db
        .transaction()
        .execute((trx) => placeHold(trx, { pageId: pageLocationId }, why, ann, days(1)))
    const hold = await place(further)
    expect(await isHeld('held_report', reportId)).toBe(true)
    expect(await isHeld('held_location', pageId)).toBe(true)
    await releaseHold(test.db, hold, bob, days(2))
    expect(await isHeld('held_report', reportId)).toBe(false)
  })

  it('is told by an event with the count alone', async () => {
    const events = await test.db
      .selectFrom('audit_event')
      .select(['object_id', 'detail'])
      .where('action', '=', 'retention.erased')
      .execute()
    expect(events.length).toBeGreaterThan(2)
    for (const { detail } of events) expect(Object.keys(detail).sort()).toEqual(['erased', 'rule'])
  })

  it('takes nothing of a hold that is placed while a batch runs', async () => {
    const id = await ended()
    let placing: Promise<string> | undefined
    const [first] = erasures
    const slow = {
      ...first!,
      lock: async () => {
        placing = placeHold(
          test.db,
          { reportId: id },
          { reason: 'audit', authority: 'Board', reviewAt: days(9) },
          ann,
          days(1),
        )
      },
    }
    // The batch that is under way ends first; the hold keeps what the next one would take.
    await runErasures(test.db, [slow], keeping(1000))
    await placing
    await run(1000)
    expect(await left(id)).toEqual([false, true])
  })

  it('is seen by the role of the api process', async () => {
    const looked = await test.db.transaction().execute(async (trx) => {
      await sql`set local role nightlight_api`.execute(trx)
      return previewErasures(trx, erasures, keeping(1))
    })
    expect(looked.map(({ due }) => due)).toEqual([0, 0, 0])
  })
})
