import type { Db, Enqueue, FieldCrypto, Handler } from '@nightlight/runtime'
import { parseReportedUrl } from '../fetch/reported-url.ts'
import type { UrlRules } from '../fetch/url-rules.ts'
import {
  acceptReport,
  ensureLocation,
  isAccepted,
  readReportedUrl,
  requestCrawl,
} from '../location-store.ts'

type Deps = {
  db: Db
  crypto: FieldCrypto
  enqueue: Enqueue
  urlRules: UrlRules
  /** The same address is not crawled again within this time. */
  crawlWindowMs: number
}

/**
 * Takes a report in: its URL becomes a location to crawl, or a refusal with a stable code.
 *
 * Twice equals once: what a report became is settled by one row.
 */
export const acceptReportJob =
  ({ db, crypto, enqueue, urlRules, crawlWindowMs }: Deps): Handler<'accept-report'> =>
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
      const location = await ensureLocation(trx, crypto, verdict.url)
      await acceptReport(trx, reportId, { locationId: location.id })
      await requestCrawl(trx, location.id, crawlWindowMs)
      return location.id
    })
    await enqueue('crawl-location', { locationId })
    return { status: 'done' }
  }
