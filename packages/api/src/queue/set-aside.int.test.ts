import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { seedCase, type SeededCase } from '../fixtures/seed-case.ts'
import { seedTakedown } from '../fixtures/seed-takedown.ts'
import { seedMany } from '../fixtures/seed-waiting.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { lookThrough, readWaiting, setAside } from './queue-store.ts'

/** As many as are worth being set aside. */
const MANY = 60
const now = new Date()

let test: TestApp
/** Whose matches come first, and one that comes after them. */
let first: SeededCase
let many: string[]
let last: SeededCase
beforeEach(async () => {
  test = await createTestApp()
  onTestFinished(() => test[Symbol.asyncDispose]())
  first = await seedCase(test, { tier: 'near' })
  many = [first.matchId, ...(await seedMany(test, first, MANY - 1))]
  last = await seedCase(test, { tier: 'probable' })
})

const shown = async () => (await readWaiting(test.db, {}, { now })).map(({ matchId }) => matchId)
async function aside(): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from waiting_match where aside`.execute(test.db)
  return rows[0]!.n
}
const run = (text: ReturnType<typeof sql>, db: DbOrTransaction = test.db) => text.execute(db)

const list = (days: number) =>
  sql`update hash_list set expires_at = now() + ${days} * interval '1 day' where id = ${first.listId}`
const submission = (days: number) =>
  sql`update submission set expires_at = now() + ${days} * interval '1 day' where list_id = ${first.listId}`
const entry = (status: 'active' | 'revoked' | 'suspended') =>
  sql`update list_entry set status = ${status}, reason = 'wrong', changed_by = 'police:Robin' where id = ${first.entryId}`
const held = async () => {
  await run(
    sql`update submission set look_back = 'found', activated_at = now() where list_id = ${first.listId}`,
  )
  await run(sql`update match set look_back = (select id from submission where list_id = ${first.listId})
    where list_id = ${first.listId}`)
}

describe('what stands in the queue and does not count', () => {
  const passedOver = async () => {
    expect(await shown()).toEqual([last.matchId])
    expect(await aside()).toBe(MANY)
    expect(await shown()).toEqual([last.matchId])
  }
  const isBack = async () => {
    expect(await aside()).toBe(0)
    expect(await shown()).toEqual([...many, last.matchId])
  }

  it('is set aside when a list expires, and comes back when it lasts longer', async () => {
    await run(list(-1))
    await passedOver()
    await run(list(1))
    await isBack()
  })

  it('is set aside when a submission expires, and comes back when it lasts longer', async () => {
    await run(submission(-1))
    await passedOver()
    await run(submission(1))
    await isBack()
  })

  it.each(['revoked', 'suspended'] as const)(
    'is set aside when its entry is %s, and comes back with it',
    async (status) => {
      await run(entry(status))
      await passedOver()
      await run(entry('active'))
      await isBack()
    },
  )

  it('is set aside when its submission ends, and comes back when another one has the entry', async () => {
    await run(sql`update submission set state = 'ending' where list_id = ${first.listId}`)
    expect(await shown()).toEqual([last.matchId])
    // it is moved while it ends, or does not count any more
    expect(await aside()).toBe(0)
    await run(sql`update submission set state = 'ended', end_reason = 'revoked', ended_by = 'second', ended_at = now()
      where list_id = ${first.listId}`)
    await passedOver()
    const other = await seedCase(test, { tier: 'probable' })
    await run(sql`alter table submission disable trigger submission_activation`)
    await run(sql`update submission set list_id = ${first.listId} where list_id = ${other.listId}`)
    await run(sql`update list_entry e set submission_id = s.id from submission s
      where e.id = ${first.entryId} and s.list_id = ${first.listId} and s.state = 'active'`)
    expect(await aside()).toBe(0)
    expect(await shown()).toEqual(expect.arrayContaining(many))
  })

  it('is set aside while a look back waits for release, and comes back with that', async () => {
    await held()
    await passedOver()
    await run(sql`update submission set look_back = 'released' where list_id = ${first.listId}`)
    await isBack()
  })

  it('stays there when nothing has changed that could make it count', async () => {
    await held()
    await passedOver()
    for (const change of [
      sql`update submission set state = 'ending' where list_id = ${first.listId}`,
      sql`update submission set look_back = 'running' where list_id = ${first.listId}`,
      sql`update submission set look_back = 'released' where list_id = ${last.listId}`,
      list(-2),
    ])
      await run(change)
    expect(await aside()).toBe(MANY)
  })

  it('comes back alone where it is seen anew before that', async () => {
    await held()
    await passedOver()
    await run(sql`
      insert into sighting (media_id, location_id, page_location_id, first_seen_at, last_seen_at)
      values (${first.mediaId}, ${last.pageId}, ${last.pageId}, now() + interval '1 minute', now() + interval '1 minute')`)
    expect(await aside()).toBe(MANY - 1)
    expect(await shown()).toEqual([first.matchId, last.matchId])
  })

  it('comes back when it is matched anew, and when what was decided is taken back', async () => {
    await run(list(-1))
    await passedOver()
    await run(sql`update match set look_back = null where id = ${first.matchId}`)
    expect(await aside()).toBe(MANY - 1)
    await run(sql`insert into decision (id, match_id, verdict, actor, reason)
      values (gen_random_uuid(), ${many[1]!}, 'reject', 'analyst:Robin', '')`)
    await run(sql`delete from decision where match_id = ${many[1]!}`)
    expect(await aside()).toBe(MANY - 2)
    await run(list(1))
    await isBack()
  })

  it('is not set aside where it only has no place: no trigger would bring it back', async () => {
    await seedTakedown(test, first)
    await run(
      sql`delete from sighting where media_id <> ${first.mediaId} and media_id <> ${last.mediaId}`,
    )
    expect(await shown()).toEqual([last.matchId])
    expect(await setAside(test.db, [...many, last.matchId])).toBe(0)
  })
})

describe('setting aside, while something changes', () => {
  it('does nothing as long as the change may be taken back or kept', async () => {
    await run(list(-1))
    await test.db.transaction().execute(async (trx) => {
      await run(list(1), trx)
      expect(await setAside(test.db, many)).toBe(0)
    })
    expect(await shown()).toEqual([...many, last.matchId])
  })

  it('waits for nobody who is finding what a look back holds', async () => {
    await held()
    await test.db.transaction().execute(async (trx) => {
      await run(
        sql`insert into sighting (media_id, location_id, page_location_id, first_seen_at, last_seen_at)
          values (${first.mediaId}, ${last.pageId}, ${last.pageId}, now() + interval '1 minute', now() + interval '1 minute')`,
        trx,
      )
      expect(await setAside(test.db, many)).toBe(0)
    })
    expect(await setAside(test.db, many)).toBe(MANY - 1)
    expect(await shown()).toEqual([first.matchId, last.matchId])
  })
})

it('is looked through for a while, and goes on from where that ended', async () => {
  await seedMany(test, first, 600)
  await run(list(-1))
  const briefly = { now, enoughMs: -1 }
  const begun = await lookThrough(test.db, {}, briefly)
  expect(begun).toMatchObject({ waiting: [], further: { urgency: 4 } })
  const onwards = await lookThrough(test.db, {}, { ...briefly, after: begun.further })
  expect(onwards.waiting.map(({ matchId }) => matchId)).toEqual([last.matchId])
  expect(onwards.further).toBeNull()
  // where no way on is shown, one that counts is looked for longer
  await run(sql`update waiting_match set aside = false`)
  const patiently = await readWaiting(test.db, {}, { now, enoughMs: -1 })
  expect(patiently.map(({ matchId }) => matchId)).toEqual([last.matchId])
  // what was passed over is not looked at again
  const again = await lookThrough(test.db, {}, briefly)
  expect(again).toMatchObject({ waiting: [{ matchId: last.matchId }], further: null })
})
