import { sql } from 'kysely'
import { acceptReportJob } from '../jobs/accept-report.ts'
import { crawlLocation } from '../jobs/crawl-location.ts'
import { LOOPBACK } from '../fetch/testing.ts'
import { createAddressPolicy, type CrawlOptions } from '@nightlight/runtime'
import { locationsDue } from '../location-store.ts'
import { createManners } from '../manners/host-manners.ts'
import { DEFAULT_REPORT_BUDGET, type ReportBudget } from '../survey/budget.ts'
import { seedReport, type World } from '../testing-crawl.ts'
import type { LookDeps } from '../visit-location.ts'

export type FollowSetup = {
  budget?: Partial<ReportBudget>
  safeFetch?: World['safeFetch']
  /** Crawler processes on the database. */
  crawlers?: number
}

/** Reports pages of a world and crawls all that this leads to. */
export function createFollowing(
  world: World & Pick<LookDeps, 'contained'>,
  setup: FollowSetup = {},
) {
  const { db, crypto, context } = world
  const budget = { ...DEFAULT_REPORT_BUDGET, ...setup.budget }
  const safeFetch = setup.safeFetch ?? world.safeFetch
  const crawlers = Array.from({ length: setup.crawlers ?? 1 }, () =>
    crawlLocation({
      ...world,
      safeFetch,
      manners: createManners({ db }, { firstMs: 1, longestMs: 1, worthMs: 50 }),
      budget,
      retryInMs: () => 60_000,
    }),
  )

  /** Takes a report in. @returns the id of its location */
  async function report(url: URL | string, crawl: CrawlOptions | null = null): Promise<string> {
    const reportId = await seedReport(world, String(url))
    await db
      .updateTable('report')
      .set({ crawl: JSON.stringify(crawl) })
      .where('id', '=', reportId)
      .execute()
    await acceptReportJob({
      ...world,
      urlRules: {
        allowPorts: [world.site.port],
        policy: createAddressPolicy({ allowNetworks: LOOPBACK }),
      },
      crawlWindowMs: 3_600_000,
      defaults: { depth: 0, pages: 1 },
      budget,
    })({ reportId }, context)
    const row = await db
      .selectFrom('report_location')
      .select('location_id')
      .where('report_id', '=', reportId)
      .executeTakeFirstOrThrow()
    return row.location_id!
  }

  /** Crawls what is due, the crawlers side by side, until nothing is. @returns how many crawls that took */
  async function crawlAll(most = 100): Promise<number> {
    for (let n = 0; n < most;) {
      const { due } = await locationsDue(db, { limit: crawlers.length })
      if (due.length === 0) return n
      await Promise.all(due.map(({ id }, at) => crawlers[at]!({ locationId: id }, context)))
      n += due.length
    }
    throw new Error('Following: does not come to an end')
  }

  const pathOf = async (id: string): Promise<string> => {
    const row = await db
      .selectFrom('location')
      .select('url_ct')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const url = new URL(
      crypto.openText({ table: 'location', column: 'url_ct', row: id }, row.url_ct),
    )
    return url.pathname + url.search
  }

  return {
    report,
    crawlAll,
    pathOf,
    order: (rootId: string) =>
      db
        .selectFrom('crawl_order')
        .selectAll()
        .where('location_id', '=', rootId)
        .executeTakeFirstOrThrow(),
    /** Pages that a report led to, in the order in which they were found. */
    async pages(rootId: string) {
      const rows = await db
        .selectFrom('crawl_page')
        .selectAll()
        .where('root_location_id', '=', rootId)
        .execute()
      const pages = []
      for (const { location_id, depth, reason, state } of rows) {
        pages.push({ path: await pathOf(location_id), depth, reason, state })
      }
      return pages.toSorted((a, b) => (a.path < b.path ? -1 : 1))
    },
    /** Paths of the pictures that were seen, by the path of the page on which they stand. */
    async sightings() {
      const rows = await db
        .selectFrom('sighting')
        .select(['location_id', 'page_location_id'])
        .execute()
      const seen: string[] = []
      for (const row of rows) {
        seen.push(`${await pathOf(row.page_location_id)} ${await pathOf(row.location_id)}`)
      }
      return seen.toSorted()
    },
    /** Has every retry fall due. */
    async passTime(): Promise<void> {
      await sql`update location set crawl_due_at = clock_timestamp()
        where crawl_due_at is not null`.execute(db)
    },
  }
}
