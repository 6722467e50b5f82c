import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { holdTakedown, releaseTakedown, undoHold } from './holds.ts'
import { readNotice } from './notice-store.ts'
import { parsePolicy } from './routing.ts'
import { settleNotice } from './settle-notice.ts'
import { claimNotice } from './testing-claims.ts'
import { advance, compose, openCase, readTakedown, seedCase } from './testing-notices.ts'
import { createPostOffice, LEASE_MS, type PostOffice } from './testing-post-office.ts'

let office: PostOffice
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())
beforeEach(() => {
  office.server.mails.length = 0
  office.answer(250)
})

const POLICE_FIRST = parsePolicy({
  id: 'police-first',
  title: 'Police first',
  validFrom: '2024-01-01',
  inhopeCountries: [],
  rules: [
    {
      id: 'all',
      because: 'a test',
      legalClasses: ['csam'],
      plan: ['police-hand-over', 'iccam-hand-over'],
    },
  ],
})
const police = { policy: POLICE_FIRST, policeMailbox: 'desk@police.example' }

type Written = { takedownId: string; providerId: string; noticeId: string }

const written = {
  async host(): Promise<Written> {
    const { cases, noticeId, providerId } = await office.dueNotice()
    return { takedownId: cases[0]!.takedownId, noticeId, providerId }
  },
  async police(): Promise<Written> {
    const { world } = office
    const takedownId = await openCase(world, await seedCase(world))
    await advance(world, takedownId, police)
    const providerId = (await readTakedown(world, takedownId)).provider_id!
    return { takedownId, providerId, noticeId: await office.composed(providerId) }
  },
}
type Who = keyof typeof written

/** The mail server puts it off. */
async function deferred(who: Who): Promise<Written> {
  const notice = await written[who]()
  office.answer(450)
  await office.send(notice.noticeId)
  office.answer(250)
  return notice
}

const hold = (takedownId: string) =>
  office.world.db.transaction().execute((trx) =>
    holdTakedown(trx, office.world, {
      takedownId,
      reason: 'investigation',
      until: office.world.deadlines.remindAt(office.world.now()),
      by: 'ana',
    }),
  )
const end = {
  undone: (takedownId: string) =>
    office.world.db
      .transaction()
      .execute((trx) => undoHold(trx, office.world, { takedownId, by: 'ana' })),
  released: (takedownId: string) =>
    office.world.db
      .transaction()
      .execute((trx) =>
        releaseTakedown(trx, office.world, { takedownId, reason: 'asked-by-police', by: 'sue' }),
      ),
}

const noticesOf = async (takedownId: string) => {
  const items = office.world.db.selectFrom('notice_item').select('notice_id')
  return (await items.where('takedown_id', '=', takedownId).execute()).length
}

/** Whatever is due for a takedown goes out, with the notice that was put off. */
async function goOn({ takedownId, providerId, noticeId }: Written): Promise<void> {
  await compose(office.world, providerId)
  const open = office.world.db
    .selectFrom('notice_item as i')
    .innerJoin('notice as n', 'n.id', 'i.notice_id')
    .select('n.id')
    .where('i.takedown_id', '=', takedownId)
    .where('n.state', '=', 'due')
  for (const { id } of [...(await open.execute()), { id: noticeId }]) {
    await office.fallDue(id)
    await office.send(id)
  }
}

const isTold = async (who: Who, takedownId: string): Promise<boolean> => {
  const { state } = await readTakedown(office.world, takedownId)
  return who === 'host' ? state.noticesSent === 1 : state.clocks.t4 !== null
}

describe.each(['host', 'police'] as const)('a hold over a letter to %s that was put off', (who) => {
  it.each(['undone', 'released'] as const)('doubles it not once it is %s', async (how) => {
    const notice = await deferred(who)
    await hold(notice.takedownId)
    await end[how](notice.takedownId)
    expect((await readTakedown(office.world, notice.takedownId)).notify_at).toBeNull()
    await goOn(notice)
    expect(office.server.mails).toHaveLength(1)
    expect(await noticesOf(notice.takedownId)).toBe(1)
    expect(await isTold(who, notice.takedownId)).toBe(true)
  })

  it('has another written where that one was withdrawn meanwhile', async () => {
    const notice = await deferred(who)
    await hold(notice.takedownId)
    await office.fallDue(notice.noticeId)
    await office.send(notice.noticeId)
    expect((await office.noticeOf(notice.noticeId)).state).toBe('refused')
    await end.released(notice.takedownId)
    await goOn(notice)
    expect(office.server.mails).toHaveLength(1)
    expect(await isTold(who, notice.takedownId)).toBe(true)
  })

  it('has another written where that one was being withdrawn when it ended', async () => {
    const notice = await deferred(who)
    const { db, now } = office.world
    await hold(notice.takedownId)
    await office.fallDue(notice.noticeId)
    const claim = await db
      .transaction()
      .execute((trx) => claimNotice(trx, notice.noticeId, LEASE_MS))
    await end.released(notice.takedownId)
    const head = (await readNotice(db, notice.noticeId))!
    await settleNotice(office.world, claim, head, { status: 'withdrawn' }, now())
    expect((await readTakedown(office.world, notice.takedownId)).notify_at).toEqual(now())
    await goOn(notice)
    expect(office.server.mails).toHaveLength(1)
    expect(await isTold(who, notice.takedownId)).toBe(true)
  })
})
