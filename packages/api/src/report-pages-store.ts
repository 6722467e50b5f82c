import { idsOf, PLANNED_ONCE, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'

/** Code of a visit that stands for a page of another site, which is not opened. */
export const NOT_FOLLOWED = 'link-not-followed'

/** The page of a report and those that it led to, the nearest first. */
export async function pagesOfReport(
  db: DbOrTransaction,
  pageLocationId: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom('crawl_page')
    .select('location_id')
    .where('root_location_id', '=', pageLocationId)
    .orderBy('depth')
    .orderBy('location_id')
    .modifyEnd(PLANNED_ONCE)
    .execute()
  return [pageLocationId, ...rows.map((row) => row.location_id)]
}

/** How far a report was followed. */
export type FollowedCrawl = {
  depth: number
  /** Most pages, the reported one included. */
  pages: number
  archives: boolean
  videos: boolean
  render: boolean
  /** Pages beside the reported one by what became of them. */
  read: number
  waiting: number
  skipped: number
  /** Pages of other sites behind thumbnails, none of which was opened. */
  elsewhere: number
  /** What kept it from seeing everything. */
  truncated: 'pages' | 'images' | 'bytes' | 'time' | null
}

/** @returns null for a report that was not followed beyond its page */
export async function readFollowedCrawl(
  db: DbOrTransaction,
  pageLocationId: string,
): Promise<FollowedCrawl | null> {
  const { rows } = await sql<FollowedCrawl>`${PLANNED_ONCE}
    select o.depth, o.pages, o.archives, o.videos, o.render, o.truncated,
      count(p.*) filter (where p.state = 'read')::integer as read,
      count(p.*) filter (where p.state = 'waiting')::integer as waiting,
      count(p.*) filter (where p.state = 'skipped')::integer as skipped,
      (select count(distinct v.location_id)::integer from visit v
        where v.code = ${NOT_FOLLOWED} and v.page_location_id in (
          select ${pageLocationId}::uuid
          union all
          select location_id from crawl_page where root_location_id = ${pageLocationId}
        )) as elsewhere
    from crawl_order o left join crawl_page p on p.root_location_id = o.location_id
    where o.location_id = ${pageLocationId}
    group by o.location_id`.execute(db)
  return rows[0] ?? null
}

/** What a page says in words. */
export type PageWords = {
  /** Whether it is the one that was reported. */
  isReported: boolean
  title: string
  text: string
  language: string | null
  seenAt: Date
  /** There is more than is kept. */
  truncated: boolean
}

const MAX_PAGES = 20

/**
 * Opens what the pages of a report say, the reported one first, at most 20.
 *
 * @param pageIds  of `pagesOfReport`
 */
export async function readPageWords(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  pageIds: readonly string[],
): Promise<PageWords[]> {
  const { rows } = await sql<{
    location_id: string
    text_ct: Buffer
    language: string | null
    truncated: boolean
    seen_at: Date
  }>`${PLANNED_ONCE}
    select t.location_id, t.text_ct, t.language, t.truncated, t.seen_at
    from unnest(${idsOf(pageIds)}) with ordinality as page (id, n)
    join page_text t on t.location_id = page.id
    order by page.n limit ${sql.lit(MAX_PAGES)}`.execute(db)
  return rows.map(({ location_id: id, text_ct, language, truncated, seen_at: seenAt }) => {
    const place = { table: 'page_text', column: 'text_ct', row: id }
    const { title, text } = JSON.parse(crypto.openText(place, text_ct)) as {
      title: string
      text: string
    }
    return { isReported: id === pageIds[0], title, text, language, seenAt, truncated }
  })
}
