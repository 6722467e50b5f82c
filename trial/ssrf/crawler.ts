import { randomBytes } from 'node:crypto'
import { createDecoder } from '../../packages/fingerprint/src/index.ts'
import { createHostPacing } from '../../packages/crawler/src/fetch/host-pacing.ts'
import type { SafeFetch } from '../../packages/crawler/src/fetch/safe-fetch.ts'
import type { UrlRules } from '../../packages/crawler/src/fetch/url-rules.ts'
import { acceptReportJob } from '../../packages/crawler/src/jobs/accept-report.ts'
import { crawlLocation } from '../../packages/crawler/src/jobs/crawl-location.ts'
import { createHostDoor } from '../../packages/crawler/src/lanes/host-door.ts'
import { createManners } from '../../packages/crawler/src/manners/host-manners.ts'
import { createKeepSeen } from '../../packages/crawler/src/sighting-store.ts'
import { DEFAULT_REPORT_BUDGET } from '../../packages/crawler/src/survey/budget.ts'
import { seedReport } from '../../packages/crawler/src/testing-crawl.ts'
import {
  connect,
  createFieldCrypto,
  createLog,
  type Enqueue,
} from '../../packages/runtime/src/index.ts'

const LEASE_MS = 240_000
const NEVER_AGAIN_MS = 3_600_000

/** What became of one report: refused as it came in, or what the visits for its page say. */
export type Became = { refused: string } | { locationId: string }

/** A fetch that was tried for a page; `address` is what was connected. */
export type VisitRow = {
  page_location_id: string
  location_id: string
  outcome: string
  code: string | null
  address: string | null
  wire_bytes: string
  body_bytes: string
}

export type Crawler = AsyncDisposable & {
  /** Reports a URL and runs the jobs that follow, up to the end of the crawl. */
  report(url: string): Promise<Became>
  /** Every visit there is, or those for one page. */
  visits(pageLocationId?: string): Promise<VisitRow[]>
  sandbox: string
}

/**
 * The jobs of the crawler on a real database and decoder; only the queue between them is left out.
 *
 * @param setup.perHost  crawls and fetches of one host at once
 */
export async function openCrawler(setup: {
  databaseUrl: string
  safeFetch: SafeFetch
  urlRules: UrlRules
  perHost: number
}): Promise<Crawler> {
  await using resources = new AsyncDisposableStack()
  const db = connect(setup.databaseUrl)
  resources.defer(() => db.destroy())
  const crypto = createFieldCrypto(randomBytes(32))
  const safeFetch = resources.use(setup.safeFetch)
  const decoder = resources.use(createDecoder({}, { processes: 2 }))
  const now = (): Date => new Date()
  const pacing = createHostPacing({ now }, { perHost: setup.perHost, minGapMs: 0 })
  const enqueue: Enqueue = async () => undefined
  const log = createLog('trial', { level: 'silent' })
  const accept = acceptReportJob({
    db,
    crypto,
    enqueue,
    urlRules: setup.urlRules,
    crawlWindowMs: 0,
    defaults: { depth: 0, pages: 1 },
    budget: DEFAULT_REPORT_BUDGET,
  })
  const crawl = crawlLocation({
    db,
    crypto,
    safeFetch,
    decoder,
    keepSeen: createKeepSeen({ db, crypto }),
    pacing,
    manners: createManners({ db }),
    enqueue,
    leaseMs: LEASE_MS,
    budget: DEFAULT_REPORT_BUDGET,
    scripts: null,
    // The lanes of the host are its own: no other process crawls.
    enter: createHostDoor({ tryHold: async () => true }, setup.perHost),
    retryInMs: () => NEVER_AGAIN_MS,
  })

  async function report(url: string): Promise<Became> {
    const reportId = await seedReport({ db, crypto }, url)
    const context = { signal: AbortSignal.timeout(LEASE_MS), log }
    await accept({ reportId }, context)
    const { location_id: locationId, refused_code: refused } = await db
      .selectFrom('report_location')
      .select(['location_id', 'refused_code'])
      .where('report_id', '=', reportId)
      .executeTakeFirstOrThrow()
    if (locationId === null) return { refused: refused ?? 'no code' }
    await crawl({ locationId }, context)
    return { locationId }
  }

  const owned = resources.move()
  return {
    report,
    sandbox: decoder.sandbox,
    visits: (pageLocationId) =>
      db
        .selectFrom('visit')
        .select(['page_location_id', 'location_id', 'outcome', 'code', 'address'])
        .select(['wire_bytes', 'body_bytes'])
        .$if(pageLocationId !== undefined, (query) =>
          query.where('page_location_id', '=', pageLocationId!),
        )
        .execute(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
