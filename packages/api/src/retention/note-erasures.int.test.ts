import { keepingAt, readSchedules, runErasures } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hoursLater, seedReport } from '../fixtures/seed-case.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { insertNote, notesOf } from '../report-desk/note-store.ts'
import { placeHold } from './legal-holds.ts'
import { NOTE_ERASURE } from './note-erasures.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const days = (n: number): Date => hoursLater(24 * n)
const run = (n: number) =>
  runErasures(test.db, [NOTE_ERASURE], keepingAt(readSchedules(), null, days(n)), { batch: 10 })

/** A report with a note of some day; one that was refused when it came has ended. */
async function noted(day: number, isEnded = true): Promise<string> {
  const reportId = await seedReport(test)
  if (isEnded) {
    const row = { report_id: reportId, refused_code: 'scheme', accepted_at: days(0) }
    await test.db
      .insertInto('report_location')
      .values({ ...row, location_id: null })
      .execute()
  }
  const note = { reportId, text: 'called the host', actor: 'analyst:Robin', at: days(day) }
  await insertNote(test.db, test.crypto, note)
  return reportId
}
const textsOf = async (reportId: string) =>
  (await notesOf(test.db, test.crypto, reportId)).map(({ text, actor }) => [text, actor])

describe('what is erased of notes', () => {
  it('is the text 90 days after the report ended and the note was written, never who wrote it', async () => {
    const [early, late, open] = [await noted(1), await noted(50), await noted(1, false)]
    const [kept, gone] = [
      ['called the host', 'analyst:Robin'],
      [null, 'analyst:Robin'],
    ]
    await run(100)
    expect(await textsOf(early)).toEqual([gone])
    expect(await textsOf(late)).toEqual([kept])
    await run(141)
    expect(await textsOf(late)).toEqual([gone])
    expect(await textsOf(open)).toEqual([kept])
  })

  it('is nothing of a report that a legal hold covers', async () => {
    const reportId = await noted(1)
    const why = { reason: 'court-order', authority: 'Court', reviewAt: days(200) } as const
    const ann = { actor: 'supervisor:Ann', name: 'Ann' }
    await test.db.transaction().execute((trx) => placeHold(trx, { reportId }, why, ann, days(1)))
    await run(1000)
    expect(await textsOf(reportId)).toEqual([['called the host', 'analyst:Robin']])
  })
})
