import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedFollowed } from '../fixtures/seed-crawl.ts'
import { seedCase, seedMedia, seedReport, type SeededCase } from '../fixtures/seed-case.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { endRisk, markAtRisk } from './mark-risk.ts'
import type { QueueFilter } from './queue-filter.ts'
import { readWaiting } from './queue-store.ts'
import { readRisks } from './risk-store.ts'

let test: TestApp
let probable: SeededCase
let near: SeededCase
let exact: SeededCase
const now = new Date()
const BY = { actor: 'analyst:Robin', at: now }

const waiting = async (filter: QueueFilter = {}) =>
  (await readWaiting(test.db, filter, { now })).map(({ matchId }) => matchId)
const mark = (reportId: string, reason = 'she may still live there') =>
  test.db.transaction().execute((trx) => markAtRisk(trx, test.crypto, { reportId, reason }, BY))
const unmark = (reportId: string) =>
  test.db.transaction().execute((trx) => endRisk(trx, test.crypto, reportId, BY))
const events = (objectId: string) =>
  test.db
    .selectFrom('audit_event')
    .select(['action', 'actor', 'detail'])
    .where('object_id', '=', objectId)
    .execute()

beforeAll(async () => {
  test = await createTestApp()
  probable = await seedCase(test, { tier: 'probable' })
  near = await seedCase(test, { tier: 'near', legalClass: 'harmful' })
  exact = await seedCase(test, { tier: 'exact' })
  // what a rule decides waits for nobody
  await seedCase(test, { tier: 'exact', opens: 'exact' })
})
afterAll(() => test?.[Symbol.asyncDispose]())

