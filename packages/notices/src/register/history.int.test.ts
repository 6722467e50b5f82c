import type { ResponseClass } from '@nightlight/contract'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contactsOf } from '../provider-store.ts'
import {
  authoriseCase,
  createWorld,
  readTakedown,
  seedProvider,
  type World,
} from '../testing-notices.ts'
import { ownTimes } from '../portal/own-times.ts'
import { responseHistory } from './history-store.ts'
import { openItems } from './open-items.ts'

const HOUR_MS = 3_600_000
let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const ago = (hours: number): Date => new Date(world.now().getTime() - hours * HOUR_MS)

/** An item that was told so many hours ago, as the machine and the jobs leave it. */
async function told(
  providerId: string,
  hours: number,
  then: { gone?: number; closed?: number; bounced?: boolean; movedTo?: string } = {},
) {
  const { db } = world
  const { takedownId } = await authoriseCase(world, providerId)
  const noticeId = newId()
  const [contact] = await contactsOf(db, [providerId])
  await db
    .insertInto('notice')
    .values({
      id: noticeId,
      reference: noticeId,
      provider_id: providerId,
      contact_id: contact!.id,
      kind: 'provider-notice',
      language: 'en',
      message_id: noticeId,
      state: 'sent',
      due_at: ago(hours),
      sent_at: ago(hours),
      bounced_at: then.bounced ? ago(0) : null,
    })
    .execute()
  const item = { notice_id: noticeId, takedown_id: takedownId, seq: 1, position: 1 }
  await db.insertInto('notice_item').values(item).execute()
  const { state } = await readTakedown(world, takedownId)
  const { gone, closed, movedTo } = then
  const clocks = {
    ...state.clocks,
    t6: ago(hours),
    ...(gone === undefined ? {} : { t9: ago(gone), t10: ago(gone - 1) }),
  }
  const status = gone === undefined ? (closed === undefined ? 'notified' : 'closed') : 'watching'
  const closedAt = closed === undefined ? {} : { closedAt: ago(closed) }
  await db
    .updateTable('takedown')
    .set({
      status,
      state: JSON.stringify({
        ...state,
        status,
        clocks,
        ...closedAt,
      }),
      ...(movedTo === undefined ? {} : { provider_id: movedTo }),
    })
    .where('id', '=', takedownId)
    .execute()
  return { takedownId, noticeId }
}

async function reply(
  { takedownId, noticeId }: { takedownId: string; noticeId: string },
  answer: ResponseClass,
  hoursAgo: number,
  ofWhole = false,
) {
  const { provider_id: providerId } = await world.db
    .selectFrom('notice')
    .select('provider_id')
    .where('id', '=', noticeId)
    .executeTakeFirstOrThrow()
  const eventId = newId()
  const event = { id: eventId, provider_id: providerId, event_id: eventId, kind: 'mail' } as const
  await world.db.insertInto('inbound_event').values(event).execute()
  await world.db
    .insertInto('reply')
    .values({
      id: newId(),
      event_id: eventId,
      notice_id: noticeId,
      class: answer,
      waits: false,
      takedown_id: ofWhole ? null : takedownId,
      said_by: 'mail',
      said_at: ago(hoursAgo),
    })
    .execute()
}

const history = (...ids: string[]) => responseHistory(world.db, ids, world.now())

describe('responseHistory', () => {
  it('takes the first answer of a person, of the item or of the whole notice', async () => {
    const id = await seedProvider(world)
    const one = await told(id, 10)
    await reply(one, 'auto-reply', 9.9)
    await reply(one, 'unsorted', 9)
    await reply(one, 'acknowledged', 8)
    await reply(one, 'actioned', 2)
    await reply(await told(id, 10), 'acknowledged', 4, true)
    await told(id, 10)
    const { answer, replies, removal } = await history(id)
    expect(answer).toMatchObject({
      n: 3,
      ended: 2,
      medianMs: 6 * HOUR_MS,
      p90Ms: null,
      isFew: true,
    })
    expect(replies).toEqual([
      { class: 'acknowledged', count: 2 },
      { class: 'actioned', count: 1 },
      { class: 'auto-reply', count: 1 },
      { class: 'unsorted', count: 1 },
    ])
    expect(removal).toMatchObject({ n: 3, ended: 0, medianMs: null })
  })

  it('measures removal from the notice to this provider, and leaves out what was gone before', async () => {
    const id = await seedProvider(world)
    await told(id, 100, { gone: 80 })
    await told(id, 100, { gone: 101 })
    const { removal, goneBefore } = await history(id)
    expect(removal).toMatchObject({ n: 1, ended: 1, medianMs: 20 * HOUR_MS })
    expect(goneBefore).toBe(1)
  })

  it('does not count what was closed, moved away or came back as removed', async () => {
    const [id, other] = [await seedProvider(world), await seedProvider(world)]
    await told(id, 100, { closed: 70 })
    await told(id, 100, { movedTo: other })
    await told(id, 100, { bounced: true })
    const { removal } = await history(id)
    expect(removal).toMatchObject({ n: 2, ended: 0 })
    expect((await history(other)).removal.n).toBe(0)
    expect((await history(id, other)).removal.n).toBe(2)
    await told(id, 10)
    await told(id, 10, { gone: 2 })
    const own = await ownTimes(world.db, id, world.now())
    expect(own.removal).toMatchObject({ n: 4, ended: 1, over: 2 })
    expect(own.answer).toMatchObject({ n: 4, ended: 0, over: 3 })
  })

  it('looks back a year', async () => {
    const id = await seedProvider(world)
    await told(id, 366 * 24)
    expect((await history(id)).removal.n).toBe(0)
  })
})

describe('openItems', () => {
  it('counts what is open by the time since it was told', async () => {
    const id = await seedProvider(world)
    for (const hours of [1, 23, 24, 100, 1_000]) await told(id, hours)
    await told(id, 50, { gone: 10 })
    await authoriseCase(world, id)
    expect(await openItems(world.db, id, world.now())).toEqual({
      untold: 1,
      ages: [
        { hours: 24, count: 2 },
        { hours: 72, count: 1 },
        { hours: 168, count: 1 },
        { hours: 672, count: 0 },
        { hours: null, count: 1 },
      ],
      oldestToldAt: ago(1_000),
    })
  })
})
