import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedCase, type SeededCase } from '../fixtures/seed-case.ts'
import { seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { countUndecided } from '../waiting-ages.ts'
import { createMatchSettling, MATCH_PARTS, settleMatches } from './settle-matches.ts'

let test: TestApp
let one: SeededCase
beforeAll(async () => {
  test = await createTestApp()
})
beforeEach(async () => {
  one = await seedCase(test, { tier: 'near' })
  await sql`update match set matched_at = now() - interval '90 hours' where id = ${one.matchId}`.execute(
    test.db,
  )
})
afterAll(() => test?.[Symbol.asyncDispose]())

const run = (text: ReturnType<typeof sql>) => text.execute(test.db)
const factOf = (matchId: string) =>
  test.db
    .selectFrom('match_fact')
    .selectAll()
    .where('match_id', '=', matchId)
    .executeTakeFirstOrThrow()
const settle = async () => {
  for (const part of MATCH_PARTS) await settleMatches(test.db, part)
}
const settled = async (matchId = one.matchId) => {
  await settle()
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from match_fact
    where way = 'person' and found_at is not null and decided_at is null and closed_at is null`.execute(
    test.db,
  )
  expect(rows[0]!.n).toBe(await countUndecided(test.db))
  return factOf(matchId)
}
const hoursAgo = (at: Date | null): number | null =>
  at && Math.round((Date.now() - at.getTime()) / 3_600_000)
/** Found 90 hours ago, as everything here. */
const waits = { found: 90, closed: null }
const timesOf = ({ found_at, closed_at }: { found_at: Date | null; closed_at: Date | null }) => ({
  found: hoursAgo(found_at),
  closed: hoursAgo(closed_at),
})

const GATE = 7_391
/** Has whoever asks what is in force wait for whoever has the gate, once it has begun to look. */
async function heldUp(): Promise<AsyncDisposable> {
  const { rows } = await sql<{ asked: string }>`
    select pg_get_viewdef('entry_in_force'::regclass) as asked`.execute(test.db)
  const asked = sql.raw(rows[0]!.asked.replace(/;\s*$/, ''))
  await sql`create function passes_gate() returns boolean language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(${sql.lit(GATE)}); return true; end $$`.execute(
    test.db,
  )
  await sql`create or replace view entry_in_force as
    select * from (${asked}) asked where passes_gate()`.execute(test.db)
  return {
    [Symbol.asyncDispose]: async () => {
      await sql`create or replace view entry_in_force as ${asked}`.execute(test.db)
      await sql`drop function passes_gate()`.execute(test.db)
    },
  }
}
const untilHeldUp = () =>
  expect
    .poll(async () => {
      const { rows } = await sql`
        select from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`.execute(
        test.db,
      )
      return rows.length
    })
    .toBe(1)

describe('settleMatches', () => {
  it('leaves what waits', async () => {
    expect(timesOf(await settled())).toEqual(waits)
  })

  it.each([
    [
      'its entry is revoked',
      () =>
        sql`update list_entry set status = 'revoked', reason = 'wrong', changed_by = 'police:Robin', changed_at = now() - interval '5 hours' where id = ${one.entryId}`,
      () => sql`update list_entry set status = 'active' where id = ${one.entryId}`,
    ],
    [
      'its list has expired',
      () =>
        sql`update hash_list set expires_at = now() - interval '5 hours' where id = ${one.listId}`,
      () => sql`update hash_list set expires_at = null where id = ${one.listId}`,
    ],
    [
      'its submission has expired',
      () =>
        sql`update submission set expires_at = now() - interval '5 hours' where list_id = ${one.listId}`,
      () => sql`update submission set expires_at = null where list_id = ${one.listId}`,
    ],
  ])('closes what waits no more since %s, and opens it again', async (_, end, back) => {
    await run(end())
    const closed = await settled()
    expect(timesOf(closed)).toEqual({ found: 90, closed: 5 })
    // until now it had been thought to wait
    expect(hoursAgo(closed.closed_known_at)).toBe(0)
    expect(await settled()).toEqual(closed)
    await run(back())
    const again = await settled()
    expect(timesOf(again)).toEqual(waits)
    expect(again.closed_known_at).toBeNull()
  })

  it('closes what a takedown speaks for wherever it was seen, from when that was opened', async () => {
    const { takedownId } = await seedTakedown(test, one)
    await run(
      sql`update takedown set opened_at = now() - interval '7 hours' where id = ${takedownId}`,
    )
    expect(timesOf(await settled())).toEqual({ found: 90, closed: 7 })
    await run(sql`update takedown set status = 'closed' where id = ${takedownId}`)
    expect(timesOf(await settled())).toEqual(waits)
  })

  it('asks for the takedowns of its entry at the host where it was seen, and no others of the page', async () => {
    const other = await seedCase(test, { tier: 'near' })
    const openedAgo = async (of: SeededCase, hours: number, host?: string) => {
      const { takedownId } = await seedTakedown(test, of, undefined, host)
      await run(sql`update takedown set opened_at = now() - ${hours} * interval '1 hour'
        where id = ${takedownId}`)
    }
    await openedAgo(one, 7)
    await openedAgo(one, 3, 'other.example')
    const { mediaId, matchId } = other
    await openedAgo({ ...one, mediaId, matchId }, 2)
    expect(timesOf(await settled())).toEqual({ found: 90, closed: 7 })
  })

  it('closes what was erased wherever it was seen, from when that is noticed', async () => {
    await run(sql`delete from sighting where media_id = ${one.mediaId}`)
    expect(timesOf(await settled())).toEqual({ found: 90, closed: 0 })
  })

  it('never begins later than it was found, nor ends before', async () => {
    await run(
      sql`update list_entry set status = 'revoked', reason = 'wrong', changed_by = 'police:Robin', changed_at = now() - interval '500 hours' where id = ${one.entryId}`,
    )
    expect(timesOf(await settled())).toEqual({ found: 90, closed: 90 })
  })

  it('begins what a look back found when it is released, and not before', async () => {
    await run(
      sql`update submission set look_back = 'found', activated_at = now() - interval '80 hours' where list_id = ${one.listId}`,
    )
    await run(sql`update match set look_back = (select id from submission where list_id = ${one.listId})
      where id = ${one.matchId}`)
    expect(timesOf(await settled())).toEqual({ found: null, closed: null })
    await run(
      sql`update submission set look_back = 'released', released_at = now() - interval '3 hours' where list_id = ${one.listId}`,
    )
    expect(timesOf(await settled())).toEqual({ found: 3, closed: null })
  })

  it('begins it when it was seen anew, where that was before', async () => {
    await run(
      sql`update submission set look_back = 'found', activated_at = now() - interval '80 hours' where list_id = ${one.listId}`,
    )
    await run(sql`update match set look_back = (select id from submission where list_id = ${one.listId})
      where id = ${one.matchId}`)
    await run(
      sql`update sighting set first_seen_at = now() - interval '20 hours' where media_id = ${one.mediaId}`,
    )
    expect(timesOf(await settled())).toEqual({ found: 20, closed: null })
    // what shows that may be erased, and it has begun all the same
    await run(sql`delete from sighting where media_id = ${one.mediaId}`)
    expect(timesOf(await settled())).toEqual({ found: 20, closed: 0 })
  })

  it('has what a rule decides decided as it begins', async () => {
    const byRule = await seedCase(test, { tier: 'exact', opens: 'exact' })
    const { found_at, decided_at, way } = await factOf(byRule.matchId)
    expect([way, decided_at]).toEqual(['rule', found_at])
    await run(
      sql`update submission set look_back = 'found', activated_at = now() where list_id = ${byRule.listId}`,
    )
    await run(
      sql`update match_fact set found_at = null, decided_at = null, counts_at = null where match_id = ${byRule.matchId}`,
    )
    await run(sql`update match set look_back = (select id from submission where list_id = ${byRule.listId})
      where id = ${byRule.matchId}`)
    expect(timesOf(await settled(byRule.matchId))).toEqual({ found: null, closed: null })
    await run(
      sql`update submission set look_back = 'released', released_at = now() where list_id = ${byRule.listId}`,
    )
    const released = await settled(byRule.matchId)
    expect(released).toMatchObject({ closed_at: null, verdict: null })
    expect(released.decided_at).toEqual(released.found_at)
    expect(released.counts_at).toEqual(released.found_at)
  })

  it('has the class that the entry has now of what is not decided', async () => {
    await run(sql`update list_entry set legal_class = 'harmful' where id = ${one.entryId}`)
    expect(await settled()).toMatchObject({ legal_class: 'harmful' })
  })

  it('waits for nobody who decides one at this moment', async () => {
    await run(
      sql`update hash_list set expires_at = now() - interval '5 hours' where id = ${one.listId}`,
    )
    await test.db.transaction().execute(async (trx) => {
      await sql`select from match_fact where match_id = ${one.matchId} for update`.execute(trx)
      await settle()
      expect(timesOf(await factOf(one.matchId))).toEqual(waits)
    })
    expect(timesOf(await settled())).toEqual({ found: 90, closed: 5 })
  })

  it('writes nothing of what was written after it looked', async () => {
    const { listId, matchId } = one
    await run(
      sql`update submission set look_back = 'found', activated_at = now() - interval '80 hours' where list_id = ${listId}`,
    )
    await run(
      sql`update hash_list set expires_at = now() - interval '5 hours' where id = ${listId}`,
    )
    await using _ = await heldUp()
    const settling = await test.db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(${GATE})`.execute(trx)
      const walk = settle()
      await untilHeldUp()
      await sql`update match set look_back = (select id from submission where list_id = ${listId})
        where id = ${matchId}`.execute(trx)
      return { walk }
    })
    await settling.walk
    expect(timesOf(await factOf(matchId))).toEqual({ found: null, closed: null })
  })

  it('lets nothing that rests hold up what waits', async () => {
    await seedCase(test, { tier: 'near' })
    const expired = sql`now() - interval '5 hours'`
    await run(sql`update hash_list set expires_at = ${expired} where id <> ${one.listId}`)
    await settled()
    await run(sql`update hash_list set expires_at = ${expired} where id = ${one.listId}`)
    // before it in the order in which they are looked at
    const { rows } = await sql`select from match_fact
      where match_id < ${one.matchId} and closed_at is not null`.execute(test.db)
    expect(rows.length).toBeGreaterThan(0)
    await createMatchSettling(test.db, 1)()
    expect(timesOf(await factOf(one.matchId))).toEqual({ found: 90, closed: 5 })
  })

  it('writes nothing where nothing differs', async () => {
    const { changed } = await settled()
    expect((await settled()).changed).toBe(changed)
  })
})
