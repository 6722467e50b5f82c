import type { Db, Enqueue, FieldCrypto, Handler } from '@nightlight/runtime'
import { parseReportedUrl } from '../fetch/reported-url.ts'
import type { UrlRules } from '../fetch/url-rules.ts'
import { isFurther, lookFurther, type LookFurther } from '../follow/look-further.ts'
import { beginRound, placeOrder } from '../follow/order-store.ts'
import {
  acceptReport,
  crawlAnew,
  ensureLocation,
  isAccepted,
  readCrawlOptions,
  readReportedUrl,
  requestCrawl,
} from '../location-store.ts'
import type { Spending } from '../survey/budget.ts'

type Deps = {
  db: Db
  crypto: FieldCrypto
  enqueue: Enqueue
  urlRules: UrlRules
  /** The same address is not crawled again within this time. */
  crawlWindowMs: number
  /** How far reports are followed that ask for nothing. */
  defaults: Pick<LookFurther, 'depth' | 'pages'>
  /** What one may spend over all its pages. */
  budget: Spending
}

/**
 * Takes a report in: its URL becomes a location to crawl, or a refusal with a stable code.
 *
 * Twice equals once: what a report became is settled by one row. One that asks to look further than those
 * before it has the address crawled again at once.
 */
export const acceptReportJob =
  ({
    db,
    crypto,
    enqueue,
    urlRules,
    crawlWindowMs,
    defaults,
    budget,
  }: Deps): Handler<'accept-report'> =>
  async ({ reportId }) => {
    if (await isAccepted(db, reportId)) return { status: 'skipped', reason: 'already-accepted' }
    const text = await readReportedUrl(db, crypto, reportId)
    if (text === null) return { status: 'skipped', reason: 'no-such-report' }
    const verdict = parseReportedUrl(text, urlRules)
    if (verdict.status === 'refused') {
      await acceptReport(db, reportId, { refusedCode: verdict.code })
      return { status: 'done' }
    }
    const locationId = await db.transaction().execute(async (trx) => {
      const location = await ensureLocation(trx, crypto, verdict.url, true)
      await acceptReport(trx, reportId, { locationId: location.id })
      const look = lookFurther(defaults, await readCrawlOptions(trx, reportId))
      const isWider = isFurther(look) && (await placeOrder(trx, location.id, look))
      const isDue = await requestCrawl(trx, location.id, isWider ? 0 : crawlWindowMs)
      if (isWider && !isDue) await crawlAnew(trx, location.id)
      if (isWider || isDue) await beginRound(trx, location.id, budget)
      return location.id
    })
    await enqueue('crawl-location', { locationId })
    return { status: 'done' }
  }
