import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dropExpired } from '../retention/drop-expired.ts'
import { openYears } from '../retention/testing-retention.ts'

const NOW = new Date()

let years: Awaited<ReturnType<typeof openYears>>
beforeAll(async () => {
  years = await openYears(NOW, 40)
})
afterAll(() => years[Symbol.asyncDispose]())

const text = (locationId: string, at: Date) =>
  sql`insert into page_text (location_id, text_ct, truncated, seen_at)
    values (${locationId}, 'x', false, ${at})`.execute(years.db)

async function ledTo(rootId: string, pageId: string): Promise<void> {
  await sql`insert into crawl_order (location_id, depth, pages, archives, videos, render, pages_left,
      images_left, wire_left, decoded_left)
    values (${rootId}, 1, 9, false, false, false, 0, 0, 0, 0) on conflict do nothing`.execute(
    years.db,
  )
  await sql`insert into crawl_page (root_location_id, location_id, depth, reason, round)
    values (${rootId}, ${pageId}, 1, 'gallery', 1)`.execute(years.db)
}

it('drops texts a year after the last case of their report, and no others', async () => {
  const { daysAgo, db } = years
  const old = daysAgo(500)
  const page = () => years.location(old)
  const media = await years.media()
  const ids = {
    lately: await page(),
    withoutCase: await page(),
    open: await page(),
    closedLately: await page(),
    closedLongAgo: await page(),
    root: await page(),
    further: await page(),
    sibling: await page(),
  }
  await years.takedown(ids.open, ids.open, media, null)
  await years.takedown(ids.closedLately, ids.closedLately, media, daysAgo(200))
  await years.takedown(ids.closedLongAgo, ids.closedLongAgo, media, daysAgo(400))
  // the case is about one page that the report led to
  await ledTo(ids.root, ids.further)
  await ledTo(ids.root, ids.sibling)
  await years.takedown(ids.further, ids.further, media, null)
  for (const [name, id] of Object.entries(ids)) {
    await text(id, name === 'lately' ? daysAgo(300) : old)
  }
  await dropExpired(db, NOW, 400)
  const rows = await db.selectFrom('page_text').select('location_id').execute()
  const left = new Set(rows.map((row) => row.location_id))
  const kept = Object.entries(ids).flatMap(([name, id]) => (left.has(id) ? [name] : []))
  expect(kept).toEqual(['lately', 'open', 'closedLately', 'root', 'further', 'sibling'])
})

it('keeps its location, and goes before it', async () => {
  const { daysAgo, db } = years
  const [lately, longAgo] = [await years.location(daysAgo(900)), await years.location(daysAgo(900))]
  await years.visit(lately, lately, daysAgo(900))
  await text(lately, daysAgo(10))
  await text(longAgo, daysAgo(500))
  await dropExpired(db, NOW, 400)
  const left = await years.ids('location')
  expect([left.has(lately), left.has(longAgo)]).toEqual([true, false])
})
