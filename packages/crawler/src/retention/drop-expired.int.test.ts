import { connect } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dropExpired } from './drop-expired.ts'
import { dropIdleLocations } from './location-review.ts'
import { openYears, type Years } from './testing-retention.ts'

const KEEP_DAYS = 400
const NOTHING = { visits: 0, checks: 0, sightings: 0, locations: 0, kept: 0 }
const now = new Date()

let years: Years
beforeEach(async () => {
  years = await openYears(now, 40)
})
afterEach(() => years[Symbol.asyncDispose]())

const run = () => dropExpired(years.db, now, KEEP_DAYS)

/** First moment of the oldest month that is not dropped as a whole. */
const keptFrom = (): Date => {
  const before = years.daysAgo(KEEP_DAYS)
  return new Date(Date.UTC(before.getUTCFullYear(), before.getUTCMonth()))
}

describe('dropExpired', () => {
  it('drops what is old, and keeps all that an open or lately closed takedown rests on', async () => {
    const { db, daysAgo } = years
    const [stays, goes] = [new Set<string>(), new Set<string>()]
    // Open, closed half a year ago, closed two years ago, and a page without any takedown.
    const cases = [
      { closedAt: null, isKept: true },
      { closedAt: daysAgo(180), isKept: true },
      { closedAt: daysAgo(364), isKept: true },
      { closedAt: daysAgo(366), isKept: false },
      { closedAt: daysAgo(700), isKept: false },
      { closedAt: undefined, isKept: false },
    ]
    for (const { closedAt, isKept } of cases) {
      const [page, at] = [await years.location(daysAgo(1100)), await years.location(daysAgo(1100))]
      const [other, mediaId] = [await years.location(daysAgo(1100)), await years.media()]
      const takedownId =
        closedAt === undefined ? null : await years.takedown(page, at, mediaId, closedAt)
      for (let days = 5; days < 1095; days += 15) {
        const when = daysAgo(days)
        const into = isKept || when >= keptFrom() ? stays : goes
        into.add(await years.visit(page, page, when)).add(await years.visit(page, at, when))
        // the address of a takedown, visited for another page
        into.add(await years.visit(other, at, when))
        const unrelated = when >= keptFrom() ? stays : goes
        unrelated.add(await years.visit(other, other, when))
        if (takedownId) into.add(await years.check(takedownId, when))
      }
    }
    const before = { media: await years.ids('media') }
    const counts = await run()
    const left = new Set([...(await years.ids('visit')), ...(await years.ids('removal_check'))])
    expect(left).toEqual(stays)
    expect(counts.visits + counts.checks).toBe(goes.size)
    expect(await years.ids('media')).toEqual(before.media)
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from pg_inherits where inhparent = 'visit'::regclass`.execute(db)
    expect(rows[0]!.n).toBeLessThan(22)
  })

  it('keeps what rests on a takedown until a year after its end, then drops that too', async () => {
    const { daysAgo, db } = years
    const [page, mediaId] = [await years.location(daysAgo(1000)), await years.media()]
    const id = await years.takedown(page, page, mediaId, daysAgo(300))
    const visit = await years.visit(page, page, daysAgo(900))
    expect(await run()).toMatchObject({ visits: 0, kept: 1 })
    expect(await years.ids('visit')).toEqual(new Set([visit]))
    const state = JSON.stringify({ closedAt: daysAgo(400), withdrawnAt: daysAgo(20) })
    await db.updateTable('takedown').set({ state }).where('id', '=', id).execute()
    expect(await run()).toEqual(NOTHING)
    const longAgo = JSON.stringify({ closedAt: daysAgo(400), withdrawnAt: null })
    await db.updateTable('takedown').set({ state: longAgo }).where('id', '=', id).execute()
    expect(await run()).toEqual({ ...NOTHING, visits: 1 })
    expect(await years.ids('location')).toEqual(new Set([page]))
  })

  it('drops sightings that went long ago, but none that is up or that a takedown rests on', async () => {
    const { daysAgo, db } = years
    const [page, place] = [await years.location(daysAgo(900)), await years.location(daysAgo(900))]
    const cases = {
      goneLongAgo: await years.media(),
      goneLately: await years.media(),
      up: await years.media(),
      ofTakedown: await years.media(),
    }
    await years.sighting(cases.goneLongAgo, page, place, daysAgo(401))
    await years.sighting(cases.goneLately, page, place, daysAgo(399))
    await years.sighting(cases.up, page, place, null)
    // the media of a takedown on another page
    await years.sighting(cases.ofTakedown, page, place, daysAgo(500))
    const elsewhere = await years.location(daysAgo(900))
    await years.takedown(elsewhere, elsewhere, cases.ofTakedown, null)
    expect(await run()).toEqual({ ...NOTHING, sightings: 1 })
    const left = await db.selectFrom('sighting').select('media_id').execute()
    expect(new Set(left.map(({ media_id }) => media_id))).toEqual(
      new Set([cases.goneLately, cases.up, cases.ofTakedown]),
    )
  })

  it('drops locations with their addresses once nothing refers to them', async () => {
    const { daysAgo, db } = years
    const old = daysAgo(900)
    const [visited, named, seen, reported, lately, due] = (await Promise.all(
      Array.from({ length: 6 }, () => years.location(old)),
    )) as [string, string, string, string, string, string]
    for (const id of [visited, seen, reported, lately, due]) await years.visit(id, id, old)
    await years.visit(lately, lately, daysAgo(10))
    await years.sighting(await years.media(), seen, seen, null)
    await db.updateTable('location').set({ crawl_due_at: now }).where('id', '=', due).execute()
    await sql`insert into report (id, url_ct, url_key, source, received_by)
      values (${reported}, 'x', 'x', 'test', 'test')`.execute(db)
    await sql`insert into report_location (report_id, location_id) values (${reported}, ${reported})`.execute(
      db,
    )
    expect(await run()).toMatchObject({ visits: 5, locations: 2 })
    const left = await years.ids('location')
    expect(left).toEqual(new Set([seen, reported, lately, due]))
    expect(left).not.toContain(named)
  })

  it('does the same twice as once, and leaves an event with the counts of each drop', async () => {
    const { daysAgo } = years
    const page = await years.location(daysAgo(1000))
    const [kept, mediaId] = [await years.location(daysAgo(1000)), await years.media()]
    await years.takedown(kept, kept, mediaId, null)
    const at = daysAgo(900)
    await years.visit(page, page, at)
    await years.visit(kept, kept, at)
    expect(await run()).toEqual({ ...NOTHING, visits: 1, locations: 1, kept: 1 })
    const events = await years.audits()
    const part = `visit_${at.toISOString().slice(0, 7).replace('-', '')}`
    expect(events).toContainEqual({ object_id: part, detail: { dropped: 1, kept: 1 } })
    expect(events).toContainEqual({ object_id: 'location', detail: { dropped: 1 } })
    expect(await run()).toEqual(NOTHING)
    expect(await years.audits()).toHaveLength(events.length)
  })

  it('drops each thing once when two processes begin at the same time', async () => {
    const { daysAgo } = years
    const page = await years.location(daysAgo(1100))
    for (let days = 450; days < 1100; days += 10) await years.visit(page, page, daysAgo(days))
    const other = connect(years.url)
    try {
      const both = await Promise.all([run(), dropExpired(other, now, KEEP_DAYS)])
      expect(both[0].visits + both[1].visits + (await years.ids('visit')).size).toBe(65)
      expect(both[0].locations + both[1].locations).toBe(1)
      const months = (await years.audits()).map(({ object_id }) => object_id)
      expect(new Set(months).size).toBe(months.length)
    } finally {
      await other.destroy()
    }
  })

  it('keeps what a takedown that is being opened has read', async () => {
    const { daysAgo, db } = years
    const [page, mediaId] = [await years.location(daysAgo(1000)), await years.media()]
    const visit = await years.visit(page, page, daysAgo(900))
    const opening = Promise.withResolvers<void>()
    const hasRead = Promise.withResolvers<void>()
    const opened = db.transaction().execute(async (trx) => {
      await trx.selectFrom('visit').select('id').where('location_id', '=', page).execute()
      hasRead.resolve()
      await opening.promise
      await sql`set local session_replication_role = replica`.execute(trx)
      await sql`insert into takedown (id, page_location_id, media_id, match_id, host, status, state, version, opened_at)
        values (${page}, ${page}, ${mediaId}, ${mediaId}, 'site.test', 'opened', '{}', 1, now())`.execute(
        trx,
      )
    })
    await hasRead.promise
    const running = run()
    await blocked(db)
    opening.resolve()
    await opened
    expect(await running).toMatchObject({ visits: 0, kept: 1 })
    expect(await years.ids('visit')).toEqual(new Set([visit]))
  })
})

describe('dropIdleLocations', () => {
  it('leaves a location alone that something is about to refer to', async () => {
    const { daysAgo, db } = years
    const [used, idle] = [await years.location(daysAgo(900)), await years.location(daysAgo(900))]
    await sql`insert into location_review values (${used}), (${idle})`.execute(db)
    const mayEnd = Promise.withResolvers<void>()
    const hasReferred = Promise.withResolvers<void>()
    const referring = db.transaction().execute(async (trx) => {
      await sql`insert into visit (id, location_id, page_location_id, outcome, egress, started_at, finished_at)
        values (${used}, ${used}, ${used}, 'page', 'lab', ${now}, ${now})`.execute(trx)
      hasReferred.resolve()
      await mayEnd.promise
    })
    await hasReferred.promise
    const dropping = db.transaction().execute((trx) => dropIdleLocations(trx, daysAgo(KEEP_DAYS)))
    await blocked(db)
    mayEnd.resolve()
    await referring
    expect(await dropping).toEqual({ dropped: 1, more: false })
    expect(await years.ids('location')).toEqual(new Set([used]))
  })

  it('waits for a hold that is being placed, and keeps what it covers', async () => {
    const { db, daysAgo } = years
    const page = await years.location(daysAgo(1100))
    const [held, other] = [
      await years.visit(page, page, daysAgo(900)),
      await years.location(daysAgo(1100)),
    ]
    await years.visit(other, other, daysAgo(900))
    const mayEnd = Promise.withResolvers<void>()
    const isPlaced = Promise.withResolvers<void>()
    const placing = db.transaction().execute(async (trx) => {
      await sql`insert into legal_hold (id, page_location_id, reason_code, authority, placed_by, placer, placed_at, review_at)
        values (${page}, ${page}, 'investigation', 'Sample Police', 'person:x', 'Ana', ${now}, ${now})`.execute(
        trx,
      )
      isPlaced.resolve()
      await mayEnd.promise
    })
    await isPlaced.promise
    const dropping = run()
    await blocked(db)
    mayEnd.resolve()
    await placing
    await dropping
    expect(await years.ids('visit')).toEqual(new Set([held]))
  })

  it('sees what a table of a later migration keeps, and what goes with its location', async () => {
    const { daysAgo, db } = years
    const [used, idle] = [await years.location(daysAgo(900)), await years.location(daysAgo(900))]
    await sql`create table later (at uuid references location (id))`.execute(db)
    await sql`create table along (at uuid references location (id) on delete cascade)`.execute(db)
    await sql`insert into later values (${used})`.execute(db)
    await sql`insert into along values (${idle})`.execute(db)
    await sql`insert into location_review values (${used}), (${idle})`.execute(db)
    const done = await db.transaction().execute((trx) => dropIdleLocations(trx, daysAgo(KEEP_DAYS)))
    expect(done).toEqual({ dropped: 1, more: false })
    expect(await years.ids('location')).toEqual(new Set([used]))
  })
})

/** Until a session of this database waits for a lock. */
async function blocked(db: Years['db']): Promise<void> {
  for (;;) {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    if (rows.length > 0) return
  }
}
