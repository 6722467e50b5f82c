import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { flagWaitingNotices } from './attention-store.ts'
import { enterStep } from './enter-step.ts'
import { holdTakedown, releaseTakedown, undoHold } from './holds.ts'
import { readNotice } from './notice-store.ts'
import { parsePolicy } from './routing.ts'
import { settleNotice } from './settle-notice.ts'
import { claimNotice } from './testing-claims.ts'
import {
  advance,
  authoriseCase,
  compose,
  openCase,
  readTakedown,
  seedCase,
  seedContact,
  seedProvider,
} from './testing-notices.ts'
import { createPostOffice, LEASE_MS, type PostOffice } from './testing-post-office.ts'
import { withdrawStep } from './withdraw-step.ts'

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

describe.each([
  ['host', 'provider-notice'],
  ['police', 'police-hand-over'],
] as const)('a step that a person took in place of a letter to %s', (who, step) => {
  const world = () => office.world
  const by = { step, reference: 'TEL-1', by: 'ana' }
  const enter = (takedownId: string) =>
    world()
      .db.transaction()
      .execute((trx) => enterStep(trx, world(), { ...by, takedownId, doneAt: world().now() }))
  const takeBack = (takedownId: string) =>
    world()
      .db.transaction()
      .execute((trx) => withdrawStep(trx, world(), { ...by, takedownId, reason: 'wrong-takedown' }))
  const advanced = async (notice: Written) => {
    await advance(world(), notice.takedownId, who === 'police' ? police : {})
    world().wait(1)
    await goOn(notice)
  }

  it('has the letter that waits to be written not written', async () => {
    const { world: own } = office
    const providerId = await seedProvider(own)
    const takedownId =
      who === 'host'
        ? (await authoriseCase(own, providerId)).takedownId
        : await openCase(own, await seedCase(own))
    if (who === 'police') await advance(own, takedownId, police)
    expect((await readTakedown(own, takedownId)).notify_at).not.toBeNull()
    await enter(takedownId)
    expect((await readTakedown(own, takedownId)).notify_at).toBeNull()
    own.wait(1)
    await compose(own, (await readTakedown(own, takedownId)).provider_id!)
    expect(await noticesOf(takedownId)).toBe(0)
  })

  it('has the letter that was put off not sent, and nobody asked about it', async () => {
    const notice = await deferred(who)
    await enter(notice.takedownId)
    await world()
      .db.updateTable('notice')
      .set({ composed_at: new Date(Date.now() - 7 * 3_600_000) })
      .where('id', '=', notice.noticeId)
      .execute()
    await flagWaitingNotices(world().db, 6 * 3_600_000, 1000)
    const tasks = world().db.selectFrom('task').select('code').where('code', '=', 'notice-waiting')
    expect(await tasks.where('takedown_id', '=', notice.takedownId).execute()).toEqual([])
    await advanced(notice)
    await advanced(notice)
    expect(office.server.mails).toEqual([])
    expect((await office.noticeOf(notice.noticeId)).state).toBe('refused')
  })

  it('has it sent once when it is taken back before its turn', async () => {
    const notice = await deferred(who)
    await enter(notice.takedownId)
    await takeBack(notice.takedownId)
    await advanced(notice)
    expect(office.server.mails).toHaveLength(1)
    expect(await isTold(who, notice.takedownId)).toBe(true)
  })

  it('has another sent when it is taken back after that', async () => {
    const notice = await deferred(who)
    await enter(notice.takedownId)
    await goOn(notice)
    await takeBack(notice.takedownId)
    await advanced(notice)
    expect(office.server.mails).toHaveLength(1)
    expect(await isTold(who, notice.takedownId)).toBe(true)
  })

  it('is not taken back once the letter that was on its way is out', async () => {
    const notice = await written[who]()
    office.meanwhile(() => enter(notice.takedownId))
    await office.send(notice.noticeId)
    expect(office.server.mails).toHaveLength(1)
    await expect(takeBack(notice.takedownId)).rejects.toMatchObject({ code: 'step-has-followed' })
  })

  it('is told of no more where its mailbox refuses the letter that was on its way', async () => {
    const notice = await written[who]()
    await seedContact(world(), notice.providerId, `second-${who}@hosting.example`)
    const claim = await world()
      .db.transaction()
      .execute((trx) => claimNotice(trx, notice.noticeId, LEASE_MS))
    await enter(notice.takedownId)
    const head = (await readNotice(world().db, notice.noticeId))!
    const refused = {
      status: 'refused',
      stage: 'recipient',
      code: 550,
      response: '550 no',
    } as const
    await settleNotice(world(), claim, head, refused, world().now())
    await advanced(notice)
    expect(office.server.mails).toEqual([])
  })
})
