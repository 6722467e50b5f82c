import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dueSweep } from './due-sweep.ts'
import { advance, readTakedown, seedCheck } from './testing-notices.ts'
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
})
