import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createWorld,
  seedEntry,
  seedLocation,
  seedMatch,
  seedMedia,
  seedSighting,
  type World,
} from '../testing-notices.ts'
import { createMatchFactStore, type MatchFactStore } from './fact-store.ts'
import { countMatchCases, listMatchCases, type MatchState } from './match-cases.ts'
import type { MatchDimension } from './match-measures.ts'
import { matchTimes } from './match-times.ts'

const HOUR_MS = 3_600_000
type Verdict = 'confirm' | 'reject'
type Entry = Awaited<ReturnType<typeof seedEntry>>

let world: World
let facts: MatchFactStore
let many: Entry
let few: Entry
let third: Entry
/** Decided after an hour. */
let first: string

const ago = (hours: number): Date => new Date(world.now().getTime() - hours * HOUR_MS)

async function found(
  { entryId, listId }: Entry,
  hours: number,
  tier: 'exact' | 'near' = 'near',
): Promise<string> {
  const of = { mediaId: await seedMedia(world), entryId, listId, tier }
  return seedMatch({ db: world.db, now: () => ago(hours) }, of)
}

async function decide(
  matchId: string,
  hoursAgo: number,
  { verdict = 'confirm', effectAt = null }: { verdict?: Verdict; effectAt?: Date | null } = {},
): Promise<string> {
  const id = newId()
  const said = { id, match_id: matchId, verdict, actor: 'ana', reason: 'r', effect_at: effectAt }
  await world.db
    .insertInto('decision')
    .values({ ...said, at: ago(hoursAgo) })
    .execute()
  return id
}

const undo = (id: string) => world.db.deleteFrom('decision').where('id', '=', id).execute()

beforeAll(async () => {
  world = await createWorld()
  facts = createMatchFactStore(world.db)
  many = await seedEntry(world)
  few = await seedEntry(world)
  third = await seedEntry(world, { legalClass: 'harmful' })
  // twelve of one list: decided after 1 to 8 hours, every other one rejected; three wait, of which one was decided and undone, and one
  // waited for three hours
  for (const hours of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const id = await found(many, 10)
    first ??= id
    await decide(id, 10 - hours, { verdict: hours % 2 === 0 ? 'reject' : 'confirm' })
  }
  await found(many, 30)
  await found(many, 200)
  await undo(await decide(await found(many, 10), 9))
  await sql`update match_fact set closed_at = ${ago(7)}, closed_known_at = ${ago(6.5)} where match_id = ${await found(many, 10)}`.execute(
    world.db,
  )
  for (let n = 0; n < 11; n++) await found(many, 10, 'exact')
  for (let n = 0; n < 2; n++) await decide(await found(few, 10), 9.5)
  for (let n = 0; n < 10; n++) await decide(await found(third, 5), 4)
})
afterAll(() => world?.[Symbol.asyncDispose]())

const read = (
  by: MatchDimension | null = null,
  only?: { by: MatchDimension; key: string },
  { seesCases = true, since = ago(24 * 30), until = ago(0), now = world.now() } = {},
) =>
  matchTimes(
    { db: world.db, facts },
    { measure: 'match-decision', since, until, only },
    { by, now, seesCases },
  )
const ofMany = () => ({ by: 'list' as const, key: many.listId })

