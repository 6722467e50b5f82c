import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  authoriseCase,
  createWorld,
  readTakedown,
  seedFinding,
  seedLocation,
  seedProvider,
  type World,
} from '../testing-notices.ts'
import { deliveries, refusingMailboxes } from './deliveries.ts'
import { openAges, withoutFew } from './open-ages.ts'
import { createFactStore, type FactStore } from './fact-store.ts'
import { resurfacing, resurfacingWithoutFew } from './resurfacing.ts'
import { reversals } from './reversals.ts'

const DAY_MS = 86_400_000
let world: World
let facts: FactStore
let many: string
let few: string

beforeAll(async () => {
  world = await createWorld()
  facts = createFactStore(world.db)
  many = await seedProvider(world)
  few = await seedProvider(world)
  await sql`update provider set name = ''`.execute(world.db)
  // ten removed at one provider: two seen again after 3 and 20 days, one given up after 10, the others watched for 40
  for (const again of [3, 20]) await item(many, { told: 50, gone: 41, verified: 40, again })
  await item(many, { told: 50, gone: 41, verified: 40, closed: 10 })
  for (let n = 0; n < 7; n++) await item(many, { told: 50, gone: 41, verified: 40 })
  await item(few, { told: 50, gone: 41, verified: 40, again: 1 })
  // eleven open at the one, for 12 hours to 40 days, and two at the other; one nobody was told of
  for (const told of [0.5, 0.9, 2, 2.5, 4, 5, 6, 10, 20, 35, 40]) await item(many, { told })
  await item(few, { told: 1.5 })
  await item(few, { told: null })
  // without these, the great one would leave few to whoever subtracts
  const other = await seedProvider(world)
  await sql`update provider set name = '' where id = ${other}`.execute(world.db)
  for (let n = 0; n < 5; n++) await item(few, { told: 50, gone: 41, verified: 40 })
  for (let n = 0; n < 4; n++) await item(other, { told: 50, gone: 41, verified: 40 })
  for (let n = 0; n < 8; n++) await item(other, { told: 1.5 })
})
afterAll(() => world[Symbol.asyncDispose]())

const ago = (days: number): Date => new Date(world.now().getTime() - days * DAY_MS)
const year = () => ({ since: ago(365), until: world.now() })

type Days = {
  told: number | null
  gone?: number
  verified?: number
  again?: number
  closed?: number
}

/** Days ago; `again` and `closed` after it was verified. */
async function item(providerId: string, days: Days): Promise<string> {
  const { takedownId } = await authoriseCase(world, providerId)
  await seedFinding(world, takedownId, { providerId })
  const { state } = await readTakedown(world, takedownId)
  const { told, gone, verified = 0, again, closed } = days
  const clocks = {
    ...state.clocks,
    t6: told === null ? null : ago(told),
    ...(gone === undefined ? {} : { t9: ago(gone), t10: ago(verified) }),
    ...(again === undefined ? {} : { t11: ago(verified - again) }),
  }
  const closedAt = closed === undefined ? {} : { closedAt: ago(verified - closed) }
  const status =
    closed !== undefined ? 'closed' : again ? 'resurfaced' : gone ? 'watching' : 'notified'
  const resurfacings = again === undefined ? 0 : 1
  await world.db
    .updateTable('takedown')
    .set({ status, state: JSON.stringify({ ...state, ...closedAt, clocks, status, resurfacings }) })
    .where('id', '=', takedownId)
    .execute()
  return takedownId
}

