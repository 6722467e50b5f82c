import {
  createLog,
  keepingAt,
  newId,
  previewErasures,
  readSchedules,
  runErasures,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hoursLater, seedCase } from '../fixtures/seed-case.ts'
import { seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { createCounts } from '../counts.ts'
import { DECISION_ERASURES } from './decision-erasures.ts'
import { placeHold, releaseHold } from './legal-holds.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const days = (n: number): Date => hoursLater(24 * n)
const keeping = (n: number) => keepingAt(readSchedules(), null, days(n))
const run = (n: number) => runErasures(test.db, DECISION_ERASURES, keeping(n), { batch: 1 })
const ann = { actor: 'supervisor:Ann', name: 'Ann' }
const bob = { actor: 'supervisor:Bob', name: 'Bob' }

async function decided({ isTakenDown = true } = {}) {
  const found = await seedCase(test)
  const id = newId()
  const by = { actor: 'analyst:Ann', reason: 'as my neighbour Jan said', at: days(0) }
  await test.db
    .insertInto('decision')
    .values({ id, match_id: found.matchId, verdict: 'confirm', ...by })
    .execute()
  if (!isTakenDown) return { ...found, decisionId: id, takedownId: '' }
  const { takedownId } = await seedTakedown(test, found)
  return { ...found, decisionId: id, takedownId }
}
const close = (takedownId: string, at: Date) =>
  sql`update takedown set status = 'closed',
      state = state || ${JSON.stringify({ closedAt: at, withdrawnAt: null })}::jsonb where id = ${takedownId}`.execute(
    test.db,
  )
const left = async ({ decisionId }: { decisionId: string }) =>
  (
    await test.db
      .selectFrom('decision')
      .select(['reason', 'verdict', 'actor'])
      .where('id', '=', decisionId)
      .executeTakeFirstOrThrow()
  ).reason !== ''

describe('why a match was decided so', () => {
  it('goes a year after the takedown ended, or after the decision where there is none; counts stay', async () => {
    const [none, one, open] = [
      await decided({ isTakenDown: false }),
      await decided(),
      await decided(),
    ]
    await close(one.takedownId, days(100))
    const countAll = createCounts(
      { db: test.db, now: () => days(500), log: createLog('test', { level: 'silent' }) },
      0,
    )
    const before = await countAll()
    await run(364)
    expect([await left(none), await left(one), await left(open)]).toEqual([true, true, true])
    await run(366)
    expect([await left(none), await left(one), await left(open)]).toEqual([false, true, true])
    await run(466)
    expect([await left(none), await left(one), await left(open)]).toEqual([false, false, true])
    expect(await countAll()).toEqual(before)
    expect(await run(466)).toMatchObject([{ erased: 0 }])
    const read = await test.app.inject({
      url: `/v1/matches/${one.matchId}`,
      headers: { authorization: `Bearer ${await test.keyOf('supervisor')}` },
    })
    expect(read.statusCode).toBe(200)
    expect(read.body).not.toContain('neighbour')
  })

  it.each(['takedown', 'page', 'report'] as const)(
    'stays while a hold of the %s covers it',
    async (kind) => {
      const one = await decided()
      await close(one.takedownId, days(1))
      const scope = {
        takedown: { takedownId: one.takedownId },
        page: { pageId: one.pageId },
        report: { reportId: one.reportId },
      }[kind]
      const asked = { reason: 'litigation', authority: 'Court', reviewAt: days(2) } as const
      const hold = await placeHold(test.db, scope, asked, ann, days(1))
      await run(1000)
      expect(await left(one)).toBe(true)
      const looked = await previewErasures(test.db, DECISION_ERASURES, keeping(1000))
      expect(looked[0]!.held).toBeGreaterThan(0)
      await releaseHold(test.db, hold, bob, days(3))
      await run(1000)
      expect(await left(one)).toBe(false)
    },
  )

  it('is within what the role of the api process may', async () => {
    const one = await decided({ isTakenDown: false })
    await test.db.connection().execute(async (connection) => {
      await sql`set role nightlight_api`.execute(connection)
      await runErasures(connection, DECISION_ERASURES, keeping(1000))
      await sql`reset role`.execute(connection)
    })
    expect(await left(one)).toBe(false)
  })
})