describe('the queue', () => {
  it('has exact before near before possible matches, the oldest of each first', async () => {
    const second = await seedCase(test, { tier: 'near' })
    const all = await waiting()
    expect(all).toEqual([exact.matchId, near.matchId, second.matchId, probable.matchId])
  })

  it('has what a marked report led to first, and puts it back when the mark is taken back', async () => {
    await mark(probable.reportId)
    await mark(probable.reportId, 'said twice')
    expect((await waiting())[0]).toBe(probable.matchId)
    expect(await waiting({ risk: 'yes' })).toEqual([probable.matchId])
    expect(await readRisks(test.db, test.crypto, probable.reportId)).toMatchObject([
      { reason: 'she may still live there', markedBy: 'analyst:Robin' },
    ])
    await unmark(probable.reportId)
    expect((await waiting()).at(-1)).toBe(probable.matchId)
    await expect(unmark(probable.reportId)).rejects.toMatchObject({ code: 'not-at-risk' })
    const said = (await events(probable.reportId)).map(({ action }) => action)
    expect(said).toEqual(['report.at-risk', 'report.risk-ended'])
    expect(JSON.stringify(await events(probable.reportId))).not.toContain('live there')
  })

  it('has what is found after the mark first as well, by whichever step leads there last', async () => {
    const reportId = await seedReport(test)
    await mark(reportId)
    // the page of a marked report, found to be one that was seen before
    const known = await seedCase(test)
    await test.db
      .insertInto('report_location')
      .values({ report_id: reportId, location_id: known.pageId, refused_code: null })
      .execute()
    expect(await waiting({ risk: 'yes' })).toEqual([known.matchId])
    // a picture that was matched elsewhere comes up on it
    const elsewhere = await seedCase(test)
    await test.db
      .insertInto('sighting')
      .values({
        media_id: elsewhere.mediaId,
        location_id: known.pageId,
        page_location_id: known.pageId,
        first_seen_at: now,
        last_seen_at: now,
        gone_at: null,
      })
      .execute()
    expect(await waiting({ risk: 'yes' })).toEqual([known.matchId, elsewhere.matchId])
    // a page that was seen before is one that the crawl of the marked one leads to
    const further = await seedCase(test)
    await seedFollowed(test, known.pageId)
    await test.db
      .insertInto('crawl_page')
      .values({
        root_location_id: known.pageId,
        location_id: further.pageId,
        via_location_id: null,
        depth: 1,
        reason: 'gallery',
        round: 1,
      })
      .execute()
    expect(await waiting({ risk: 'yes' })).toEqual([
      known.matchId,
      elsewhere.matchId,
      further.matchId,
    ])
    // a picture that is matched only now
    const media = await seedMedia(test, further.pageId)
    const late = newId()
    await test.db
      .insertInto('match')
      .values({
        id: late,
        media_id: media,
        entry_id: further.entryId,
        list_id: further.listId,
        algorithm: 'pdq',
        distance: 12,
        orientation: 0,
        flavour: 'full',
        tier: 'near',
        list_epoch: '1',
      })
      .execute()
    expect(await waiting({ risk: 'yes' })).toContain(late)
    await unmark(reportId)
    expect(await waiting({ risk: 'yes' })).toEqual([])
  })

  it('shows what is asked for alone, each condition with the others', async () => {
    expect(await waiting({ tier: 'exact' })).toEqual([exact.matchId])
    expect(await waiting({ class: 'harmful' })).toEqual([near.matchId])
    expect(await waiting({ list: near.listId, tier: 'near' })).toEqual([near.matchId])
    expect(await waiting({ list: near.listId, tier: 'exact' })).toEqual([])
    expect(await waiting({ host: 'pictures.example', tier: 'exact' })).toEqual([exact.matchId])
    expect(await waiting({ host: 'elsewhere.example' })).toEqual([])
    expect(await waiting({ country: 'NL' })).toEqual([])
    expect(await waiting({ age: 'older' })).toEqual([])
    await test.db
      .updateTable('match')
      .set({ matched_at: new Date(now.getTime() - 8 * 86_400_000) })
      .where('id', '=', exact.matchId)
      .execute()
    expect(await waiting({ age: 'older' })).toEqual([exact.matchId])
    expect(await waiting({ age: 'day' })).not.toContain(exact.matchId)
  })

  it('has a match under the class that its entry has by now', async () => {
    const entry = (legalClass: 'csam' | 'harmful') =>
      test.db
        .updateTable('list_entry')
        .set({ legal_class: legalClass })
        .where('id', '=', exact.entryId)
        .execute()
    await entry('harmful')
    expect(await waiting({ class: 'harmful' })).toEqual([exact.matchId, near.matchId])
    expect(await waiting({ class: 'csam', tier: 'exact' })).toEqual([])
    await entry('csam')
    expect(await waiting({ class: 'harmful' })).toEqual([near.matchId])
    expect(await waiting({ class: 'csam', tier: 'exact' })).toEqual([exact.matchId])
  })

  it('goes on after a match, without other matches of a media that came before', async () => {
    const again = newId()
    await test.db
      .insertInto('match')
      .values({
        id: again,
        media_id: exact.mediaId,
        entry_id: near.entryId,
        list_id: near.listId,
        algorithm: 'pdq',
        distance: 12,
        orientation: 0,
        flavour: 'full',
        tier: 'near',
        list_epoch: '1',
      })
      .execute()
    const all = await readWaiting(test.db, {}, { now })
    expect(all.map(({ matchId }) => matchId)).toContain(again)
    const [first] = all
    expect(first?.matchId).toBe(exact.matchId)
    const after = await readWaiting(test.db, {}, { now, after: first! })
    expect(after.map(({ matchId }) => matchId)).toEqual(
      all.map(({ matchId }) => matchId).filter((id) => id !== exact.matchId && id !== again),
    )
    expect(await readWaiting(test.db, {}, { now, after: first!, limit: 1 })).toHaveLength(1)
  })

  it('knows where a host is as soon as a takedown there found it, and of what comes later', async () => {
    const told = await seedTakedown(test, await seedCase(test), undefined, 'pictures.example')
    const provider = await seedProvider(test)
    await test.db
      .insertInto('host_finding')
      .values({
        takedown_id: told.takedownId,
        address: '127.0.0.1',
        asn: null,
        provider_id: provider,
        country: 'NL',
        country_by: null,
        countries: '[]',
        disagree: false,
        cdn: null,
        found_at: now,
      })
      .execute()
    const late = await seedCase(test)
    const there = await waiting({ country: 'NL' })
    expect(there).toContain(exact.matchId)
    expect(there).toContain(late.matchId)
    expect(await waiting({ country: 'BE' })).toEqual([])
  })

  it('lets go of what is decided', async () => {
    await test.db
      .insertInto('decision')
      .values({
        id: newId(),
        match_id: near.matchId,
        verdict: 'reject',
        actor: 'a',
        reason: 'r',
        at: now,
      })
      .execute()
    expect(await waiting()).not.toContain(near.matchId)
    const left = await test.db
      .selectFrom('waiting_match')
      .select('match_id')
      .where('match_id', '=', near.matchId)
      .execute()
    expect(left).toEqual([])
  })

  it('has it again when the decision is taken back wholly', async () => {
    await test.db.deleteFrom('decision').where('match_id', '=', near.matchId).execute()
    expect(await waiting({ class: 'harmful' })).toContain(near.matchId)
  })
})
