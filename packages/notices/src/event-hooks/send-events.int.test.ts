import { createHmac } from 'node:crypto'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { EVENT_TYPES, type EventType } from '@nightlight/contract'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startHttpServer, type HttpAnswer, type Received } from '../channels/testing-http.ts'
import { createWorld, type World } from '../testing-notices.ts'
import { createHookCall } from './hook-call.ts'
import { deliveryViews, hookViews } from './hook-store.ts'
import { makeHook, pauseHook, removeHook, resumeHook, rotateHookSecret } from './hooks.ts'
import { createEventSender } from './send-events.ts'

const NETWORKS = ['127.0.0.0/8']
const HOUR = 1
const MONTH_HOURS = 30 * 24

/** A subscriber that keeps what it took, by `webhook-id`. */
async function startSubscriber() {
  const script = { answer: (_request: Received): HttpAnswer => ({ code: 204 }) }
  const server = await startHttpServer((request) => script.answer(request))
  return {
    ...server,
    script,
    ids: () => server.requests.map(({ headers }) => headers['webhook-id']!),
  }
}

let world: World
let subscriber: Awaited<ReturnType<typeof startSubscriber>>
beforeAll(async () => {
  world = await createWorld()
  subscriber = await startSubscriber()
})
afterAll(async () => {
  await subscriber[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})
beforeEach(async () => {
  for (const { id } of await hookViews(world.db)) await removeHook(world.db, id, by())
  subscriber.requests.length = 0
  subscriber.script.answer = () => ({ code: 204 })
})

const by = () => ({ actor: 'key:test', at: world.now() })
const made = (url = subscriber.url, types: readonly EventType[] = EVENT_TYPES) =>
  makeHook(
    world.db,
    { crypto: world.crypto, allowNetworks: NETWORKS },
    { name: 'Desk', url, types },
    by(),
  )

/** Changes something, as the api does: a report that comes in. */
async function reported(): Promise<string> {
  const id = newId()
  const row = { id, url_ct: Buffer.alloc(1), url_key: Buffer.alloc(32), source: 'test' }
  await world.db
    .insertInto('report')
    .values({ ...row, received_by: 'test', received_at: world.now() })
    .execute()
  await world.db
    .updateTable('event_delivery')
    .set({ next_at: world.now() })
    .where('attempts', '=', 0)
    .where('state', '=', 'waiting')
    .execute()
  return id
}

async function sweep(timeoutMs = 2_000, networks = NETWORKS): Promise<void> {
  const call = createHookCall({ allowNetworks: networks, timeoutMs })
  await using sender = createEventSender({ ...world, call, random: () => 0.5 }, { leaseMs: 60_000 })
  await sender.sweep()
  await sender.idle()
}
const hookOf = async (id: string) => (await hookViews(world.db, id))[0]!
const eventsOf = (id: string) => deliveryViews(world.db, id, { limit: 50 })

/** As the standard says it, and not by our own code. */
function isSignedBy(secret: string, { headers, body }: Received): boolean {
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const wanted = `v1,${createHmac('sha256', key).update(content).digest('base64')}`
  return headers['webhook-signature']!.split(' ').includes(wanted)
}

describe('an event', () => {
  it('is sent once, signed, with type, time and ids alone', async () => {
    const { id, secret } = await made()
    const reportId = await reported()
    await sweep()
    await sweep()
    const [request] = subscriber.requests
    expect(subscriber.requests).toHaveLength(1)
    expect(JSON.parse(request!.body)).toEqual({
      type: 'report.received',
      timestamp: world.now().toISOString(),
      data: { reportId },
    })
    expect(isSignedBy(secret, request!)).toBe(true)
    expect(await eventsOf(id)).toMatchObject([{ state: 'delivered', status: 204, attempts: 1 }])
  })

  it('is not there when the change is not', async () => {
    const { id } = await made()
    await world.db
      .transaction()
      .execute(async (trx) => {
        const row = { url_ct: Buffer.alloc(1), url_key: Buffer.alloc(32), source: 'test' }
        await trx
          .insertInto('report')
          .values({ id: newId(), ...row, received_by: 'test' })
          .execute()
        throw new Error('undone')
      })
      .catch(() => undefined)
    expect(await eventsOf(id)).toEqual([])
  })

  it('is signed by both secrets while they change, and then by the new one', async () => {
    const { id, secret } = await made()
    const next = await rotateHookSecret(world.db, world.crypto, { id, overlapHours: 2 }, by())
    await reported()
    await sweep()
    world.wait(3 * HOUR)
    await reported()
    await sweep()
    const signed = subscriber.requests.map((one) => [
      isSignedBy(secret, one),
      isSignedBy(next.secret, one),
    ])
    expect(signed).toEqual([
      [true, true],
      [false, true],
    ])
  })

  it('waits while the subscription is paused', async () => {
    const { id } = await made()
    await pauseHook(world.db, id, by())
    await reported()
    await sweep()
    expect(subscriber.requests).toEqual([])
    await resumeHook(world.db, id, by())
    await sweep()
    expect(subscriber.requests).toHaveLength(1)
  })

  it('is dropped once it waited 30 days for a subscription that is paused', async () => {
    const { id } = await made()
    await pauseHook(world.db, id, by())
    await reported()
    world.wait(MONTH_HOURS - 1)
    await sweep()
    expect(await eventsOf(id)).toHaveLength(1)
    world.wait(2 * HOUR)
    await sweep()
    expect(await eventsOf(id)).toEqual([])
  })
})

describe('a subscriber', () => {
  it.each<[string, HttpAnswer]>([
    ['hangs up', 'hang-up'],
    ['says nothing', 'silence'],
    ['answers 500', { code: 500 }],
    ['answers 404', { code: 404 }],
    ['sends elsewhere', { code: 307, headers: { location: 'http://127.0.0.1:1/inside' } }],
    ['asks to wait', { code: 429, headers: { 'retry-after': '3600' } }],
    ['fails at length', { code: 500, body: 'x'.repeat(2_000_000) }],
  ])('that %s gets the same event again', async (_, answer) => {
    const { id } = await made()
    await reported()
    subscriber.script.answer = () => answer
    await sweep(300)
    expect(await hookOf(id)).toMatchObject({
      state: 'active',
      waiting: 1,
      failingSince: world.now(),
    })
    await sweep(300)
    expect(subscriber.requests).toHaveLength(1)
    const isAsked = typeof answer === 'object' && answer.code === 429
    expect((await hookOf(id)).retryAt!.getTime() - world.now().getTime()).toBe(
      isAsked ? 3_600_000 : 5_000,
    )
    subscriber.script.answer = () => ({ code: 200, body: 'x'.repeat(2_000_000) })
    world.wait(2 * HOUR)
    await sweep()
    expect(await eventsOf(id)).toMatchObject([{ state: 'delivered', attempts: 2 }])
    expect(new Set(subscriber.ids()).size).toBe(1)
    expect(await hookOf(id)).toMatchObject({ failingSince: null, retryAt: null })
  })

  it('that takes an event and goes on answering without an end has taken it', async () => {
    const { id } = await made()
    await reported()
    subscriber.script.answer = () => ({ code: 200, isEndless: true })
    await sweep(300)
    expect(await eventsOf(id)).toMatchObject([{ state: 'delivered', status: 200, attempts: 1 }])
    expect(await hookOf(id)).toMatchObject({ failingSince: null })
  })

  it('that answers 410 is sent nothing more', async () => {
    const { id } = await made()
    await reported()
    subscriber.script.answer = () => ({ code: 410 })
    await sweep()
    await reported()
    await sweep()
    expect(subscriber.requests).toHaveLength(1)
    expect(await hookOf(id)).toMatchObject({
      state: 'ended',
      because: 'gone',
      attention: 'event-hook-gone',
    })
    await expect(resumeHook(world.db, id, by())).rejects.toMatchObject({ code: 'hook-ended' })
  })

  it('that fails for three days is paused for a person, and loses nothing', async () => {
    const { id } = await made()
    await reported()
    subscriber.script.answer = () => ({ code: 500 })
    for (let hours = 0; hours <= 84; hours += 12) {
      await sweep()
      world.wait(15 * HOUR)
    }
    expect(await hookOf(id)).toMatchObject({
      state: 'paused',
      attention: 'event-hook-failing',
      waiting: 1,
    })
    subscriber.script.answer = () => ({ code: 204 })
    await resumeHook(world.db, id, by())
    await sweep()
    expect(await eventsOf(id)).toMatchObject([{ state: 'delivered' }])
  })

  it('that hangs holds up no other', async () => {
    await using other = await startSubscriber()
    subscriber.script.answer = () => 'silence'
    await made()
    const well = await made(other.url)
    await reported()
    const call = createHookCall({ allowNetworks: NETWORKS, timeoutMs: 60_000 })
    await using sender = createEventSender({ ...world, call }, { leaseMs: 60_000 })
    const answered = new Promise<void>((resolve) => {
      other.script.answer = () => (resolve(), { code: 204 })
    })
    await sender.sweep()
    await answered
    expect((await eventsOf(well.id)).length).toBe(1)
    expect(other.requests).toHaveLength(1)
  })

  it('inside is not called, whatever was written down', async () => {
    const { id } = await made()
    await reported()
    await sweep(2_000, [])
    expect(subscriber.requests).toEqual([])
    expect(await eventsOf(id)).toMatchObject([{ state: 'waiting', attempts: 1 }])
  })

  it.each([
    'http://hooks.example/',
    'https://127.0.0.1/',
    'https://user@hooks.example/',
    'https://localhost/',
  ])('is not taken at %s', async (url) => {
    const means = { crypto: world.crypto, allowNetworks: [] }
    const asked = { name: 'Desk', url, types: ['match.found'] as const }
    await expect(makeHook(world.db, means, asked, by())).rejects.toMatchObject({
      code: 'hook-url-invalid',
    })
  })
})

describe('a sender that is killed', () => {
  it.each(['before-call', 'after-call', 'after-settling'] as const)(
    '%s loses nothing and sends under the same id',
    async (step) => {
      const { id } = await made()
      await reported()
      await killedAt(step)
      world.wait(1 * HOUR)
      await sweep()
      expect(await eventsOf(id)).toMatchObject([{ state: 'delivered' }])
      expect(new Set(subscriber.ids()).size).toBe(1)
      expect(subscriber.requests).toHaveLength(step === 'after-call' ? 2 : 1)
    },
  )

  /** Runs a sender of its own process up to a step, at which it kills itself. */
  async function killedAt(step: string): Promise<void> {
    const child = fork(new URL('testing-killed-sender.ts', import.meta.url), {
      env: {
        ...process.env,
        STEP: step,
        DATABASE_URL: world.url,
        NOW: world.now().toISOString(),
        FIELD_KEY: world.fieldKey,
      },
    })
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
  }
})
