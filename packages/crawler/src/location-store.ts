import { newId, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { getDomain } from 'tldts'
import { canonicalUrl } from './fetch/reported-url.ts'

export type Location = { id: string; url: string; host: string }

const sealedUrl = (id: string) => ({ table: 'location', column: 'url_ct', row: id })

/** Finds the location of a URL by its canonical spelling, or makes it. */
export async function ensureLocation(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  url: URL,
): Promise<Location> {
  const canonical = canonicalUrl(url)
  const key = crypto.blindIndex('url', canonical)
  const known = await findByKey(db, key)
  if (known) return { id: known.id, url: canonical, host: known.host }
  const id = newId()
  const host = new URL(canonical).hostname
  const inserted = await db
    .insertInto('location')
    .values({
      id,
      url_ct: crypto.seal(sealedUrl(id), canonical),
      url_key: key,
      host,
      registrable_domain: getDomain(host) ?? host,
    })
    .onConflict((conflict) => conflict.column('url_key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted) return { id, url: canonical, host }
  const other = await findByKey(db, key)
  return { id: other!.id, url: canonical, host }
}

const findByKey = (db: DbOrTransaction, key: Buffer) =>
  db.selectFrom('location').select(['id', 'host']).where('url_key', '=', key).executeTakeFirst()

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

/** Asks for a crawl now, unless one is due already or ended within the window. */
export async function requestCrawl(
  db: DbOrTransaction,
  locationId: string,
  windowMs: number,
): Promise<void> {
  await sql`
    update location set crawl_due_at = clock_timestamp(), crawl_attempts = 0
    where id = ${locationId} and crawl_due_at is null
      and (crawled_at is null
        or crawled_at < clock_timestamp() - ${windowMs} * interval '1 millisecond')`.execute(db)
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

/** Ends a crawl; with `retryInMs` it falls due again, whether its page was read (`crawled`) or not. */
export async function finishCrawl(
  db: DbOrTransaction,
  locationId: string,
  end: { retryInMs: number | null; crawled: boolean },
): Promise<void> {
  const due =
    end.retryInMs === null
      ? sql`null`
      : sql`clock_timestamp() + ${end.retryInMs} * interval '1 millisecond'`
  await sql`
    update location
    set crawl_lease_until = null, crawl_due_at = ${due},
        crawled_at = case when ${end.crawled} then clock_timestamp() else crawled_at end
    where id = ${locationId}`.execute(db)
}

/** Locations whose crawl is due and not being done. */
export async function locationsDue(db: DbOrTransaction, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from location
    where crawl_due_at <= clock_timestamp()
      and (crawl_lease_until is null or crawl_lease_until < clock_timestamp())
    order by crawl_due_at limit ${limit}`.execute(db)
  return rows.map((row) => row.id)
}

/** Reports that nobody has taken in yet. */
export async function reportsWaiting(db: DbOrTransaction, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('report')
    .leftJoin('report_location', 'report_location.report_id', 'report.id')
    .select('report.id')
    .where('report_location.report_id', 'is', null)
    .orderBy('report.received_at')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}
