import {
  writeAudit,
  type CrawlOptions,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { allowedCrawl } from './crawl-options.ts'
import type { Principal } from './identity/principal.ts'
import { markAtRisk } from './queue/mark-risk.ts'
import { insertReport } from './report-store.ts'

export type SubmittedReport = {
  url: string
  source?: string
  language?: string
  note?: string
  /** By what the source calls it. */
  reference?: string
  reporter?: string
  crawl?: CrawlOptions
  /** A child may be at risk now, and why. */
  childAtRisk?: { reason: string }
}

/**
 * Keeps a report whatever its address is: what it becomes is settled by the crawler, so that the
 * answer tells nothing about an address. Call it in a transaction.
 *
 * @throws {DomainError} forbidden `crawl-not-allowed`: it asks to look further than its role may
 */
export async function receiveReport(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  submitted: SubmittedReport,
  by: Pick<Principal, 'actor' | 'role' | 'scopes'> & { at: Date },
): Promise<{ id: string; state: 'received' }> {
  const source = submitted.source ?? 'api'
  const reference = submitted.reference?.trim() ?? ''
  const crawl = allowedCrawl(submitted.crawl, by)
  const id = await insertReport(db, crypto, {
    url: submitted.url,
    source,
    language: submitted.language ?? null,
    note: submitted.note ?? null,
    reference: reference === '' ? null : reference,
    reporter: submitted.reporter ?? null,
    receivedBy: by.actor,
    receivedAt: by.at,
    crawl,
  })
  await writeAudit(db, {
    actor: by.actor,
    action: 'report.received',
    objectType: 'report',
    objectId: id,
    detail: { source, ...crawl },
  })
  const { childAtRisk } = submitted
  if (childAtRisk) await markAtRisk(db, crypto, { reportId: id, ...childAtRisk }, by)
  return { id, state: 'received' }
}
