import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHostPacing } from '../fetch/host-pacing.ts'
import { beginRound, placeOrder } from '../follow/order-store.ts'
import { crawlLocation } from '../jobs/crawl-location.ts'
import type { Location } from '../location-store.ts'
import { DEFAULT_REPORT_BUDGET } from '../survey/budget.ts'
import { createWorld, dueLocation, html, jpeg, picture, startSite } from '../testing-crawl.ts'
import { createContainedReaders } from './contained-readers.ts'
import type { MostWaiting } from './large-room.ts'
import { makeZip } from './testing-archives.ts'

let resources: AsyncDisposableStack
let site: Awaited<ReturnType<typeof startSite>>
let world: Awaited<ReturnType<typeof createWorld>>
beforeEach(async () => {
  resources = new AsyncDisposableStack()
  site = resources.use(await startSite())
  world = resources.use(await createWorld(site))
})
afterEach(() => resources.disposeAsync())

/** The world's fetcher takes pictures of 512 KiB at most. */
const LONG = 2 ** 20
const long = () =>
  makeZip([{ bytes: picture('scene-1') }, { bytes: randomBytes(LONG), store: true }])

/** A page that leads to a long archive and shows a picture, and a crawler whose room can be held. */
async function prepare(most: MostWaiting) {
  const contained = resources.use(createContainedReaders({ log: () => undefined }, {}, most))
  // One fetch at a time: whoever waited in it would keep the others from the host.
  const pacing = createHostPacing({ now: () => new Date() }, { perHost: 1, minGapMs: 0 })
  const crawl = crawlLocation({ ...world, contained, pacing, busyMs: 1, retryInMs: () => 60_000 })
  site.serve('/page', html('<img src=small.jpg><a href=long.zip>all</a>'))
  site.serve('/small.jpg', jpeg('scene-5'))
  site.serve('/long.zip', { body: long(), type: 'application/zip' })
  const page = await dueLocation(world, '/page')
  const switches = { archives: true, videos: false, render: false }
  await placeOrder(world.db, page.id, { depth: 0, pages: 1, ...switches })
  await beginRound(world.db, page.id, DEFAULT_REPORT_BUDGET)
  const of = ({ id }: Location, signal = world.context.signal) =>
    crawl({ locationId: id }, { ...world.context, signal })
  return { page, room: contained.room, crawl: of }
}

const rowOf = ({ id }: Location) =>
  world.db
    .selectFrom('location')
    .select(['crawl_due_at', 'crawl_attempts', 'crawl_lease_until'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

/** Has what is due later fall due. */
const fallDue = ({ id }: Location) =>
  world.db
    .updateTable('location')
    .set({ crawl_due_at: new Date(0) })
    .where('id', '=', id)
    .execute()

const codes = async (): Promise<(string | null)[]> => {
  const rows = await world.db.selectFrom('visit').select('code').orderBy('id').execute()
  return rows.map(({ code }) => code)
}

const sizes = async (): Promise<number[]> => {
  const rows = await world.db
    .selectFrom('sighting')
    .innerJoin('media', 'media.id', 'sighting.media_id')
    .select('size')
    .execute()
  return rows.map(({ size }) => size).toSorted((a, b) => a - b)
}

const BOTH = [picture('scene-1').length, picture('scene-5').length].toSorted((a, b) => a - b)

describe('a crawl that finds no room for a long file', () => {
  it('is tried again as often as it takes, and costs no attempt', async () => {
    const { page, room, crawl } = await prepare({ crawl: 0, check: 0 })
    for (let time = 0; time < 8; time++) {
      const held = room.tryTake()
      expect(await crawl(page)).toEqual({ status: 'done' })
      expect(await rowOf(page)).toMatchObject({ crawl_attempts: 0, crawl_lease_until: null })
      expect((await rowOf(page)).crawl_due_at).not.toBeNull()
      held?.[Symbol.dispose]()
      // As another process would find it.
      room.isTooEarly(page.id)
      await fallDue(page)
    }
    expect((await codes()).filter((code) => code === 'room-busy')).toHaveLength(8)
    expect(await crawl(page)).toEqual({ status: 'done' })
    expect(await rowOf(page)).toMatchObject({ crawl_due_at: null, crawl_attempts: 1 })
    expect(await sizes()).toEqual(BOTH)
  })

  it('asks its site for nothing before there is room', async () => {
    const { page, room, crawl } = await prepare({ crawl: 0, check: 0 })
    const held = room.tryTake()
    await crawl(page)
    for (let time = 0; time < 3; time++) {
      await fallDue(page)
      expect(await crawl(page)).toEqual({ status: 'skipped', reason: 'room-busy' })
    }
    expect([site.hits('/page'), site.hits('/small.jpg')]).toEqual([1, 1])
    expect(await rowOf(page)).toMatchObject({ crawl_attempts: 0 })
    held?.[Symbol.dispose]()
    await fallDue(page)
    expect(await crawl(page)).toEqual({ status: 'done' })
    expect(await sizes()).toEqual(BOTH)
  })

  it('waits without keeping its host from others', async () => {
    const { page, room, crawl } = await prepare({ crawl: 1, check: 0 })
    const held = room.tryTake()
    const waits = waitedFor(room)
    const first = crawl(page)
    await waits
    site.serve('/other', jpeg('scene-2'))
    const other = await dueLocation(world, '/other')
    expect(await crawl(other)).toEqual({ status: 'done' })
    held?.[Symbol.dispose]()
    expect(await first).toEqual({ status: 'done' })
    expect(await rowOf(page)).toMatchObject({ crawl_due_at: null, crawl_attempts: 1 })
    expect(await codes()).toContain('archive')
    expect(site.hits('/long.zip')).toBe(2)
  })

  it('is tried again when the long file is what was reported', async () => {
    const { page, room, crawl } = await prepare({ crawl: 1, check: 0 })
    site.serve('/page', { body: long(), type: 'application/zip' })
    using held = room.tryTake()
    // As many wait as may.
    const ahead = room.wait('crawl', new AbortController().signal)
    expect(await crawl(page)).toEqual({ status: 'done' })
    expect(await rowOf(page)).toMatchObject({ crawl_attempts: 0 })
    held?.[Symbol.dispose]()
    ;(await ahead)?.[Symbol.dispose]()
    await fallDue(page)
    await crawl(page)
    expect(await rowOf(page)).toMatchObject({ crawl_due_at: null, crawl_attempts: 1 })
    expect(await codes()).toEqual(['room-busy', 'archive'])
  })

  it('ends at once when the process stops', async () => {
    const { page, room, crawl } = await prepare({ crawl: 1, check: 0 })
    using held = room.tryTake()
    expect(held).not.toBeNull()
    const stop = new AbortController()
    const waits = waitedFor(room)
    const crawling = crawl(page, stop.signal)
    await waits
    stop.abort(new Error('stopping'))
    await expect(crawling).rejects.toThrow('stopping')
    // Nobody is left in the queue.
    held?.[Symbol.dispose]()
    using free = room.tryTake()
    expect(free).not.toBeNull()
  })
})

/** Settles when somebody begins to wait. */
function waitedFor(room: { wait: ReturnType<typeof createContainedReaders>['room']['wait'] }) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { wait } = room
  room.wait = (...asked) => {
    const waiting = wait(...asked)
    resolve()
    return waiting
  }
  return promise
}
