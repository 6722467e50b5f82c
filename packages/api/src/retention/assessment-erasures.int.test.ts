import { keepingAt, newId, readSchedules, runErasures } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reasonPlace } from '../assessments/assess.ts'
import { hoursLater, seedCase, type SeededCase } from '../fixtures/seed-case.ts'
import { seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { ASSESSMENT_ERASURE } from './assessment-erasures.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const run = (days: number) =>
  runErasures(
    test.db,
    [ASSESSMENT_ERASURE],
    keepingAt(readSchedules(), null, hoursLater(24 * days)),
    { batch: 10 },
  )

/** A match with two verdicts of the first day. */
async function assessed({ matchId }: SeededCase): Promise<string> {
  const [id, decisionId] = [newId(), newId()]
  const said = {
    verdict: 'confirm',
    actor: 'analyst:Robin',
    reason: 'seen',
    at: hoursLater(3),
  } as const
  await test.db
    .insertInto('decision')
    .values({ id: decisionId, match_id: matchId, ...said })
    .execute()
  await test.db
    .insertInto('assessment')
    .values({
      id,
      decision_id: decisionId,
      match_id: matchId,
      first_person: 'Robin',
      verdict: 'confirm',
      reason_ct: test.crypto.seal(reasonPlace(id), 'seen too'),
      actor: 'analyst:Kim',
      person: 'Kim',
      given_at: hoursLater(4),
      agrees: true,
    })
    .execute()
  return id
}
const left = async (id: string) => {
  const row = test.db.selectFrom('assessment').select(['reason_ct', 'person']).where('id', '=', id)
  const { reason_ct: sealed, person } = await row.executeTakeFirstOrThrow()
  return [sealed !== null, person]
}

describe('what is erased of second verdicts', () => {
  it('is the reason, as of decisions, never while a takedown of the picture is open', async () => {
    const plain = await assessed(await seedCase(test))
    const open = await seedCase(test)
    await seedTakedown(test, open)
    const working = await assessed(open)
    await run(1)
    expect(await left(plain)).toEqual([true, 'Kim'])
    await run(5000)
    expect(await left(plain)).toEqual([false, 'Kim'])
    expect(await left(working)).toEqual([true, 'Kim'])
  })
})
