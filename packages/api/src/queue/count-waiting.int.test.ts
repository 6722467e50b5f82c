import { sql } from 'kysely'
import { beforeAll, afterAll, describe, expect, it } from 'vitest'
import { seedCase, type SeededCase } from '../fixtures/seed-case.ts'
import { seedMany } from '../fixtures/seed-waiting.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { countAtHosts, countPart, countQueue, countsOf } from './count-waiting.ts'
import { readTogether, TOGETHER_MOST } from './decide-together.ts'
import { readHosts } from './hosts-store.ts'
import { QUEUE_READ, readWaiting } from './queue-store.ts'

/** Near matches at one host, more than are read at once. */
const NEAR = QUEUE_READ + 120
const PROBABLE = 3
const now = new Date()

let test: TestApp
let near: SeededCase
let probable: SeededCase
beforeAll(async () => {
  test = await createTestApp()
  near = await seedCase(test, { tier: 'near', listName: 'Old' })
  await seedMany(test, near, NEAR - 1)
  await sql`update match set matched_at = now() - interval '9 days'`.execute(test.db)
  probable = await seedCase(test, { tier: 'probable', listName: 'New', legalClass: 'harmful' })
  await seedMany(test, probable, PROBABLE - 1)
})
afterAll(() => test?.[Symbol.asyncDispose]())

const move = (matchId: string, host: string | null) =>
  sql`update waiting_match set host = ${host} where match_id = ${matchId}`.execute(test.db)

describe('counts of the queue', () => {
  it('are of all that waits, however much is before it', async () => {
    const { total, hostless, facets } = await countQueue(test.db, {}, now)
    expect([total, hostless]).toEqual([NEAR + PROBABLE, 0])
    expect(facets).toEqual({
      risk: 0,
      tier: [
        ['exact', 0],
        ['near', NEAR],
        ['probable', PROBABLE],
      ],
      class: [
        ['csam', NEAR],
        ['harmful', PROBABLE],
      ],
      age: [
        ['day', PROBABLE],
        ['week', 0],
        ['older', NEAR],
      ],
      host: [['pictures.example', NEAR + PROBABLE]],
      country: [],
      list: [
        [near.listId, NEAR, 'Old'],
        [probable.listId, PROBABLE, 'New'],
      ],
    })
  })

  it('are the same from what was read and from the table', async () => {
    await sql`update waiting_match set country = 'NL', at_risk = true where match_id = ${probable.matchId}`.execute(
      test.db,
    )
    await move(probable.matchId, null)
    for (const filter of [{ tier: 'probable' }, { age: 'day', list: probable.listId }] as const) {
      const read = countsOf(await readWaiting(test.db, filter, { now }), now)
      expect(read).toEqual(await countQueue(test.db, filter, now))
      expect(read).toMatchObject({ total: PROBABLE, hostless: 1, facets: { risk: 1 } })
    }
    await sql`update waiting_match set country = null, at_risk = false, host = 'pictures.example'`.execute(
      test.db,
    )
    expect(await countPart(test.db, { tier: 'near' }, now)).toEqual({ n: NEAR, isRough: true })
    expect(await countPart(test.db, { tier: 'probable' }, now)).toEqual({
      n: PROBABLE,
      isRough: false,
    })
  })

  it('go so far at the host of a card, and say that there are more', async () => {
    const few = 'few.example'
    await move(probable.matchId, few)
    expect(await countAtHosts(test.db, ['pictures.example', few])).toEqual(
      new Map([
        ['pictures.example', { media: 31, isMore: true }],
        [few, { media: 1, isMore: false }],
      ]),
    )
    await move(probable.matchId, 'pictures.example')
  })

  it('leave out at a host what does not count, as what is shown does', async () => {
    const few = 'few.example'
    await move(probable.matchId, few)
    await move(near.matchId, few)
    const atFew = async () => {
      const filter = { host: few }
      const page = await readHosts(test.db, filter, { now, after: null, limit: 2, areFew: true })
      const waiting = await readWaiting(test.db, filter, { now })
      return {
        cards: (await countAtHosts(test.db, [few])).get(few)!.media,
        rows: page.hosts.map(({ media }) => media),
        shown: waiting.length,
      }
    }
    expect(await atFew()).toEqual({ cards: 2, rows: [2], shown: 2 })
    const expire = (at: Date | null) =>
      sql`update hash_list set expires_at = ${at} where id = ${probable.listId}`.execute(test.db)
    await expire(new Date(now.getTime() - 86_400_000))
    expect(await atFew()).toEqual({ cards: 1, rows: [1], shown: 1 })
    await expire(null)
    await sql`update waiting_match set host = 'pictures.example'`.execute(test.db)
  })
})

