import { newId, writeAudit } from '@nightlight/runtime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hoursLater, seedCase } from './fixtures/seed-case.ts'
import { notifiedState, seedTakedown } from './fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from './fixtures/test-app.ts'
import { takedownMoments } from './takedown-moments-store.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

it('has the matches that a takedown rested on before, with what was decided of them', async () => {
  const { db } = test
  const first = await seedCase(test, { tier: 'near', listName: 'first' })
  const second = await seedCase(test, { tier: 'near', listName: 'second' })
  const { takedownId } = await seedTakedown(test, first, notifiedState)
  for (const [match, at] of [
    [first, 2],
    [second, 3],
  ] as const) {
    await db
      .insertInto('decision')
      .values({
        id: newId(),
        match_id: match.matchId,
        verdict: 'confirm',
        actor: `analyst:${at}`,
        reason: 'seen',
        at: hoursLater(at),
      })
      .execute()
  }
  const actors = async () => {
    const found = await takedownMoments(db, takedownId)
    return found?.decisions.map(({ actor }) => actor)
  }
  expect(await actors()).toEqual(['analyst:2'])
  await db
    .updateTable('takedown')
    .set({ match_id: second.matchId })
    .where('id', '=', takedownId)
    .execute()
  await writeAudit(db, {
    actor: 'nightlight',
    action: 'ground-changed',
    objectType: 'takedown',
    objectId: takedownId,
    detail: { from: first.matchId, to: second.matchId },
  })
  expect(await actors()).toEqual(['analyst:2', 'analyst:3'])
  const found = await takedownMoments(db, takedownId)
  expect(new Set(found?.matchIds)).toEqual(new Set([first.matchId, second.matchId]))
  expect(found?.matchedAt).toHaveLength(2)
  expect(await takedownMoments(db, newId())).toBeNull()
})
