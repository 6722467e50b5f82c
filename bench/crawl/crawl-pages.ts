import { sql } from 'kysely'
import { PIPELINE_VERSION } from '../../packages/fingerprint/src/index.ts'
import { ensureLocations, requestCrawl } from '../../packages/crawler/src/location-store.ts'
import type { Db } from '../../packages/runtime/src/index.ts'
import { spentBetween, untilNone, type Crawler, type Spent, type World } from './crawler.ts'

/** What a crawl of some pages took. */
export type Crawl = { pages: number; pictures: number; seconds: number; spent: Spent }

const LONGEST_MS = 1_800_000

/** Locations of pages, none of them due. */
export async function writeLocations(
  { db, crypto }: Pick<World, 'db' | 'crypto'>,
  urls: readonly URL[],
): Promise<string[]> {
  const locations = await ensureLocations(db, crypto, urls)
  return locations.map(({ id }) => id)
}

/** Has pages crawled, from the moment that they are due and hinted at until none is due any more. */
export async function crawlPages(
  { db, enqueue, spent }: Crawler,
  ids: readonly string[],
): Promise<Crawl> {
  const before = { ...(await countSeen(db)), spent: spent() }
  const startedAt = performance.now()
  for (const id of ids) {
    await requestCrawl(db, id, 0)
    await enqueue('crawl-location', { locationId: id })
  }
  await untilNone(() => countDue(db), LONGEST_MS)
  const seconds = (performance.now() - startedAt) / 1000
  const after = await countSeen(db)
  const pages = after.pages - before.pages
  const pictures = after.pictures - before.pictures
  return { pages, pictures, seconds, spent: spentBetween(before.spent, spent()) }
}

async function countDue(db: Db): Promise<number> {
  const { rows } = await sql<{ due: number }>`
    select count(*)::int as due from location where crawl_due_at is not null`.execute(db)
  return rows[0]!.due
}

/** Pages that were read, and different pictures with a fingerprint of the present pipeline. */
export async function countSeen(db: Db): Promise<{ pages: number; pictures: number }> {
  const { rows } = await sql<{ pages: number; pictures: number }>`
    select (select count(*)::int from visit where outcome = 'page') as pages,
           (select count(*)::int from media where pipeline_version = ${PIPELINE_VERSION}) as pictures
  `.execute(db)
  return rows[0]!
}