describe('matchTimes', () => {
  it('counts what waits for as long as it has, and ends with whatever was decided', async () => {
    const times = await read(null, ofMany())
    expect(times).toMatchObject({ n: 12, ended: 8, open: 3, closed: 1, before: 0 })
    expect(times.curve.map(({ ms, open }) => [ms / HOUR_MS, Number(open.toFixed(3))])).toEqual([
      [1, 0.917],
      [2, 0.833],
      [3, 0.75],
      [4, 0.656],
      [5, 0.563],
      [6, 0.469],
      [7, 0.375],
      [8, 0.281],
    ])
    expect(times.medianMs).toBe(6 * HOUR_MS)
    expect(times.p90Ms).toBeNull()
    expect(times.ages.map(({ count }) => count)).toEqual([1, 1, 0, 1, 0])
  })

  it('has what rules decided apart, and what people decided by what they said', async () => {
    expect((await read(null, ofMany())).decisions).toEqual({
      confirmed: 4,
      rejected: 4,
      byRule: 11,
    })
    const exact = await read('tier', { by: 'tier', key: 'exact' })
    expect(exact).toMatchObject({ n: 0, groups: [], decisions: { byRule: 11 } })
  })

  it('stays with the first decision when a second one turns it round', async () => {
    const before = await read(null, ofMany())
    await decide(first, 5, { verdict: 'reject' })
    expect(await read(null, ofMany())).toEqual({ ...before, asOf: world.now() })
  })

  it('counts a decision once it cannot be undone, and then from when it was made', async () => {
    const id = await found(third, 4)
    const until = new Date(ago(-0.5))
    const decision = await decide(id, 1, { effectAt: until })
    const [n, open] = [11, 1]
    const of = { by: 'list', key: third.listId } as const
    expect(await read(null, of)).toMatchObject({ n, ended: 10, open })
    const later = await read(null, of, { now: ago(-1) })
    expect(later).toMatchObject({ n, ended: 11, open: 0 })
    expect(later.curve.map(({ ms }) => ms / HOUR_MS)).toEqual([1, 3])
    // where a child may be at risk it counts at once
    await sql`update decision set effect_at = ${ago(0.25)} where id = ${decision}`.execute(world.db)
    expect(await read(null, of)).toMatchObject({ n, ended: 11, open: 0 })
    await undo(decision)
    expect(await read(null, of, { now: ago(-1) })).toMatchObject({ n, ended: 10, open })
    await sql`update match_fact set found_at = null where match_id = ${id}`.execute(world.db)
    expect(await read(null, of)).toMatchObject({ n: 10, open: 0 })
  })

  it('tells nothing of few to whoever reads no matches', async () => {
    const shut = { seesCases: false }
    const none = { n: null, ended: null, open: null, medianMs: null, curve: [], ages: [] }
    const noDecisions = { confirmed: null, rejected: null, byRule: null }
    const ofFew = { by: 'list', key: few.listId } as const
    expect(await read('class', ofFew, shut)).toMatchObject({ ...none, groups: [] })
    expect((await read(null, ofFew, shut)).decisions).toMatchObject({ rejected: null })
    // ten of its own, but all others together less all other groups would be the two
    expect(await read(null, { by: 'list', key: third.listId }, shut)).toMatchObject(none)
    const oneHour = { ...shut, since: ago(31), until: ago(29) }
    expect(await read(null, undefined, oneHour)).toMatchObject({
      ...none,
      decisions: { ...noDecisions, byRule: 0 },
    })
    const all = await read('list', undefined, shut)
    expect(all).toMatchObject({
      n: 24,
      groups: [{ key: many.listId, n: 12 }],
      others: { groups: 2, n: 12 },
      decisions: { byRule: 11 },
    })
    expect(await read(null, ofFew)).toMatchObject({ n: 2 })
  })

  it('tells what a rule decided to nobody who reads no matches where that is few', async () => {
    await found(few, 300, 'exact')
    const shut = { seesCases: false, since: ago(310), until: ago(290) }
    expect((await read(null, undefined, shut)).decisions.byRule).toBeNull()
    expect((await read(null, undefined, { ...shut, seesCases: true })).decisions.byRule).toBe(1)
  })

  it('knows the way of the first report of the page on which a match was seen first', async () => {
    const report = async (source: string, hours: number, pageId: string) => {
      const id = newId(ago(hours).getTime())
      const sealed = { url_ct: Buffer.from(''), url_key: Buffer.from('') }
      const of = { id, source, received_by: 'key:test', received_at: ago(hours) }
      await world.db
        .insertInto('report')
        .values({ ...of, ...sealed })
        .execute()
      await world.db
        .insertInto('report_location')
        .values({ report_id: id, location_id: pageId, refused_code: null })
        .execute()
    }
    const pageId = await seedLocation(world, 'https://source.example/')
    await report('later', 300, pageId)
    await report('partner', 400, pageId)
    const mediaId = await seedMedia(world)
    await seedSighting(world, { mediaId, locationId: pageId, pageId })
    const { entryId, listId } = few
    const at = { db: world.db, now: () => ago(290) }
    await seedMatch(at, { mediaId, entryId, listId, tier: 'near' })
    const of = { by: 'source', key: 'partner' } as const
    expect(await read(null, of)).toMatchObject({ n: 1, open: 1 })
    const unknown = await read('source', undefined, { since: ago(24 * 8.5), until: ago(0) })
    expect(unknown.groups.map(({ key, n }) => [key, n])).toEqual([['?', 24]])
  })
})

describe('listMatchCases', () => {
  const listed = async (state: MatchState | undefined, at = world.now()) => {
    const filter = { since: ago(24 * 8.5), until: ago(0), at, now: world.now(), state }
    const groups = { list: many.listId }
    const page = (after: string | null) =>
      listMatchCases(world.db, { ...filter, groups }, { limit: 5, after })
    const all: Awaited<ReturnType<typeof page>> = []
    for (let after: string | null = null, more = true; more;) {
      const some = await page(after)
      all.push(...some)
      more = some.length === 5
      after = some.at(-1)?.id ?? null
    }
    expect(await countMatchCases(world.db, { ...filter, groups }, 100)).toBe(all.length)
    return all
  }

  it('has as many of each as the figure, the one that was found first before the others', async () => {
    const { n, ended, open, closed } = await read(null, ofMany(), { since: ago(24 * 8.5) })
    expect((await listed('counted')).length).toBe(n)
    expect((await listed('ended')).length).toBe(ended)
    expect((await listed('closed')).length).toBe(closed)
    const waiting = await listed('open')
    expect(waiting.length).toBe(open)
    expect(waiting.map(({ ms }) => Math.round(ms / HOUR_MS))).toEqual([200, 30, 10])
    const ended8 = await listed('ended')
    expect(ended8.map(({ ms }) => Math.round(ms / HOUR_MS)).toSorted((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ])
  })

  it('tells what became of them as of a moment before', async () => {
    expect((await listed('ended', ago(5.5))).length).toBe(4)
    expect((await listed('open', ago(5.5))).length).toBe(7)
    expect((await listed('closed', ago(8))).length).toBe(0)
  })

  it('has what was closed as waiting until that was known, as the figure of that moment', async () => {
    const of = { since: ago(24 * 8.5) }
    for (const [at, open, closed] of [
      [ago(6.7), 9, 0],
      [ago(6.4), 8, 1],
    ] as const) {
      expect(await read(null, ofMany(), { ...of, now: at })).toMatchObject({ open, closed })
      const waiting = await listed('open', at)
      expect(waiting.length).toBe(open)
      expect((await listed('closed', at)).map(({ ms }) => ms / HOUR_MS)).toEqual(
        closed === 1 ? [3] : [],
      )
    }
  })
})
