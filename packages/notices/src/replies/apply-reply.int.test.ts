import { createAddressPolicy } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  advance,
  createWorld,
  eventsOf,
  folded,
  readTakedown,
  seedCheck,
  type World,
} from '../testing-notices.ts'
import { applyReply } from './apply-reply.ts'
import { decideDispute } from './decide-dispute.ts'
import { openDisputes } from './dispute-store.ts'
import { parseReference, partsOf, readRepliedNotice } from './notice-places.ts'
import { handleReply, readReplies } from './reply-store.ts'
import { sortMail, type SortedMail } from './sort-mail.ts'
import { answer, leaveInDoubt, seedDeliveryNetwork, tellProvider } from './testing-replies.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const typesOf = async (id: string) => (await eventsOf(world, id)).map(({ type }) => type)
const decide = (
  id: string,
  verdict: 'uphold' | 'reject',
  name: string,
  actor = `analyst:${name}`,
) =>
  world.db
    .transaction()
    .execute((trx) =>
      decideDispute(trx, world, id, { verdict, reason: 'seen' }, { actor, name, at: world.now() }),
    )

describe('applyReply', () => {
  it('has the next look fall due on a claim of removal, and closes nothing by it', async () => {
    const told = await tellProvider(world)
    const [{ takedownId }] = told.cases as [(typeof told.cases)[0]]
    world.wait(0.2)
    const said = await answer(world, told, [{ takedownId: null, answer: 'actioned' }])
    expect(said).toMatchObject({ status: 'applied', looks: [takedownId] })
    const row = await readTakedown(world, takedownId)
    expect(row).toMatchObject({ status: 'acknowledged', next_check_at: world.now() })
    expect(row.state.clocks.t8).toEqual(world.now())
    expect(row.state).toEqual(await folded(world, takedownId))

    world.wait(0.1)
    await seedCheck(world, takedownId, 'gone')
    await advance(world, takedownId)
    world.wait(7)
    await seedCheck(world, takedownId, 'gone')
    await advance(world, takedownId)
    expect((await readTakedown(world, takedownId)).status).toBe('removed')
  })

  it('counts a message once, however often it comes', async () => {
    const told = await tellProvider(world)
    const once = { eventId: 'message-1' }
    const first = await answer(world, told, [{ takedownId: null, answer: 'acknowledged' }], once)
    world.wait(1)
    const second = await answer(
      world,
      told,
      [{ takedownId: null, answer: 'refused', detail: 'no' }],
      once,
    )
    expect(second).toMatchObject({ status: 'repeated', receiptId: first.receiptId, looks: [] })
    expect(second.replies).toEqual(first.replies)
    const both = await Promise.all(
      [1, 2].map(() =>
        answer(world, told, [{ takedownId: null, answer: 'acknowledged' }], { eventId: 'm2' }),
      ),
    )
    expect(both.map(({ status }) => status).sort()).toEqual(['applied', 'repeated'])
  })

  it('takes an answer for each item, or one for all', async () => {
    const told = await tellProvider(world, 2)
    const notice = (await readRepliedNotice(world.db, { id: told.noticeId }))!
    const second = parseReference(`${told.reference.toLowerCase()}-2`)!
    const [part] = partsOf(notice, second.item)
    expect(part!.takedownId).toBe(told.cases[1]!.takedownId)
    expect(partsOf(notice, null)).toHaveLength(2)
    await answer(world, told, [
      { takedownId: part!.takedownId, answer: 'disputed', detail: 'a drawing of a house' },
    ])
    expect((await readTakedown(world, told.cases[0]!.takedownId)).status).toBe('notified')
    expect((await readTakedown(world, told.cases[1]!.takedownId)).status).toBe('disputed')
    const replies = await readReplies(world.db, world.crypto, { noticeId: told.noticeId, limit: 9 })
    expect(replies).toMatchObject([
      { answer: 'disputed', detail: 'a drawing of a house', waits: true },
    ])
  })

  it.each([
    ['not-theirs', 'reply-not-theirs'],
    ['needs-information', 'reply-needs-information'],
    ['impossible', 'reply-impossible'],
    ['refused', 'reply-refused'],
  ] as const)('asks a person about %s until somebody has seen to it', async (said, code) => {
    const told = await tellProvider(world)
    const [{ takedownId }] = told.cases as [(typeof told.cases)[0]]
    const { replies } = await answer(world, told, [
      { takedownId: null, answer: said, detail: 'Example Hosting Two', preserved: true },
    ])
    expect(await readTakedown(world, takedownId)).toMatchObject({ attention: code })
    const waiting = () => readReplies(world.db, world.crypto, { ...told, waiting: true, limit: 99 })
    expect(await waiting()).toMatchObject([{ detail: 'Example Hosting Two', preserved: true }])
    await handleReply(world.db, replies[0]!.id, { actor: 'analyst:Ana', at: world.now() })
    expect(await waiting()).toEqual([])
  })

  it('goes to the origin that a delivery network names, and to none that anybody else names', async () => {
    const told = await tellProvider(world, 2)
    const [one, two] = told.cases.map(({ takedownId }) => takedownId) as [string, string]
    await seedDeliveryNetwork(world, one, told.providerId)
    const origins = createAddressPolicy({ allowNetworks: ['198.51.100.0/24'] })
    await world.db.transaction().execute((trx) =>
      applyReply(
        trx,
        { ...world, origins },
        {
          ...told,
          eventId: 'origin',
          way: 'api',
          actor: 'key:x',
          at: world.now(),
          answers: [{ takedownId: null, answer: 'origin-disclosed', detail: ' 198.51.100.9 ' }],
        },
      ),
    )
    const corrections = await world.db.selectFrom('host_correction').selectAll().execute()
    expect(corrections).toMatchObject([{ takedown_id: one, address: '198.51.100.9' }])
    expect((await readTakedown(world, one)).attention).toBeNull()
    expect((await readTakedown(world, two)).attention).toBe('reply-not-theirs')
  })

  it.each(['police-hand-over', 'registrar-notice', 'upstream-notice'])(
    'takes what comes back to a %s for no answer of the host, and stops for a dispute all the same',
    async (kind) => {
      const told = await tellProvider(world)
      const [{ takedownId }] = told.cases as [(typeof told.cases)[0]]
      const { noticeId } = told
      await world.db.updateTable('notice').set({ kind }).where('id', '=', noticeId).execute()
      await answer(world, told, [{ takedownId: null, answer: 'acknowledged' }])
      const after = await readTakedown(world, takedownId)
      expect(after).toMatchObject({ status: 'notified' })
      expect(after.state.clocks.t8).toBeNull()
      await answer(world, told, [{ takedownId: null, answer: 'disputed', detail: 'a drawing' }])
      expect((await readTakedown(world, takedownId)).status).toBe('disputed')
      expect(await openDisputes(world.db, 9, takedownId)).toHaveLength(1)
    },
  )

  it('goes to no origin that somebody else names who was told of it before', async () => {
    const told = await tellProvider(world)
    const network = await tellProvider(world)
    const [{ takedownId }] = told.cases as [(typeof told.cases)[0]]
    // It came through a delivery network later on.
    await seedDeliveryNetwork(world, takedownId, network.providerId)
    const said = { takedownId: null, answer: 'origin-disclosed', detail: '8.8.8.8' } as const
    await answer(world, told, [said])
    const correction = world.db.selectFrom('host_correction').select('address')
    expect(await correction.where('takedown_id', '=', takedownId).execute()).toEqual([])
    expect((await readTakedown(world, takedownId)).attention).toBe('reply-not-theirs')
  })

  it.each([
    ['192.168.1.1', 'an address that is not public'],
    ['example.org', 'a name'],
  ])('follows no origin %s: %s', async (detail) => {
    const told = await tellProvider(world)
    const [{ takedownId }] = told.cases as [(typeof told.cases)[0]]
    await seedDeliveryNetwork(world, takedownId, told.providerId)
    await answer(world, told, [{ takedownId, answer: 'origin-disclosed', detail }])
    expect((await readTakedown(world, takedownId)).attention).toBe('reply-not-theirs')
  })

  it('refuses what says nothing, and what is about another notice', async () => {
    const told = await tellProvider(world)
    const other = await tellProvider(world)
    await expect(
      answer(world, told, [{ takedownId: null, answer: 'impossible', detail: ' ' }]),
    ).rejects.toMatchObject({ code: 'reply-needs-detail' })
    await expect(
      answer(world, told, [{ takedownId: other.cases[0]!.takedownId, answer: 'actioned' }]),
    ).rejects.toMatchObject({ code: 'reply-item-not-found' })
    expect(
      await readReplies(world.db, world.crypto, { noticeId: told.noticeId, limit: 9 }),
    ).toEqual([])
  })

  it('keeps the words of others out of everything but the sealed column', async () => {
    const told = await tellProvider(world)
    await answer(world, told, [{ takedownId: null, answer: 'disputed', detail: 'canary-words' }])
    for (const table of [
      'reply',
      'inbound_event',
      'takedown',
      'takedown_event',
      'audit_event',
    ] as const) {
      const rows = await world.db.selectFrom(table).selectAll().execute()
      expect(JSON.stringify(rows.map((row) => Object.values(row)))).not.toContain('canary-words')
    }
  })
})

