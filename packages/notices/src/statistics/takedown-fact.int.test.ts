import { newId, readMigrations } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterStep } from '../enter-step.ts'
import {
  authoriseCase,
  createWorld,
  readTakedown,
  seedFinding,
  seedProvider,
  type World,
} from '../testing-notices.ts'
import { withdrawStep } from '../withdraw-step.ts'
import { createFactStore } from './fact-store.ts'

let world: World
let host: string
beforeAll(async () => {
  world = await createWorld()
  host = await seedProvider(world)
})
afterAll(() => world[Symbol.asyncDispose]())

const factOf = (id: string) =>
  world.db
    .selectFrom('takedown_fact')
    .selectAll()
    .where('takedown_id', '=', id)
    .executeTakeFirstOrThrow()

type Letter = { seq: number; kind: string; channel: 'smtp' | 'webhook'; to?: string }

/** A letter about a takedown that has been sent. */
async function letter(takedownId: string, { seq, kind, channel, to = host }: Letter) {
  const id = newId()
  const { id: contact } = await world.db
    .selectFrom('provider_contact')
    .select('id')
    .where('provider_id', '=', to)
    .executeTakeFirstOrThrow()
  await world.db
    .insertInto('notice')
    .values({
      id,
      reference: id,
      provider_id: to,
      contact_id: contact,
      kind,
      language: 'en',
      message_id: id,
      state: 'sent',
      due_at: world.now(),
      channel,
    })
    .execute()
  await world.db
    .insertInto('notice_item')
    .values({ notice_id: id, takedown_id: takedownId, seq, position: 0 })
    .execute()
  return id
}

/** As when the notice in this place was sent: the clock is that of the first one. */
async function notified(id: string, seq: number) {
  const { state } = await readTakedown(world, id)
  const t6 = state.clocks.t6 ?? world.now()
  const sent = { clocks: { ...state.clocks, t6 }, lastNoticeAt: world.now(), lastNoticeSeq: seq }
  await world.db
    .updateTable('takedown')
    .set({ state: JSON.stringify({ ...state, ...sent }) })
    .where('id', '=', id)
    .execute()
}

describe('the provider of takedown_fact', () => {
  it('is the host, whoever is written to, and not known before the host is', async () => {
    const police = await seedProvider(world, { kind: 'police' })
    const { takedownId: id } = await authoriseCase(world, host)
    expect(await factOf(id)).toMatchObject({ provider_id: null, country: null })
    const takedown = world.db.updateTable('takedown').where('id', '=', id)
    await takedown.set({ provider_id: police, status: 'notified' }).execute()
    expect(await factOf(id)).toMatchObject({ provider_id: null })
    await seedFinding(world, id, { providerId: host, country: 'NL' })
    const found = { provider_id: host, country: 'NL', asn: '64496', cdn: null }
    expect(await factOf(id)).toMatchObject(found)
    await takedown.set({ provider_id: police, status: 'acknowledged' }).execute()
    expect(await factOf(id)).toMatchObject(found)
  })

  it('follows where the content is found, and so do the figures that are kept', async () => {
    const next = await seedProvider(world)
    const store = createFactStore(world.db)
    const { takedownId: id } = await authoriseCase(world, host)
    await notified(id, 1)
    const sizes = async () => {
      const until = new Date()
      const cohort = { clocks: { from: 't6', to: 't9' }, since: new Date(0), until } as const
      const members = (await store.read()).membersOf(cohort, until)
      return new Map(members.sizesBy('provider').map(({ key, n }) => [key, n]))
    }
    await seedFinding(world, id, { providerId: host })
    const before = await sizes()
    await seedFinding(world, id, { providerId: next, country: 'FR', cdn: 'example-cdn' })
    expect(await factOf(id)).toMatchObject({ provider_id: next, country: 'FR', cdn: 'example-cdn' })
    const after = await sizes()
    expect(after.get(next)).toBe(1)
    expect(after.get(host) ?? 0).toBe(before.get(host)! - 1)
  })
})

