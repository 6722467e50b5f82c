import { DomainError } from '@nightlight/contract'
import type { CrawlOptions } from '@nightlight/runtime'
import { isAllowed, isInScope, type Principal } from './identity/principal.ts'

/** Whether it asks for more than the page itself and its own parts. */
const asksForMore = ({ depth = 0, pages = 1, archives, videos, render }: CrawlOptions): boolean =>
  depth > 0 || pages > 1 || archives === true || videos === true || render === true

/**
 * How much further a report may have us look: what the operator set, unless it comes from staff.
 *
 * @returns null when nothing more is asked for
 * @throws {DomainError} forbidden `crawl-not-allowed`: the role may hand in reports, not steer crawls
 */
export function allowedCrawl(
  asked: CrawlOptions | undefined,
  by: Pick<Principal, 'role' | 'scopes'>,
): CrawlOptions | null {
  if (!asked || !asksForMore(asked)) return null
  if (!isAllowed(by.role, 'report:read') || !isInScope(by, 'report:read')) {
    throw new DomainError(
      'forbidden',
      'crawl-not-allowed',
      `Receiving a report: the role ${by.role}`,
    )
  }
  return asked
}
