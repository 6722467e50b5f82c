import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../fixtures/seed-case.ts'
import { seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { idsOfCase } from './case-ids-store.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test?.[Symbol.asyncDispose]())

/** A takedown of a match, and another match of the same picture. */
async function seedTwice() {
  const found = await seedCase(test)
  const other = newId()
  await sql`
    insert into match select (jsonb_populate_record(m, jsonb_build_object(
      'id', ${other}::text, 'entry_id', ${(await seedCase(test)).entryId}::text))).* from match m
     where m.id = ${found.matchId}::uuid`.execute(test.db)
  return { ...found, ...(await seedTakedown(test, found)), other }
}

describe('idsOfCase', () => {
  it('has a match that opened no takedown, from the report and from the match', async () => {
    const { reportId, matchId } = await seedCase(test)
    for (const id of [reportId, matchId]) {
      const { ids, isCut } = await idsOfCase(test.db, id)
      expect([ids.toSorted(), isCut]).toEqual([[reportId, matchId].toSorted(), false])
    }
  })

  it('has the other matches of what a takedown is of', async () => {
    const { reportId, matchId, other, takedownId, noticeId } = await seedTwice()
    const all = [reportId, matchId, other, takedownId, noticeId].toSorted()
    for (const id of all) {
      const { ids, isCut } = await idsOfCase(test.db, id)
      expect([ids.toSorted(), isCut]).toEqual([all, false])
    }
  })

  it('says when there is more than it returns, which is first what rests on a takedown', async () => {
    const { reportId, matchId, other, takedownId, noticeId } = await seedTwice()
    expect((await idsOfCase(test.db, reportId, 5)).isCut).toBe(false)
    const cut = async (id: string, most: number) => {
      const { ids, isCut } = await idsOfCase(test.db, id, most)
      expect(isCut).toBe(true)
      return ids.toSorted()
    }
    expect(await cut(reportId, 4)).toEqual([reportId, takedownId, matchId, noticeId].toSorted())
    expect(await cut(other, 2)).toEqual([other, takedownId, matchId].toSorted())
  })

  it('says when a match is of more pages than are looked at', async () => {
    const { matchId, mediaId } = await seedCase(test)
    const { pageId } = await seedCase(test)
    await sql`
      insert into sighting select (jsonb_populate_record(s, jsonb_build_object(
        'page_location_id', ${pageId}::text))).* from sighting s where s.media_id = ${mediaId}::uuid`.execute(
      test.db,
    )
    const { ids, isCut } = await idsOfCase(test.db, matchId, 1)
    expect([ids.includes(matchId), isCut]).toEqual([true, true])
    expect((await idsOfCase(test.db, matchId)).ids).toHaveLength(4)
  })
})
