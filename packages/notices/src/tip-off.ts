import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { getDomain } from 'tldts'

/**
 * The domain that somebody registered, or null for an address or a name that nobody can register.
 *
 * A customer of a site builder counts as a holder of their own (private suffixes).
 */
export const registeredDomain = (host: string): string | null =>
  getDomain(host, { allowPrivateDomains: true })

/** Registered domains of the sites of some takedowns, each once: what is in them warns their owners. */
export async function siteDomainsOf(
  db: DbOrTransaction,
  takedownIds: readonly string[],
): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ id: string; host: string }>`${PLANNED_ONCE}
    select t.id, l.host from takedown t join location l on l.id = t.page_location_id
    where t.id = any(${[...takedownIds]}::uuid[])
    union
    select tl.takedown_id, l.host from takedown_location tl
    join location l on l.id = tl.location_id
    where tl.takedown_id = any(${[...takedownIds]}::uuid[])`.execute(db)
  const domains = new Map<string, string[]>(takedownIds.map((id) => [id, []]))
  for (const { id, host } of rows) {
    const domain = registeredDomain(host)
    const known = domains.get(id)
    if (domain !== null && known && !known.includes(domain)) known.push(domain)
  }
  return domains
}

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
  const domains = await siteDomainsOf(db, [takedownId])
  return domains.get(takedownId)?.includes(mailboxDomain) ?? false
}