describe('decideDispute', () => {
  async function disputed() {
    const told = await tellProvider(world)
    const [seeded] = told.cases as [(typeof told.cases)[0]]
    await answer(world, told, [{ takedownId: null, answer: 'disputed', detail: 'why' }])
    const all = await openDisputes(world.db, 100)
    const { id } = all.find((one) => one.takedownId === seeded.takedownId)!
    return { ...seeded, id }
  }

  it('stops reminders, and goes on when two people reject it', async () => {
    const { id, takedownId } = await disputed()
    world.wait(30)
    await seedCheck(world, takedownId, 'present')
    await advance(world, takedownId)
    expect(await typesOf(takedownId)).not.toContain('reminder-due')
    expect(await readTakedown(world, takedownId)).toMatchObject({
      status: 'disputed',
      attention: 'disputed',
      notify_at: null,
    })
    expect(await decide(id, 'reject', 'Ana')).toEqual({ status: 'open' })
    expect(await decide(id, 'reject', 'Ana')).toEqual({ status: 'open' })
    expect(await decide(id, 'reject', 'Bo')).toEqual({ status: 'rejected' })
    expect(await readTakedown(world, takedownId)).toMatchObject({
      attention: null,
      due_at: world.now(),
    })
    await advance(world, takedownId)
    expect(await typesOf(takedownId)).toContain('reminder-due')
    expect((await readTakedown(world, takedownId)).state).toEqual(await folded(world, takedownId))
  })

  it('wants two people who agree: one alone, one under two keys and two who differ end nothing', async () => {
    const { id, matchId } = await disputed()
    await decide(id, 'uphold', 'Ana Example', 'key:1')
    await expect(decide(id, 'uphold', ' ana  example ', 'key:2')).rejects.toMatchObject({
      code: 'dispute-decided-by-you',
    })
    await expect(decide(id, 'reject', 'Ana Example', 'key:1')).rejects.toMatchObject({
      code: 'dispute-decided-by-you',
    })
    expect(await decide(id, 'reject', 'Bo')).toEqual({ status: 'open' })
    expect(await decide(id, 'uphold', 'Cy')).toEqual({ status: 'upheld', matchId, again: false })
    await expect(decide(id, 'reject', 'Di')).rejects.toMatchObject({ code: 'dispute-ended' })
  })

  it('is enforced in the database', async () => {
    const { id, takedownId } = await disputed()
    const end = (outcome: 'uphold' | 'reject') =>
      world.db
        .updateTable('dispute')
        .set({ outcome, ended_at: world.now() })
        .where('id', '=', id)
        .execute()
    await expect(end('uphold')).rejects.toMatchObject({ constraint: 'dispute_two_people' })
    await decide(id, 'uphold', 'Ana')
    await expect(end('uphold')).rejects.toMatchObject({ constraint: 'dispute_two_people' })
    await decide(id, 'uphold', 'Bo')
    await expect(end('reject')).rejects.toMatchObject({ constraint: 'dispute_origin' })
    await expect(
      world.db
        .updateTable('dispute_decision')
        .set({ verdict: 'reject' })
        .where('dispute_id', '=', id)
        .execute(),
    ).rejects.toMatchObject({ constraint: 'dispute_decision_stays' })
    await expect(
      world.db.deleteFrom('dispute').where('id', '=', id).execute(),
    ).rejects.toMatchObject({ constraint: 'dispute_origin' })
    expect(await readTakedown(world, takedownId)).toMatchObject({
      status: 'disputed',
      attention: 'dispute-upheld',
    })
  })
})

