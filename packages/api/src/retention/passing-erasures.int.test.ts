import { keepingAt, newId, readSchedules, runErasures } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hoursLater } from '../fixtures/seed-case.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { PASSING_ERASURES } from './passing-erasures.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const days = (n: number): Date => hoursLater(24 * n)
const run = (n: number) =>
  runErasures(test.db, PASSING_ERASURES, keepingAt(readSchedules(), null, days(n)), { batch: 1 })

const left = async (): Promise<unknown> => {
  const { rows } = await sql`
    select array(select actor from idempotency_key order by 1) as answers,
      array(select convert_from(token_hash, 'UTF8') from sign_in_link
        where length(token_hash) < 32 order by 1) as links,
      array(select convert_from(token_hash, 'UTF8') from session
        where length(token_hash) < 32 order by 1) as sessions`.execute(test.db)
  return rows[0]
}

it('ends answers 30 days after their request, links as long after they expired, and sessions after a day', async () => {
  const person = newId()
  await sql`insert into person (id, name, role, state, requested_by, requester, requested_at, needs_approval)
    values (${person}, 'Nora', 'analyst', 'invited', 'key:test', 'Test', ${days(0)}, false)`.execute(
    test.db,
  )
  for (const n of [0, 1, 20]) {
    await sql`insert into idempotency_key (actor, key_hash, request_hash, status, body, created_at)
      values (${`day ${n}`}, '\\x01', '\\x02', 201, '{"id": "x"}', ${days(n)})`.execute(test.db)
    await sql`insert into sign_in_link (token_hash, person_id, expires_at)
      values (convert_to(${`day ${n}`}, 'UTF8'), ${person}, ${days(n)})`.execute(test.db)
    await sql`insert into session (token_hash, id, person_id, level, created_at, expires_at)
      values (convert_to(${`day ${n}`}, 'UTF8'), ${newId()}, ${person}, 'link', ${days(n)}, ${days(n)})`.execute(
      test.db,
    )
  }
  expect(await run(0.5)).toMatchObject([{ erased: 0 }, { erased: 0 }, { erased: 0 }])
  await run(29.5)
  const all = ['day 0', 'day 1', 'day 20']
  expect(await left()).toEqual({ answers: all, links: all, sessions: [] })
  expect(await run(31)).toMatchObject([{ erased: 2 }, { erased: 2 }, { erased: 0 }])
  expect(await left()).toEqual({ answers: ['day 20'], links: ['day 20'], sessions: [] })
})

it('is within what the role of the api process may', async () => {
  await test.db.transaction().execute(async (trx) => {
    await sql`set local role nightlight_api`.execute(trx)
    for (const { lock, erase } of PASSING_ERASURES) {
      await lock(trx, ['00'])
      expect(await erase(trx, ['00'], days(0))).toBe(0)
    }
  })
})
