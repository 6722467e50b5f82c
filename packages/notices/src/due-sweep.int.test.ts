import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dueSweep } from './due-sweep.ts'
import { doTask } from './task-done-store.ts'
import { openTasks } from './task-store.ts'
import { advance, readTakedown, seedCase, seedCheck } from './testing-notices.ts'
import { createPostOffice, type PostOffice } from './testing-post-office.ts'

let office: PostOffice
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())
beforeEach(() => {
  office.world.hints.length = 0
})

/** A notice that was written so many hours ago. */
async function written(hoursAgo: number) {
  const { noticeId, cases } = await office.dueNotice()
  const composed_at = new Date(Date.now() - hoursAgo * 3_600_000)
  const notice = office.world.db.updateTable('notice').where('id', '=', noticeId)
  await notice.set({ composed_at }).execute()
  office.world.hints.length = 0
  return { noticeId, takedownId: cases[0]!.takedownId }
}

describe('dueSweep', () => {
  it('has a notice that is due sent', async () => {
    const { noticeId, takedownId } = await written(1)
    await dueSweep({ ...office.world, sends: true })()
    expect(office.world.hints).toContainEqual({ name: 'send-notice', payload: { noticeId } })
    expect((await readTakedown(office.world, takedownId)).attention).toBeNull()
  })

  it('has a notice sent whatever else of the sweep fails, and says that it failed', async () => {
    const { noticeId } = await written(1)
    const { db } = office.world
    const rename = (from: string, to: string) =>
      sql`alter table ${sql.id(from)} rename to ${sql.id(to)}`.execute(db)
    await rename('match_review', 'match_review_away')
    try {
      const sweep = dueSweep({ ...office.world, sends: true })
      await expect(sweep()).rejects.toThrow('match_review')
    } finally {
      await rename('match_review_away', 'match_review')
    }
    expect(office.world.hints).toContainEqual({ name: 'send-notice', payload: { noticeId } })
  })

  it('leaves what is more than it may hint at to the next sweep', async () => {
    const { world } = office
    const cases = [await seedCase(world), await seedCase(world), await seedCase(world)]
    const sweep = dueSweep({ ...world, sends: true, mostHints: 2 })
    const opened = () =>
      world.hints.flatMap(({ name, payload }) => (name === 'open-takedown' ? [payload] : []))
    // only what is new is looked at by the second: what was matched long ago is in the slice of the first
    await sweep()
    expect(opened()).toHaveLength(2)
    await sweep()
    expect(opened()).toEqual(expect.arrayContaining(cases.map(({ mediaId }) => ({ mediaId }))))
  })

  it('takes a hint for lost after a while only', async () => {
    const { noticeId } = await written(1)
    const hint = { name: 'send-notice', payload: { noticeId } }
    const hints = () => office.world.hints.filter((one) => isDeepStrictEqual(one, hint)).length
    const sweep = dueSweep({ ...office.world, sends: true })
    await sweep()
    await sweep()
    expect(hints()).toBe(1)
    const patience = { ...office.world.patience, hintMs: 0 }
    const forgetful = dueSweep({ ...office.world, patience, sends: true })
    await forgetful()
    await forgetful()
    expect(hints()).toBe(3)
  })

  it('has a look that ended applied, each sweep until it is', async () => {
    const { takedownId } = await written(1)
    const { world } = office
    const sweep = dueSweep({ ...world, patience: { ...world.patience, hintMs: 0 }, sends: true })
    await sweep()
    world.hints.length = 0
    await seedCheck(world, takedownId, 'unknown')
    const hint = { name: 'advance-takedown', payload: { takedownId } }
    await sweep()
    await sweep()
    expect(world.hints.filter((one) => isDeepStrictEqual(one, hint))).toHaveLength(2)
    await advance(world, takedownId)
    world.hints.length = 0
    await sweep()
    expect(world.hints).not.toContainEqual(hint)
  })

  it('tells a person of notices that wait when there is no mail server', async () => {
    const { takedownId } = await written(7)
    await dueSweep({ ...office.world, sends: false })()
    expect(office.world.hints.map(({ name }) => name)).not.toContain('send-notice')
    expect((await readTakedown(office.world, takedownId)).attention).toBe('notice-waiting')
  })

  it('tells of one that waits beside what is asked for already', async () => {
    const { world } = office
    const { takedownId } = await written(7)
    await world.db
      .updateTable('takedown')
      .set({ attention: 'cannot-be-checked' })
      .where('id', '=', takedownId)
      .execute()
    const sweep = dueSweep({ ...world, sends: false })
    await sweep()
    await sweep()
    expect(await codesOf(takedownId)).toEqual(['cannot-be-checked', 'notice-waiting'])
    expect((await readTakedown(world, takedownId)).attention).toBe('cannot-be-checked')
  })

  it('does not ask again at once for what somebody has ticked off', async () => {
    const { world } = office
    const { takedownId } = await written(7)
    const sweep = dueSweep({ ...world, sends: false })
    await sweep()
    const tasks = await openTasks(world.db, { limit: 100 })
    const { id } = tasks.find((one) => one.takedownId === takedownId)!
    await world.db
      .transaction()
      .execute((trx) => doTask(trx, { id, by: 'ana', doneWith: 'looked-at' }))
    await sweep()
    expect(await codesOf(takedownId)).toEqual([])
    const done_at = new Date(Date.now() - 48 * 3_600_000)
    await world.db.updateTable('task').set({ done_at }).where('id', '=', id).execute()
    await sweep()
    expect(await codesOf(takedownId)).toEqual(['notice-waiting'])
  })
})

const codesOf = async (takedownId: string): Promise<string[]> =>
  (await openTasks(office.world.db, { limit: 100 }))
    .flatMap((one) => (one.takedownId === takedownId ? one.code : []))
    .toSorted()