describe('an answer to a notice of which nobody knows whether it arrived', () => {
  const gone = [{ takedownId: null, answer: 'actioned' }] as const
  const noticeOf = (id: string) =>
    world.db
      .selectFrom('notice')
      .select(['state', 'sent_at'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()

  it.each(['link', 'api', 'webhook'] as const)('settles by %s that it did', async (way) => {
    const { takedownId, ...told } = await leaveInDoubt(world)
    world.wait(1)
    const applied = await answer(world, told, gone, { way })
    expect(applied.status).toBe('applied')
    expect(await noticeOf(told.noticeId)).toEqual({ state: 'sent', sent_at: world.now() })
    const after = await readTakedown(world, takedownId)
    expect(after).toMatchObject({ status: 'acknowledged', attention: null })
    expect(after.state).toEqual(await folded(world, takedownId))
  })

  it('settles it once where two answer at the same time', async () => {
    const { takedownId, ...told } = await leaveInDoubt(world)
    const both = await Promise.all([answer(world, told, gone), answer(world, told, gone)])
    expect(both.map(({ status }) => status)).toEqual(['applied', 'applied'])
    expect((await typesOf(takedownId)).filter((type) => type === 'notified')).toHaveLength(1)
  })

  it.each(['person', 'csv', 'portal'] as const)('settles nothing by %s', async (way) => {
    const { takedownId, ...told } = await leaveInDoubt(world)
    await expect(answer(world, told, gone, { way })).rejects.toMatchObject({
      code: 'notice-not-out',
    })
    expect((await noticeOf(told.noticeId)).state).toBe('refused')
    expect((await readTakedown(world, takedownId)).attention).toBe('notice-in-doubt')
  })
})

describe('a mail in somebody’s own words', () => {
  const sort = (replyId: string, said: Partial<SortedMail>) =>
    world.db.transaction().execute((trx) => {
      const all = { takedownId: null, answer: 'actioned', detail: null, preserved: null } as const
      return sortMail(
        trx,
        world,
        replyId,
        { ...all, ...said },
        { actor: 'analyst:Ana', at: world.now() },
      )
    })
  const mail = { takedownId: null, answer: 'unsorted', detail: 'gone by now' } as const
  const wrote = async (count: number) => {
    const told = await tellProvider(world, count)
    const { replies } = await answer(world, told, [mail], { way: 'mail' })
    return { told, ids: told.cases.map(({ takedownId }) => takedownId), replyId: replies[0]!.id }
  }
  const waiting = async (noticeId: string) =>
    (await readReplies(world.db, world.crypto, { noticeId, waiting: true, limit: 9 })).length

  it('counts as the answer that a person read out of it, for all that it is about, and is seen to', async () => {
    const { told, ids, replyId } = await wrote(2)
    world.wait(0.01)
    const applied = await sort(replyId, {})
    expect(applied).toMatchObject({ status: 'applied', looks: ids })
    const answers = ids.map((takedownId) => ({ takedownId, way: 'person', detail: 'gone by now' }))
    expect(applied.replies).toMatchObject(answers)
    expect(await waiting(told.noticeId)).toBe(0)
    expect((await sort(replyId, {})).status).toBe('repeated')
  })

  it('waits on while a person has entered what it says of one item', async () => {
    const { told, ids, replyId } = await wrote(2)
    const [first] = ids as [string]
    const applied = await sort(replyId, { takedownId: first, detail: 'removed' })
    expect(applied.replies).toMatchObject([{ takedownId: first, detail: 'removed' }])
    expect(await waiting(told.noticeId)).toBe(1)
    const other = await tellProvider(world)
    const { takedownId } = other.cases[0]!
    await expect(sort(replyId, { takedownId })).rejects.toMatchObject({
      code: 'reply-item-not-found',
    })
    await expect(sort(applied.replies[0]!.id, {})).rejects.toMatchObject({
      code: 'reply-not-found',
    })
  })
})