describe('resurfacing', () => {
  it('is the product-limit estimate from verified gone to seen again, what was given up counted until then', async () => {
    const { db } = world
    const found = await resurfacing({ db, facts }, year(), world.now())
    expect(found).toMatchObject({ n: 20, again: 3, watched: 16, closed: 1 })
    // two of ten, the second of them after one had been given up: 1 - 9/10 * 7/8
    const one = found.providers[0]!
    expect(found.providers).toHaveLength(1)
    expect(one).toMatchObject({ id: many, n: 10, again: 2, watched: 7, closed: 1 })
    const [week, month, quarter] = one.within
    expect(week?.share).toBeCloseTo(0.1)
    expect(month?.share).toBeCloseTo(1 - (9 / 10) * (7 / 8))
    expect(month!.low!).toBeLessThan(month!.share!)
    expect(month!.high!).toBeGreaterThan(month!.share!)
    // nothing was watched for ninety days
    expect(quarter).toEqual({ days: 90, share: null, low: null, high: null })
    expect(found.others).toEqual({ providers: 2, n: 10 })
    expect(resurfacingWithoutFew(found)).toEqual(found)
    const nothing = { share: null, low: null, high: null }
    const few = { n: 9, again: 2, watched: 6, closed: 1 }
    expect(resurfacingWithoutFew({ ...found, ...few })).toEqual({
      ...found,
      n: null,
      again: null,
      watched: null,
      closed: null,
      within: [7, 30, 90].map((days) => ({ days, ...nothing })),
    })
  })

  it('counts the same file at another place once it was gone, whichever of the two is known first', async () => {
    const { db } = world
    const at = (days: number) => ago(days)
    const see = async (takedownId: string, pageId: string, seen: Date) => {
      const row = await db
        .selectFrom('takedown')
        .select('media_id')
        .where('id', '=', takedownId)
        .executeTakeFirstOrThrow()
      await db
        .insertInto('sighting')
        .values({
          media_id: row.media_id,
          location_id: pageId,
          page_location_id: pageId,
          first_seen_at: seen,
          last_seen_at: seen,
        })
        .execute()
    }
    const elsewhereOf = async (id: string) =>
      (
        await db
          .selectFrom('takedown_fact')
          .select('elsewhere_at')
          .where('takedown_id', '=', id)
          .executeTakeFirstOrThrow()
      ).elsewhere_at
    const page = await seedLocation(world, 'https://other.example/')
    const third = await seedLocation(world, 'https://third.example/')
    const provider = await seedProvider(world)
    const gone = await item(provider, { told: 500, gone: 451, verified: 450 })
    expect(await elsewhereOf(gone)).toBeNull()
    // what was there before it had gone is no other place of it
    await see(gone, page, at(460))
    expect(await elsewhereOf(gone)).toBeNull()
    await see(gone, third, at(430))
    expect(await elsewhereOf(gone)).toEqual(at(430))
    const open = await item(provider, { told: 500 })
    await see(open, page, at(440))
    expect(await elsewhereOf(open)).toBeNull()
    const { state } = await readTakedown(world, open)
    const clocks = { ...state.clocks, t9: at(451), t10: at(450) }
    await db
      .updateTable('takedown')
      .set({ status: 'closed', state: JSON.stringify({ ...state, clocks, closedAt: at(445) }) })
      .where('id', '=', open)
      .execute()
    expect(await elsewhereOf(open)).toEqual(at(440))
    const period = { since: ago(455), until: ago(445) }
    const found = await resurfacing({ db, facts }, period, world.now(), 'elsewhere')
    // 10 and 20 days, one of them after its takedown was closed
    expect(found).toMatchObject({ n: 2, again: 2, watched: 0, closed: 0 })
    expect(found.within.map(({ days, share }) => [days, share])).toEqual([
      [30, 1],
      [90, 1],
      [365, 1],
    ])
    await sql`update takedown_fact set t9 = now(), t10 = null where takedown_id in (${gone}, ${open})`.execute(
      db,
    )
  })

  it('is of what was verified in the period', async () => {
    const none = await resurfacing(
      { db: world.db, facts },
      { since: ago(39), until: world.now() },
      world.now(),
    )
    expect(none).toMatchObject({ n: 0, again: 0, others: null, providers: [] })
  })
})

describe('openAges', () => {
  it('counts what is open by age, by provider and at how few', async () => {
    const { db } = world
    const found = await openAges(db, world.now())
    expect(found).toMatchObject({ open: 21, untold: 1, upAgain: 3 })
    expect(found.ages).toEqual([
      { hours: 24, count: 2 },
      { hours: 72, count: 11 },
      { hours: 168, count: 3 },
      { hours: 672, count: 2 },
      { hours: null, count: 2 },
    ])
    expect(found.providers.map(({ id, open, untold }) => ({ id, open, untold }))).toEqual([
      { id: many, open: 11, untold: 0 },
    ])
    // a handle stands for a provider without a name
    expect(found.providers[0]!.name).not.toBe('')
    expect(found.others).toEqual({ providers: 2, open: 10 })
    expect(found.concentration.provider.top).toEqual([
      { most: 1, share: 11 / 21 },
      { most: 3, share: 1 },
      { most: 10, share: 1 },
    ])
    expect(withoutFew(found)).toEqual(found)
    expect(withoutFew({ ...found, open: 9 })).toMatchObject({ open: 9, untold: 0, ages: [] })
    // two fewer of the others: they would be eight, and the great one goes with them
    const gone = sql`update takedown_fact set closed_at = now() where takedown_id in (
      select takedown_id from takedown_fact where provider_id = ${few} and t9 is null)`
    await gone.execute(db)
    const after = await openAges(db, world.now())
    expect(after).toMatchObject({ open: 19, providers: [], others: { providers: 2, open: 19 } })
    expect(after.concentration.provider.top).toEqual([])
  })
})