describe('the channel of takedown_fact', () => {
  it('is that of the first notice, and not of a hand-over or a letter that nobody took', async () => {
    const police = await seedProvider(world, { kind: 'police' })
    const { takedownId: id } = await authoriseCase(world, host)
    await letter(id, { seq: 1, kind: 'police-hand-over', channel: 'smtp', to: police })
    await letter(id, { seq: 2, kind: 'provider-notice', channel: 'webhook' })
    expect(await factOf(id)).toMatchObject({ t6: null, channel: null })
    await notified(id, 2)
    expect(await factOf(id)).toMatchObject({ channel: 'webhook' })
    await letter(id, { seq: 3, kind: 'provider-reminder', channel: 'smtp' })
    world.wait(1)
    await notified(id, 3)
    expect(await factOf(id)).toMatchObject({ channel: 'webhook' })
  })

  it('is not known of a host that a person told, until that is taken back', async () => {
    const police = await seedProvider(world, { kind: 'police' })
    const { takedownId: id } = await authoriseCase(world, host)
    await letter(id, { seq: 1, kind: 'police-hand-over', channel: 'smtp', to: police })
    const step = {
      takedownId: id,
      step: 'provider-notice',
      reference: 'FORM-1',
      by: 'ana',
    } as const
    const { db } = world
    await db.transaction().execute((trx) => enterStep(trx, world, { ...step, doneAt: world.now() }))
    expect((await readTakedown(world, id)).state).toMatchObject({ lastNoticeSeq: 1 })
    expect(await factOf(id)).toMatchObject({ t6: world.now(), channel: null })
    await db
      .transaction()
      .execute((trx) => withdrawStep(trx, world, { ...step, reason: 'not-done' }))
    expect(await factOf(id)).toMatchObject({ t6: null, channel: null })
    await letter(id, { seq: 2, kind: 'provider-notice', channel: 'webhook' })
    world.wait(1)
    await notified(id, 2)
    expect(await factOf(id)).toMatchObject({ channel: 'webhook' })
  })
})

describe('the migration', () => {
  it('puts right what was kept of takedowns from before', async () => {
    const { db } = world
    const script = readMigrations().find(({ name }) => name.startsWith('0083'))!.sql
    const rewrite = sql.raw(script.slice(script.indexOf('update takedown_fact f set')))
    const police = await seedProvider(world, { kind: 'police' })
    const { takedownId: id } = await authoriseCase(world, host)
    await seedFinding(world, id, { providerId: host })
    const handOver = { seq: 1, kind: 'police-hand-over', channel: 'smtp', to: police } as const
    await letter(id, handOver)
    const noticeId = await letter(id, { seq: 2, kind: 'provider-notice', channel: 'webhook' })
    await notified(id, 2)
    await db
      .insertInto('takedown_event')
      .values({
        takedown_id: id,
        seq: 900,
        type: 'notified',
        at: world.now(),
        actor: 'nightlight',
        data: JSON.stringify({ noticeId, seq: 2 }),
      })
      .execute()
    const { takedownId: byHand } = await authoriseCase(world, host)
    await letter(byHand, { ...handOver })
    const step = { takedownId: byHand, step: 'provider-notice', reference: 'FORM-2' } as const
    await db
      .transaction()
      .execute((trx) => enterStep(trx, world, { ...step, doneAt: world.now(), by: 'ana' }))
    const kept = await factOf(id)
    const keptByHand = await factOf(byHand)
    const before = { provider_id: police, channel: 'smtp' }
    await db
      .updateTable('takedown_fact')
      .set(before)
      .where('takedown_id', 'in', [id, byHand])
      .execute()
    await rewrite.execute(db)
    const changed: unknown = expect.any(String)
    expect(await factOf(id)).toEqual({ ...kept, changed })
    expect(await factOf(byHand)).toEqual({ ...keptByHand, changed })
    expect(kept).toMatchObject({ provider_id: host, channel: 'webhook' })
    expect(keptByHand).toMatchObject({ provider_id: null, channel: null })
  })
})
