import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  authoriseCase,
  createWorld,
  readTakedown,
  seedFinding,
  seedProvider,
  type World,
} from '../testing-notices.ts'
import { createFactStore, type FactStore } from './fact-store.ts'
import type { Dimension, MeasureName } from './measures.ts'
import { takedownTimes } from './takedown-times.ts'

const HOUR_MS = 3_600_000
let world: World
let facts: FactStore
let many: string
let few: string
let quick: string
let third: string

beforeAll(async () => {
  world = await createWorld()
  facts = createFactStore(world.db)
  many = await seedProvider(world)
  few = await seedProvider(world)
  // twelve at one provider: gone after 1 to 8 hours, one before anybody was told, two open for 30 and 200 hours, one closed after 3
  for (const hours of [1, 2, 3, 4, 5, 6, 7, 8]) await told(many, 10, { goneAfter: hours })
  await told(many, 10, { goneAfter: -2 })
  await told(many, 30, {})
  await told(many, 200, {})
  await told(many, 10, { closedAfter: 3 })
  quick = await told(few, 10, { goneAfter: 0.5 })
  await told(few, 10, { goneAfter: 0.5 })
  third = await seedProvider(world)
  for (let n = 0; n < 10; n++) await told(third, 5, { goneAfter: 1 })
})
afterAll(() => world[Symbol.asyncDispose]())

const ago = (hours: number): Date => new Date(world.now().getTime() - hours * HOUR_MS)

async function told(
  providerId: string,
  hours: number,
  then: { goneAfter?: number; closedAfter?: number },
): Promise<string> {
  const { takedownId } = await authoriseCase(world, providerId)
  await seedFinding(world, takedownId, { providerId })
  const { state } = await readTakedown(world, takedownId)
  const { goneAfter, closedAfter } = then
  const gone = goneAfter === undefined ? null : ago(hours - goneAfter)
  const change = async (more: Record<string, unknown>, status: string): Promise<void> => {
    await world.db
      .updateTable('takedown')
      .set({ status, state: JSON.stringify({ ...state, ...more, status }) })
      .where('id', '=', takedownId)
      .execute()
  }
  const clocks = { ...state.clocks, t6: ago(hours) }
  const up = { lastConclusive: { verdict: 'present', at: ago(hours - (goneAfter ?? 0) + 0.25) } }
  await change({ clocks, ...up }, 'notified')
  if (gone !== null) {
    // a look that found it gone tells nothing until others did as well
    await change({ clocks: { ...clocks, t9: gone }, ...up }, 'notified')
    const verified = { clocks: { ...clocks, t9: gone, t10: ago(hours - goneAfter! - 1) } }
    await change({ ...verified, lastConclusive: { verdict: 'gone', at: gone } }, 'watching')
  }
  if (closedAfter !== undefined)
    await change({ clocks, closedAt: ago(hours - closedAfter) }, 'closed')
  return takedownId
}

const read = (
  measure: MeasureName,
  by: Dimension | null = null,
  only?: { by: Dimension; key: string },
  { seesCases = true, since = ago(24 * 30), until = ago(0) } = {},
) =>
  takedownTimes(
    { db: world.db, facts },
    { measure, since, until, only },
    { by, now: world.now(), seesCases },
  )

