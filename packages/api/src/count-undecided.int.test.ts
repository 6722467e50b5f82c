import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seedCase, type SeededCase } from './fixtures/seed-case.ts'
import { notifiedState, seedTakedown } from './fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from './fixtures/test-app.ts'
import { listMatches } from './match-store.ts'
import { countUndecided, undecidedByAge } from './waiting-ages.ts'
import { readWaiting } from './queue/queue-store.ts'

let test: TestApp
let cases: SeededCase[]
beforeAll(async () => {
  test = await createTestApp()
  cases = []
  for (let n = 0; n < 9; n++) cases.push(await seedCase(test))
  await seedCase(test, { tier: 'exact', opens: 'exact' })
})
afterAll(() => test?.[Symbol.asyncDispose]())

/** As it is counted, listed and shown in the queue. */
async function waiting(): Promise<number> {
  const { db } = test
  const counted = await countUndecided(db)
  const listed = await listMatches(db, { state: 'undecided', limit: 50, after: null })
  const queue = await readWaiting(db, {}, { now: new Date() })
  expect([listed.length, queue.length]).toEqual([counted, counted])
  return counted
}

it('counts what the queue shows, whatever becomes of what a match rests on and of where it was seen', async () => {
  const { db } = test
  expect(await waiting()).toBe(9)
  const [decided, gone, spoken, near, revoked, expired, over, held] = cases as [
    SeededCase,
    SeededCase,
    SeededCase,
    SeededCase,
    SeededCase,
    SeededCase,
    SeededCase,
    SeededCase,
  ]
  await sql`insert into decision (id, match_id, verdict, actor, reason)
    values (gen_random_uuid(), ${decided.matchId}, 'reject', 'analyst:Robin', '')`.execute(db)
  expect(await waiting()).toBe(8)
  await db.deleteFrom('sighting').where('media_id', '=', gone.mediaId).execute()
  expect(await waiting()).toBe(7)
  // seen again elsewhere: on a page without a takedown, after the one that was known has gone
  const again = { media_id: gone.mediaId, location_id: near.pageId, page_location_id: near.pageId }
  const seen = { first_seen_at: new Date(), last_seen_at: new Date(), gone_at: null }
  await db
    .insertInto('sighting')
    .values({ ...again, ...seen })
    .execute()
  expect(await waiting()).toBe(8)
  await db.deleteFrom('sighting').where('media_id', '=', gone.mediaId).execute()
  expect(await waiting()).toBe(7)
  const { takedownId } = await seedTakedown(test, spoken)
  expect(await waiting()).toBe(6)
  const further = {
    media_id: spoken.mediaId,
    location_id: over.pageId,
    page_location_id: over.pageId,
  }
  await db
    .insertInto('sighting')
    .values({ ...further, ...seen })
    .execute()
  expect(await waiting()).toBe(7)
  await db
    .deleteFrom('sighting')
    .where('page_location_id', '=', over.pageId)
    .where('media_id', '=', spoken.mediaId)
    .execute()
  expect(await waiting()).toBe(6)
  // what another match opened there, and what is at another host, speaks for nothing else
  await seedTakedown(test, { ...near, mediaId: spoken.mediaId, matchId: spoken.matchId })
  await seedTakedown(test, near, notifiedState, 'elsewhere.example')
  expect(await waiting()).toBe(6)
  await db.updateTable('takedown').set({ status: 'closed' }).where('id', '=', takedownId).execute()
  expect(await waiting()).toBe(7)
  const entry = { status: 'revoked', reason: 'wrong', changed_by: 'police:Robin' } as const
  await db.updateTable('list_entry').set(entry).where('id', '=', revoked.entryId).execute()
  expect(await waiting()).toBe(6)
  await sql`update hash_list set expires_at = now() - interval '1 day' where id = ${expired.listId}`.execute(
    db,
  )
  expect(await waiting()).toBe(5)
  await sql`update submission set expires_at = now() - interval '1 day' where list_id = ${over.listId}`.execute(
    db,
  )
  expect(await waiting()).toBe(4)
  await sql`update submission set look_back = 'found', activated_at = now() where list_id = ${held.listId}`.execute(
    db,
  )
  await sql`update match set look_back = (select id from submission where list_id = ${held.listId})
    where id = ${held.matchId}`.execute(db)
  expect(await waiting()).toBe(3)
  await sql`update sighting set first_seen_at = now() + interval '1 minute' where media_id = ${held.mediaId}`.execute(
    db,
  )
  expect(await waiting()).toBe(4)
})

it('counts by how long ago they were found', async () => {
  const { db } = test
  const { n } = await undecidedByAge(db, new Date())
  const [decided, , , near] = cases as [SeededCase, SeededCase, SeededCase, SeededCase]
  await sql`update match set matched_at = now() - interval '100 hours' where id = ${near.matchId}`.execute(
    db,
  )
  // of what is decided the age does not matter
  await sql`update match set matched_at = now() - interval '40 days' where id = ${decided.matchId}`.execute(
    db,
  )
  const { ages } = await undecidedByAge(db, new Date())
  expect(ages.map(({ hours, count }) => [hours, count])).toEqual([
    [24, n - 1],
    [72, 0],
    [168, 1],
    [672, 0],
    [null, 0],
  ])
})
