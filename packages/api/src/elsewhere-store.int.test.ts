import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { elsewhereOf } from './elsewhere-store.ts'
import { seedCase, type SeededCase } from './fixtures/seed-case.ts'
import { notifiedState, seedTakedown } from './fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from './fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const removedState = { ...notifiedState, status: 'removed' }

/** Has the media of one case match the entry of another, as the matcher would write it. */
async function matchSameEntry(of: SeededCase, entry: SeededCase, tier: 'near' | 'probable') {
  const match = await test.db
    .selectFrom('match')
    .selectAll()
    .where('id', '=', entry.matchId)
    .executeTakeFirstOrThrow()
  await test.db
    .insertInto('match')
    .values({ ...match, id: newId(), media_id: of.mediaId, tier })
    .execute()
}

/** Has the media of a case seen at the page of another. */
const seenAt = (of: SeededCase, at: SeededCase, gone_at: Date | null = null) =>
  test.db
    .insertInto('sighting')
    .values({
      media_id: of.mediaId,
      location_id: at.pageId,
      page_location_id: at.pageId,
      first_seen_at: new Date(),
      last_seen_at: new Date(),
      gone_at,
    })
    .execute()

describe('elsewhereOf', () => {
  it('says nothing of what is at its own place only', async () => {
    const { takedownId } = await seedTakedown(test, await seedCase(test))
    const nothing = { places: 0, hosts: 0, takedowns: [], truncated: false }
    expect(await elsewhereOf(test.db, takedownId)).toEqual(nothing)
  })

  it('finds other takedowns of the same media and of the same entry', async () => {
    const one = await seedCase(test)
    const other = await seedCase(test)
    await matchSameEntry(other, one, 'near')
    const { takedownId } = await seedTakedown(test, one)
    const same = await seedTakedown(test, one, removedState, 'mirror.example')
    const copy = await seedTakedown(test, other, notifiedState, 'copy.example')
    const { takedowns } = await elsewhereOf(test.db, takedownId)
    expect(takedowns).toEqual([
      { id: same.takedownId, host: 'mirror.example', status: 'removed', because: 'same-media' },
      { id: copy.takedownId, host: 'copy.example', status: 'notified', because: 'same-entry' },
    ])
  })

  it('does not take a mere likeness for the same', async () => {
    const [one, other] = [await seedCase(test), await seedCase(test)]
    await matchSameEntry(other, one, 'probable')
    const { takedownId } = await seedTakedown(test, one)
    await seedTakedown(test, other)
    expect((await elsewhereOf(test.db, takedownId)).takedowns).toEqual([])
  })

  it('counts the places where it is up, and none from where it has gone', async () => {
    const one = await seedCase(test)
    const places = [await seedCase(test), await seedCase(test), await seedCase(test)]
    const { takedownId } = await seedTakedown(test, one)
    await seenAt(one, places[0]!)
    await seenAt(one, places[1]!)
    await seenAt(one, places[2]!, new Date())
    const found = await elsewhereOf(test.db, takedownId)
    expect(found).toMatchObject({ places: 2, hosts: 1, takedowns: [] })
  })
})