describe('takedownTimes', () => {
  it('counts what is open for as long as it has been, and what was closed until then', async () => {
    const times = await read('removal-after-notice', null, { by: 'provider', key: many })
    expect(times).toMatchObject({ n: 11, ended: 8, open: 2, closed: 1, before: 1 })
    // eleven at risk; the one that was closed after three hours leaves seven below that point
    expect(times.curve.map(({ ms, open }) => [ms / HOUR_MS, Number(open.toFixed(3))])).toEqual([
      [1, 0.909],
      [2, 0.818],
      [3, 0.727],
      [4, 0.623],
      [5, 0.519],
      [6, 0.416],
      [7, 0.312],
      [8, 0.208],
    ])
    // nothing has gone since, and one was watched for 200 hours
    expect(Math.floor(times.watchedMs / (2 * HOUR_MS))).toBe(100)
    expect(times.medianMs).toBe(6 * HOUR_MS)
    expect(times.p90Ms).toBeNull()
    expect(times.within.find(({ hours }) => hours === 1)?.share).toBeCloseTo(1 / 11, 6)
    expect(times.within.find(({ hours }) => hours === 672)?.share).toBeNull()
    expect(times.ages).toEqual([
      { hours: 24, count: 0 },
      { hours: 72, count: 1 },
      { hours: 168, count: 0 },
      { hours: 672, count: 1 },
      { hours: null, count: 0 },
    ])
  })

  it('says what a removal time may be too long by', async () => {
    const { gap } = await read('removal-after-notice', null, { by: 'provider', key: many })
    expect(gap!.medianMs).toBeCloseTo(0.25 * HOUR_MS, 0)
    expect((await read('decision')).gap).toBeNull()
  })

  it('has no figures of a group of fewer than ten', async () => {
    const { groups, others, top } = await read('removal-after-notice', 'provider')
    // the one of ten stands with the one of two: alone it would leave these two to whoever subtracts
    expect(groups.map(({ key, n }) => [key, n])).toEqual([[many, 11]])
    expect(groups[0]!.name).not.toBe(many)
    expect(others).toEqual({ groups: 2, n: 12 })
    expect(top).toEqual([
      { groups: 1, share: 11 / 23 },
      { groups: 3, share: 1 },
      { groups: 10, share: 1 },
    ])
  })

  it('tells nothing of few, nor of a group that does not stand alone, to whoever sees no cases', async () => {
    const measure = 'removal-after-notice'
    const shut = { seesCases: false }
    const none = {
      n: null,
      ended: null,
      open: null,
      before: null,
      medianMs: null,
      p90Ms: null,
      curve: [],
      ages: [],
      gap: null,
      groups: [],
    }
    expect(await read(measure, 'class', { by: 'provider', key: few }, shut)).toMatchObject(none)
    const times = await read(measure, null, { by: 'provider', key: few }, shut)
    expect(times.within.every(({ share }) => share === null)).toBe(true)
    // ten of its own, but all others together less all other groups would be the two
    expect(await read(measure, null, { by: 'provider', key: third }, shut)).toMatchObject(none)
    const oneDay = { ...shut, since: ago(48), until: ago(24) }
    expect(await read(measure, null, undefined, oneDay)).toMatchObject(none)
    const all = await read(measure, 'provider', undefined, shut)
    expect(all).toMatchObject({ n: 23, groups: [{ key: many }], others: { n: 12 } })
    const own = await read(measure, null, { by: 'provider', key: many }, shut)
    expect(own).toMatchObject({ n: 11, medianMs: 6 * HOUR_MS })
    expect(await read(measure, null, { by: 'provider', key: few })).toMatchObject({ n: 2 })
  })

  it('tells one group not apart any further to whoever sees no cases', async () => {
    const measure = 'removal-after-notice'
    const only = { by: 'provider', key: many } as const
    const open = await read(measure, 'class', only)
    expect(open).toMatchObject({ by: 'class', groups: [{ n: 11 }] })
    const shut = await read(measure, 'class', only, { seesCases: false })
    expect(shut).toMatchObject({ n: 11, by: null, groups: [], others: null, top: [] })
  })

  it('waits for no answer about what is gone', async () => {
    const { n, open, closed } = await read('acknowledgement', null, { by: 'provider', key: many })
    expect({ n, open, closed }).toEqual({ n: 12, open: 2, closed: 10 })
  })

  it('keeps to takedowns whose first clock lies in the period', async () => {
    const cohort = { measure: 'removal-after-notice' as const, since: ago(48), until: ago(24) }
    const times = await takedownTimes({ db: world.db, facts }, cohort, {
      by: null,
      now: world.now(),
      seesCases: true,
    })
    expect(times).toMatchObject({ n: 1, open: 1 })
  })

  it('calls a provider that no registry names by its handle', async () => {
    const provider = world.db.updateTable('provider').where('id', '=', many)
    await provider.set({ name: '' }).execute()
    const { groups } = await read('removal-after-notice', 'provider')
    expect(groups).toMatchObject([{ key: many, name: `test:${many}` }])
    await provider.set({ name: 'Example Hosting' }).execute()
  })

  it('has nothing to say of a step that nobody came to', async () => {
    expect(await read('authorisation', 'class')).toMatchObject({
      n: 0,
      medianMs: null,
      curve: [],
      groups: [],
      top: [],
    })
  })
})

describe('takedown_fact', () => {
  const factOf = (id: string) =>
    sql<Record<string, unknown>>`select * from takedown_fact where takedown_id = ${id}`
      .execute(world.db)
      .then(({ rows }) => rows[0]!)

  it('is what the migration makes of a takedown that was there before', async () => {
    const { takedown_id, up_at, ...kept } = await factOf(quick)
    expect(takedown_id).toBe(quick)
    expect(up_at).not.toBeNull()
    const { rows } = await sql<Record<string, unknown>>`
      select (state->'clocks'->>'t6')::timestamptz as t6, (state->'clocks'->>'t9')::timestamptz as t9,
        (state->'clocks'->>'t10')::timestamptz as t10, state->>'legalClass' as legal_class
      from takedown where id = ${quick}`.execute(world.db)
    expect(kept).toMatchObject(rows[0]!)
  })

  it('is written by its triggers alone', async () => {
    const writers = await sql`
      select grantee from information_schema.role_table_grants
       where table_name = 'takedown_fact' and privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
         and grantee like 'nightlight%' and grantee not in (
           select pg_get_userbyid(relowner) from pg_class where relname = 'takedown_fact')`.execute(
      world.db,
    )
    expect(writers.rows).toEqual([])
  })
})
