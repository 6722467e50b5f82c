import { setTimeout as pause } from 'node:timers/promises'
import { newId, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedCase, seedMedia, seedReport, type SeededCase } from '../fixtures/seed-case.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { endRisk, markAtRisk } from './mark-risk.ts'
import { readWaiting } from './queue-store.ts'

let test: TestApp
let known: SeededCase
const now = new Date()
const BY = { actor: 'analyst:Robin', at: now }
beforeAll(async () => {
  test = await createTestApp()
})
beforeEach(async () => {
  known = await seedCase(test)
})
afterAll(() => test?.[Symbol.asyncDispose]())

const mark = (reportId: string, db: DbOrTransaction) =>
  markAtRisk(db, test.crypto, { reportId, reason: 'named' }, BY)
const leads = (reportId: string, db: DbOrTransaction) =>
  db
    .insertInto('report_location')
    .values({ report_id: reportId, location_id: known.pageId, refused_code: null })
    .execute()

/** Waits until so many wait for a lock of this database. */
async function untilWaiting(many = 1): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`.execute(test.db)
    if (rows.length >= many) return
    await pause(10)
  }
}

describe('a mark and what leads to a page, at the same moment', () => {
  const together = async (first: typeof mark, second: typeof mark) => {
    const reportId = await seedReport(test)
    const ended = await test.db.transaction().execute(async (trx) => {
      await first(reportId, trx)
      const other = test.db.transaction().execute((beside) => second(reportId, beside))
      await untilWaiting()
      return [other]
    })
    await Promise.all(ended)
    const atRisk = await readWaiting(test.db, { risk: 'yes' }, { now })
    expect(atRisk.map(({ matchId }) => matchId)).toContain(known.matchId)
  }
  const leadsThere = async (reportId: string, db: DbOrTransaction) => {
    await leads(reportId, db)
    return { mediaIds: [] }
  }

  it('see each other when the mark is first', () => together(mark, leadsThere))

  it('see each other when the mark is second', () => together(leadsThere, mark))
})

describe('what changes many that wait', () => {
  const MANY = 8
  let ids: string[]

  /** As many as one page shows, stored from the last to the first, so that no plan meets them in order by chance. */
  beforeEach(async () => {
    ids = [known.matchId]
    while (ids.length < MANY) ids.push(await matchedOn(known))
    for (const id of ids.toReversed()) {
      await sql`update waiting_match set matched_at = matched_at where match_id = ${id}`.execute(
        test.db,
      )
    }
    await sql`analyze waiting_match, sighting, match`.execute(test.db)
  })

  /** While one has the first match, a change waits for that one and has none of the others yet. */
  async function takesInOrder(change: () => Promise<unknown>): Promise<void> {
    const [first, ...others] = ids
    const ended = await test.db.transaction().execute(async (trx) => {
      await sql`select from waiting_match where match_id = ${first} for update`.execute(trx)
      const changing = change()
      await untilWaiting()
      const { rows } = await sql`
        select match_id from waiting_match where match_id = any (${others}::uuid[])
           for update skip locked`.execute(trx)
      return { changing, free: rows.length }
    })
    await ended.changing
    expect(ended.free).toBe(MANY - 1)
  }

  it('takes them in the order of deciders: a mark', () =>
    takesInOrder(() => test.db.transaction().execute((trx) => mark(known.reportId, trx))))

  it('takes them in the order of deciders: a mark that ends', async () => {
    await test.db.transaction().execute((trx) => mark(known.reportId, trx))
    await takesInOrder(() =>
      test.db.transaction().execute((trx) => endRisk(trx, test.crypto, known.reportId, BY)),
    )
  })

  it('takes them in the order of deciders: a marked report that leads there', async () => {
    const reportId = await seedReport(test)
    await test.db.transaction().execute((trx) => mark(reportId, trx))
    await takesInOrder(() => leads(reportId, test.db))
  })

  it('takes them in the order of deciders: a country that is found', async () => {
    const host = `${newId()}.example`
    await sql`update waiting_match set host = ${host} where match_id = any (${ids}::uuid[])`.execute(
      test.db,
    )
    const { takedownId } = await seedTakedown(test, known, undefined, host)
    const providerId = await seedProvider(test)
    await takesInOrder(() =>
      test.db
        .insertInto('host_finding')
        .values({
          takedown_id: takedownId,
          address: '127.0.0.1',
          asn: null,
          provider_id: providerId,
          country: 'BE',
          country_by: null,
          countries: '[]',
          disagree: false,
          cdn: null,
          found_at: now,
        })
        .execute(),
    )
  })

  describe('while they are set aside', () => {
    /** Reads the table as it is stored: by an index rows would come in order by chance. */
    const asStored = (change: (trx: DbOrTransaction) => Promise<unknown>) =>
      test.db.transaction().execute(async (trx) => {
        await sql`select set_config('enable_indexscan', 'off', true),
          set_config('enable_bitmapscan', 'off', true)`.execute(trx)
        await sql`discard plans`.execute(trx)
        await change(trx)
      })
    const lasting = (days: number, db: DbOrTransaction = test.db) =>
      sql`update hash_list set expires_at = now() + ${days} * interval '1 day' where id = ${known.listId}`.execute(
        db,
      )
    /** All of them shown anew, on another page. */
    const seen = async () => {
      const { pageId } = await seedCase(test)
      return (db: DbOrTransaction) =>
        sql`insert into sighting (media_id, location_id, page_location_id, first_seen_at, last_seen_at)
          select media_id, ${pageId}, ${pageId}, now(), now() from match
           where id = any (${ids}::uuid[]) order by id desc`.execute(db)
    }
    const aside = async (): Promise<number> => {
      const { rows } = await sql`
        select from waiting_match where aside and match_id = any (${ids}::uuid[])`.execute(test.db)
      return rows.length
    }
    beforeEach(async () => {
      await sql`update match set look_back = (select id from submission where list_id = ${known.listId})
                 where id = any (${ids}::uuid[])`.execute(test.db)
      await lasting(-1)
      for (const id of ids.toReversed()) {
        await sql`update waiting_match set aside = true where match_id = ${id}`.execute(test.db)
      }
    })

    it('takes them in the order of deciders: a list that lasts longer', async () => {
      await takesInOrder(() => asStored((trx) => lasting(1, trx)))
      expect(await aside()).toBe(0)
    })

    it('takes them in the order of deciders: a sighting of what a look back found', async () => {
      const see = await seen()
      await takesInOrder(() => asStored(see))
      expect(await aside()).toBe(0)
    })

    it('lets a sighting and what wakes them go on, whichever has the first of them', async () => {
      const see = await seen()
      const [, second] = ids
      const both = await test.db.transaction().execute(async (trx) => {
        await sql`select from waiting_match where match_id = ${second} for update`.execute(trx)
        const begun = [asStored(see)]
        await untilWaiting()
        begun.push(asStored((beside) => lasting(1, beside)))
        await untilWaiting(2)
        return begun
      })
      // in two orders each would have what the other waits for
      expect(await Promise.allSettled(both)).toMatchObject([
        { status: 'fulfilled' },
        { status: 'fulfilled' },
      ])
      expect(await aside()).toBe(0)
    })
  })

  it('takes them in the order of deciders: a class that an entry gets', async () => {
    await takesInOrder(() => reclassify(known, 'harmful'))
    const { rows } = await sql`
      select distinct legal_class from waiting_match where match_id = any (${ids}::uuid[])`.execute(
      test.db,
    )
    expect(rows).toEqual([{ legal_class: 'harmful' }])
  })
})

const reclassify = ({ entryId }: SeededCase, legalClass: 'csam' | 'harmful') =>
  test.db
    .updateTable('list_entry')
    .set({ legal_class: legalClass })
    .where('id', '=', entryId)
    .execute()

/** Another picture of the page, matched by the same entry. */
async function matchedOn({ pageId, entryId, listId }: SeededCase): Promise<string> {
  const id = newId()
  await test.db
    .insertInto('match')
    .values({
      id,
      media_id: await seedMedia(test, pageId),
      entry_id: entryId,
      list_id: listId,
      algorithm: 'pdq',
      distance: 12,
      orientation: 0,
      flavour: 'full',
      tier: 'near',
      list_epoch: '1',
    })
    .execute()
  return id
}