describe('hosts of the queue', () => {
  it('are one row each, with what is most urgent of it first, page by page', async () => {
    await move(probable.matchId, 'far.example')
    await move(near.matchId, 'second.example')
    const first = await readHosts(test.db, {}, { now, after: null, limit: 2, areFew: false })
    expect(first.hosts).toMatchObject([
      {
        host: 'second.example',
        matchId: near.matchId,
        matches: 1,
        media: 1,
        tiers: { exact: 0, near: 1, probable: 0 },
        atRisk: 0,
      },
      {
        host: 'pictures.example',
        matches: NEAR + PROBABLE - 2,
        tiers: { exact: 0, near: NEAR - 1, probable: PROBABLE - 1 },
      },
    ])
    const second = await readHosts(test.db, {}, { now, after: first.next, limit: 2, areFew: false })
    expect(second.hosts.map(({ host }) => host)).toEqual(['far.example'])
    expect(second.next).toBeNull()
    const some = await readHosts(
      test.db,
      { age: 'day' },
      { now, after: null, limit: 2, areFew: false },
    )
    expect(some.hosts).toMatchObject([
      { host: 'far.example', matches: 1 },
      { host: 'pictures.example', matches: PROBABLE - 1 },
    ])
    expect(some.next).toBeNull()
  })

  it('are none at which nothing counts', async () => {
    await sql`update hash_list set expires_at = now() - interval '1 day' where id = ${probable.listId}`.execute(
      test.db,
    )
    const { hosts } = await readHosts(
      test.db,
      { list: probable.listId },
      { now, after: null, limit: 2, areFew: false },
    )
    expect(hosts).toEqual([])
    await sql`update hash_list set expires_at = null where id = ${probable.listId}`.execute(test.db)
    await sql`update waiting_match set host = 'pictures.example'`.execute(test.db)
  })
})

describe('what is decided together', () => {
  it('says how many are left, and how many have to be looked at, however many there are', async () => {
    const confirm = await readTogether(test.db, 'pictures.example', { verdict: 'confirm', now })
    expect(confirm).toMatchObject({
      left: { n: NEAR - TOGETHER_MOST, isRough: true },
      oneByOne: { n: PROBABLE, isRough: false },
    })
    expect(confirm.chosen).toHaveLength(TOGETHER_MOST)
    const reject = await readTogether(test.db, 'pictures.example', { verdict: 'reject', now })
    expect(reject).toMatchObject({
      left: { n: NEAR + PROBABLE - TOGETHER_MOST, isRough: true },
      oneByOne: { n: 0, isRough: false },
    })
  })

  it('has what can be confirmed also where more possible matches come before it', async () => {
    await sql`update waiting_match set at_risk = true where tier = 'probable'`.execute(test.db)
    await seedMany(test, probable, QUEUE_READ)
    await sql`update waiting_match set at_risk = true where tier = 'probable'`.execute(test.db)
    const confirm = await readTogether(test.db, 'pictures.example', { verdict: 'confirm', now })
    expect(confirm.chosen).toHaveLength(TOGETHER_MOST)
    expect(confirm).toMatchObject({
      left: { n: NEAR - TOGETHER_MOST },
      oneByOne: { n: PROBABLE + QUEUE_READ, isRough: true },
    })
  })
})
