import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { getDomain } from 'tldts'

/**
 * The domain that somebody registered, or null for an address or a name that nobody can register.
 *
 * A customer of a site builder counts as a holder of their own (private suffixes).
 */
export const registeredDomain = (host: string): string | null =>
  getDomain(host, { allowPrivateDomains: true })

/**
 * Tells whether the abuse mailbox of a takedown belongs to the site that shows the content: a site
 * in its own network, whose owner a notice would warn.
 *
 * @param mailboxDomain as `registeredDomain` says
 */
export async function mailboxIsOfTheSite(
  db: DbOrTransaction,
  takedownId: string,
  mailboxDomain: string | null,
): Promise<boolean> {
  if (mailboxDomain === null) return false
  const { rows } = await sql<{ host: string }>`
    select l.host from takedown t join location l on l.id = t.page_location_id
    where t.id = ${takedownId}
    union
    select l.host from takedown_location tl join location l on l.id = tl.location_id
    where tl.takedown_id = ${takedownId}`.execute(db)
  return rows.some(({ host }) => registeredDomain(host) === mailboxDomain)
}
