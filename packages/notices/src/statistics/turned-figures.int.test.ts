import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authoriseCase, createWorld, seedProvider, type World } from '../testing-notices.ts'
import { reversals } from './reversals.ts'
import { countTurned, listTurned } from './turned.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
  const provider = await seedProvider(world)
  for (let n = 0; n < 3; n++) await authoriseCase(world, provider)
})
afterAll(() => world[Symbol.asyncDispose]())

describe('listTurned', () => {
  it('has what was turned round in its time, also where it had been decided before that', async () => {
    const { db } = world
    const decide = async (match: string, verdict: 'confirm' | 'reject', at: string) => {
      const id = newId()
      const said = { match_id: match, verdict, actor: 'analyst:a', reason: '', at: new Date(at) }
      await db
        .insertInto('decision')
        .values({ id, ...said })
        .execute()
      return id
    }
    const matches = await db.selectFrom('match').select('id').orderBy('id').limit(3).execute()
    const [early, within, alike] = matches.map(({ id }) => id) as [string, string, string]
    await sql`delete from decision`.execute(db)
    await decide(early, 'confirm', '2025-10-01T10:00:00Z')
    const one = await decide(early, 'reject', '2026-01-05T10:00:00Z')
    await decide(early, 'confirm', '2026-03-05T10:00:00Z')
    await decide(within, 'reject', '2026-01-06T10:00:00Z')
    const two = await decide(within, 'confirm', '2026-01-07T10:00:00Z')
    await decide(alike, 'reject', '2025-10-01T10:00:00Z')
    await decide(alike, 'reject', '2026-01-08T10:00:00Z')
    const time = { since: new Date('2026-01-01Z'), until: new Date('2026-02-01Z') }
    const filter = { part: 'decisions' as const, ...time }
    const listed = await listTurned(db, filter, { limit: 9, after: null })
    expect(listed.map(({ id, before }) => [id, before])).toEqual([
      [two, 'reject'],
      [one, 'confirm'],
    ])
    const next = await listTurned(db, filter, { limit: 9, after: two })
    expect(next.map(({ id }) => id)).toEqual([one])
    expect(await countTurned(db, filter, 9)).toBe(2)
  })
})

describe('reversals', () => {
  it('counts decisions that say the opposite of the one before, in the month of the later one', async () => {
    const { db } = world
    const { id: match } = await db.selectFrom('match').select('id').executeTakeFirstOrThrow()
    await sql`delete from decision`.execute(db)
    const decide = (verdict: 'confirm' | 'reject', at: string) =>
      db
        .insertInto('decision')
        .values({
          id: newId(),
          match_id: match,
          verdict,
          actor: 'analyst:a',
          reason: '',
          at: new Date(at),
        })
        .execute()
    await decide('confirm', '2025-11-30T10:00:00Z')
    await decide('confirm', '2025-12-01T10:00:00Z')
    await decide('reject', '2026-01-05T10:00:00Z')
    await decide('confirm', '2026-02-05T10:00:00Z')
    const period = { since: new Date('2025-12-15Z'), until: new Date('2026-03-01Z') }
    const { months, all } = await reversals(db, period, world.now())
    expect(months.map(({ month, decisions, decided }) => [month, decisions, decided])).toEqual([
      ['2026-02', 1, 1],
      ['2026-01', 1, 1],
      ['2025-12', 0, 0],
    ])
    expect(all).toMatchObject({ decisions: 2, decided: 2, disputes: 0, undone: 0 })
    // whoever turns round what had no effect yet takes nothing back, nor does whoever undoes it
    await sql`update decision set effect_at = '2026-02-06T10:00:00Z' where at = '2026-01-05T10:00:00Z'`.execute(
      db,
    )
    await db
      .insertInto('decision_undone')
      .values({
        decision_id: newId(),
        match_id: match,
        verdict: 'reject',
        actor: 'analyst:a',
        decided_at: new Date('2026-02-07T10:00:00Z'),
        undone_at: new Date('2026-02-07T10:05:00Z'),
      })
      .execute()
    const after = await reversals(db, period, world.now())
    expect(after.all).toMatchObject({ decisions: 1, decided: 2, undone: 1 })
  })
})