describe('deliveries', () => {
  it('tells what became of letters by month and channel, and keeps quiet about few', async () => {
    const { db } = world
    const provider = await seedProvider(world)
    const contact = newId()
    await db
      .insertInto('provider_contact')
      .values({
        id: contact,
        provider_id: provider,
        mailbox: 'dead@host.example',
        source: 'rdap',
        fetched_at: ago(3),
        refused_at: ago(1),
        refusals: 2,
      })
      .execute()
    const letter = async (more: Record<string, unknown>) => {
      const id = newId()
      await db
        .insertInto('notice')
        .values({
          id,
          reference: id,
          provider_id: provider,
          contact_id: contact,
          kind: 'provider-notice',
          language: 'en',
          message_id: id,
          state: 'sent',
          due_at: ago(40),
          sent_at: ago(40),
          composed_at: new Date('2026-02-10T00:00:00Z'),
          ...more,
        })
        .execute()
      return id
    }
    const reply = async (noticeId: string, of: string) => {
      const event_id = newId()
      await db
        .insertInto('inbound_event')
        .values({ id: event_id, provider_id: provider, event_id, kind: 'mail' })
        .execute()
      const said = {
        said_by: 'mail',
        said_at: new Date('2026-02-11T00:00:00Z'),
        waits: false,
      } as const
      await db
        .insertInto('reply')
        .values({ id: newId(), event_id, notice_id: noticeId, class: of, ...said })
        .execute()
    }
    await sql`delete from notice_item`.execute(db)
    const ids: string[] = []
    for (let n = 0; n < 6; n++) ids.push(await letter({}))
    await reply(ids[0]!, 'acknowledged')
    await reply(ids[0]!, 'actioned')
    await reply(ids[1]!, 'auto-reply')
    await letter({ bounced_at: ago(39) })
    await letter({ state: 'refused', sent_at: null })
    await letter({ state: 'due', sent_at: null })
    // the last instant of a month
    await letter({ composed_at: new Date('2026-01-31T23:59:59.999Z') })
    await letter({ channel: 'aws' })
    await letter({ kind: 'retraction', retracts: ids[0] })
    const byChannel = async () => {
      const { channels, others } = await deliveries(db, period, world.now())
      return { channels: channels.map(({ channel, written }) => [channel, written]), others }
    }
    const period = { since: new Date('2026-01-01Z'), until: new Date('2026-03-01Z') }
    const found = await deliveries(db, period, world.now())
    expect(found.months).toEqual([
      {
        month: '2026-02',
        written: 10,
        waiting: 1,
        accepted: 8,
        bounced: 1,
        refused: 1,
        answered: 1,
        unanswered: 6,
      },
      expect.objectContaining({ month: '2026-01', written: 1, unanswered: 1 }),
    ])
    // ten by mail and one other: the months less those by mail would be the one
    expect(await byChannel()).toEqual({ channels: [], others: { written: 11 } })
    expect(found.refusing).toEqual({ mailboxes: 1, providers: 1 })
    const [mailbox] = await refusingMailboxes(db, 10)
    expect(mailbox).toMatchObject({
      providerId: provider,
      mailbox: 'dead@host.example',
      refusals: 2,
    })
    const sent = await reversals(db, { since: ago(60), until: world.now() }, world.now())
    expect(sent.all.retractions).toBe(1)
    for (let n = 0; n < 9; n++) await letter({ channel: n < 4 ? 'aws' : 'webhook' })
    expect(await byChannel()).toEqual({ channels: [['smtp', 10]], others: { written: 10 } })
    for (let n = 0; n < 5; n++) await letter({ channel: 'webhook' })
    // five are left, and the smallest of those that could stand alone is among them
    expect(await byChannel()).toEqual({ channels: [['smtp', 10]], others: { written: 15 } })
    for (let n = 0; n < 5; n++) await letter({ channel: 'aws' })
    expect(await byChannel()).toEqual({
      channels: [
        ['aws', 10],
        ['smtp', 10],
        ['webhook', 10],
      ],
      others: null,
    })
  })
})
