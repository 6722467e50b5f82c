import { canonicalUrl } from '@nightlight/contract'
import {
  newId,
  type CrawlOptions,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { getDomain } from 'tldts'

export type Location = { id: string; url: string; host: string }

const sealedUrl = (id: string) => ({ table: 'location', column: 'url_ct', row: id })

/** Finds the location of a URL by its canonical spelling, or makes it. */
export async function ensureLocation(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  url: URL,
  isKept = false,
): Promise<Location> {
  const [location] = await ensureLocations(db, crypto, [url], isKept)
  return location!
}

/**
 * Finds the locations of URLs by their canonical spelling, or makes them.
 *
 * In at most three statements, since each costs a crawl as much as some hashing does.
 *
 * @param urls    a few thousand at most
 * @param isKept  no address is erased from them until the transaction ends; one that just was is made anew
 * @returns one for each URL, in their order
 */
export async function ensureLocations(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  urls: readonly URL[],
  isKept = false,
): Promise<Location[]> {
  const asked = urls.map((url) => {
    const canonical = canonicalUrl(url)
    const key = crypto.blindIndex('url', canonical)
    return { url: canonical, key, digits: key.toString('hex') }
  })
  const known = new Map<string, Location>()
  const missing = () => asked.filter(({ digits }) => !known.has(digits))
  const look = async (): Promise<void> => {
    const of = new Map(missing().map((one) => [one.digits, one]))
    if (of.size === 0) return
    const found = await findByKeys(
      db,
      [...of.values()].map(({ key }) => key),
      isKept,
    )
    for (const { id, host, url_key } of found) {
      const { digits, url } = of.get(url_key.toString('hex'))!
      known.set(digits, { id, url, host })
    }
  }
  await look()
  for (const { digits, location } of await insertLocations(db, crypto, missing())) {
    known.set(digits, location)
  }
  // Another worker may have made some of them in between.
  await look()
  return asked.map(({ digits }) => known.get(digits)!)
}

const findByKeys = (db: DbOrTransaction, keys: Buffer[], isKept: boolean) =>
  db
    .selectFrom('location')
    .select(['id', 'host', 'url_key'])
    .where('url_key', '=', sql<Buffer>`any (${keys}::bytea[])`)
    .$if(isKept, (query) => query.orderBy('id').forKeyShare())
    .execute()

type Asked = { url: string; key: Buffer; digits: string }

async function insertLocations(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  asked: readonly Asked[],
): Promise<{ digits: string; location: Location }[]> {
  if (asked.length === 0) return []
  // In the order of their keys: two workers that make the same ones never wait for each other.
  const distinct = [...new Map(asked.map((one) => [one.digits, one])).values()]
  const made = distinct
    .toSorted((a, b) => Buffer.compare(a.key, b.key))
    .map(({ url, key, digits }) => {
      return { digits, key, location: { id: newId(), url, host: new URL(url).hostname } }
    })
  const rows = made.map(({ key, location: { id, url, host } }) => ({
    id,
    url_ct: crypto.seal(sealedUrl(id), url),
    url_key: key,
    host,
    registrable_domain: getDomain(host) ?? host,
  }))
  const inserted = await db
    .insertInto('location')
    .values(rows)
    .onConflict((conflict) => conflict.column('url_key').doNothing())
    .returning('id')
    .execute()
  const ids = new Set(inserted.map(({ id }) => id))
  return made.filter(({ location }) => ids.has(location.id))
}

export async function readLocation(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  id: string,
): Promise<Location | null> {
  const row = await db
    .selectFrom('location')
    .select(['id', 'url_ct', 'host'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? { id, url: crypto.openText(sealedUrl(id), row.url_ct), host: row.host } : null
}

/** The URL of a report as it was submitted, or null when there is no such report. */
export async function readReportedUrl(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  reportId: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('report')
    .select('url_ct')
    .where('id', '=', reportId)
    .executeTakeFirst()
  const place = { table: 'report', column: 'url_ct', row: reportId }
  return row ? crypto.openText(place, row.url_ct) : null
}

/** How much further a report asks to look; null when it asks for nothing. */
export async function readCrawlOptions(
  db: DbOrTransaction,
  reportId: string,
): Promise<CrawlOptions | null> {
  const row = await db
    .selectFrom('report')
    .select('crawl')
    .where('id', '=', reportId)
    .executeTakeFirst()
  return row?.crawl ?? null
}

export async function isAccepted(db: DbOrTransaction, reportId: string): Promise<boolean> {
  const row = await db
    .selectFrom('report_location')
    .select('report_id')
    .where('report_id', '=', reportId)
    .executeTakeFirst()
  return row !== undefined
}

/** Settles what a report became: a location or a refusal, once. */
export async function acceptReport(
  db: DbOrTransaction,
  reportId: string,
  became: { locationId: string } | { refusedCode: string },
): Promise<void> {
  await db
    .insertInto('report_location')
    .values({
      report_id: reportId,
      location_id: 'locationId' in became ? became.locationId : null,
      refused_code: 'refusedCode' in became ? became.refusedCode : null,
    })
    .onConflict((conflict) => conflict.column('report_id').doNothing())
    .execute()
}

/**
 * Asks for a crawl now, unless one is due already or ended within the window.
 *
 * @returns whether it fell due by this
 */
export async function requestCrawl(
  db: DbOrTransaction,
  locationId: string,
  windowMs: number,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update location set crawl_due_at = clock_timestamp(), crawl_attempts = 0
    where id = ${locationId} and crawl_due_at is null
      and (crawled_at is null
        or crawled_at < clock_timestamp() - ${windowMs} * interval '1 millisecond')`.execute(db)
  return numAffectedRows === 1n
}

/** Has a location crawled once more that is due already: what is under way does not end it. */
export async function crawlAnew(db: DbOrTransaction, locationId: string): Promise<void> {
  await sql`
    update location set crawl_due_at = clock_timestamp(), crawl_attempts = crawl_attempts + 1
    where id = ${locationId} and crawl_lease_until > clock_timestamp()`.execute(db)
}

/** Takes a location for crawling. @returns the attempt, 1-based, or null when nothing is due */
export async function claimCrawl(
  db: DbOrTransaction,
  locationId: string,
  leaseMs: number,
): Promise<number | null> {
  const { rows } = await sql<{ crawl_attempts: number }>`
    update location
    set crawl_attempts = crawl_attempts + 1,
        crawl_lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    where id = ${locationId} and crawl_due_at <= clock_timestamp()
      and (crawl_lease_until is null or crawl_lease_until < clock_timestamp())
    returning crawl_attempts`.execute(db)
  return rows[0]?.crawl_attempts ?? null
}

/**
 * Ends a crawl; with `retryInMs` it falls due again, whether its page was read (`crawled`) or not, and this
 * attempt counts unless `isFree`. One that was claimed anew meanwhile, because its lease ran out, is left to whoever claimed it.
 */
export async function finishCrawl(
  db: DbOrTransaction,
  locationId: string,
  attempt: number,
  end: { retryInMs: number | null; crawled: boolean; isFree?: boolean },
): Promise<void> {
  const due =
    end.retryInMs === null
      ? sql`null`
      : sql`clock_timestamp() + ${end.retryInMs} * interval '1 millisecond'`
  await sql`
    update location
    set crawl_lease_until = null, crawl_due_at = ${due},
        crawl_attempts = crawl_attempts - ${end.isFree === true ? 1 : 0},
        crawled_at = case when ${end.crawled} then clock_timestamp() else crawled_at end
    where id = ${locationId} and crawl_attempts = ${attempt}`.execute(db)
}

/** Gives a claimed crawl back as if it had not been claimed; it is due again later. */
export async function postponeCrawl(
  db: DbOrTransaction,
  locationId: string,
  attempt: number,
  inMs: number,
): Promise<void> {
  await sql`
    update location
    set crawl_lease_until = null, crawl_attempts = crawl_attempts - 1,
        crawl_due_at = clock_timestamp() + ${inMs} * interval '1 millisecond'
    where id = ${locationId} and crawl_attempts = ${attempt}`.execute(db)
}

/** Hosts looked at by one statement: with nothing due yet, each costs as much as one with a crawl. */
const HOSTS_AT_ONCE = 500

/**
 * Locations whose crawl is due and not being done: some of each host, from one host on.
 *
 * Reads nothing of what else is due, so it takes as long with a million locations as with a thousand.
 *
 * @param asked.perHost  most of one host, the oldest first
 * @param asked.after    the host that came last the time before, '' to begin with the first
 * @returns `after` for the next time, '' after the last host
 */
export async function locationsDue(
  db: DbOrTransaction,
  { limit, perHost = limit, after = '' }: { limit: number; perHost?: number; after?: string },
): Promise<{ due: { id: string; dueAt: Date }[]; after: string }> {
  const next = (host: RawBuilder<unknown>) => sql`
    select host from location where crawl_due_at is not null and host > ${host}
    order by host limit 1`
  // `statement_timestamp` and not `clock_timestamp`, which no index is searched by.
  const { rows } = await sql<{ host: string; id: string | null; dueAt: Date }>`
    with recursive turn (host, n) as (
      select first.host, 1 from (${next(sql`${after}`)}) first
      union all
      select more.host, n + 1 from turn cross join lateral (${next(sql`turn.host`)}) more
      where n < ${HOSTS_AT_ONCE}
    )
    select turn.host, due.id, due.crawl_due_at as "dueAt" from turn left join lateral (
      select id, crawl_due_at from location
      where host = turn.host and crawl_due_at <= statement_timestamp()
        and (crawl_lease_until is null or crawl_lease_until < statement_timestamp())
      order by crawl_due_at limit ${perHost}) due on true
    limit ${limit + HOSTS_AT_ONCE}`.execute(db)
  const due: { id: string; dueAt: Date }[] = []
  const hosts = new Set<string>()
  let last = ''
  for (const { host, id, dueAt } of rows) {
    if (due.length === limit) return { due, after: last }
    hosts.add(host)
    last = host
    if (id !== null) due.push({ id, dueAt })
  }
  return { due, after: hosts.size < HOSTS_AT_ONCE && due.length < limit ? '' : last }
}

/**
 * Reports that nobody has taken in yet, the oldest first.
 *
 * @param since  looks at none that came before it; null for all, which takes long when there are many
 */
export async function reportsWaiting(
  db: DbOrTransaction,
  limit: number,
  since: Date | null = null,
): Promise<{ id: string; receivedAt: Date }[]> {
  return await db
    .selectFrom('report')
    .select(['id', 'received_at as receivedAt'])
    .where(sql<boolean>`not exists (select from report_location where report_id = report.id)`)
    .$if(since !== null, (query) => query.where('received_at', '>=', since!))
    .orderBy('received_at')
    .limit(limit)
    .execute()
}
