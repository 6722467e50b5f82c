import { canonicalUrl, restoreDefanged } from '@nightlight/contract'
import { MAX_ITEMS } from '@nightlight/notices'
import { anyOf, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { released, withFirstHost } from '../match-conditions.ts'
import { markedAtRisk, pageAtRisk, seenAtRisk } from '../queue/risk-store.ts'
import { referenceKey } from '../report-store.ts'

/** What a number, reference or address leads to; `host` is null where none is known yet. */
export type Found = {
  kind: 'report' | 'takedown' | 'match'
  id: string
  host: string | null
  at: Date
  /** Of a report: somebody said of it or a duplicate of it that a child may be at risk. Else: seen on a page of such a report. */
  atRisk: boolean
  /** `seen`: a picture was seen at the address; `led`: the crawler came there from it. */
  because: 'number' | 'reference' | 'notice' | 'address' | 'seen' | 'led'
}

/** Of each kind; who looks for one thing seldom finds more. Of a notice all are shown. */
export const SHOWN = 20
/** One more is read, to say that there are more. */
const READ = SHOWN + 1
/** Digits of a number that pages show, of all that were typed. */
const END_DIGITS = 6

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const END = /^(?:…|\.{3})?([0-9a-f-]{6,35})$/i
const NOTICE = /^[a-z]{2,4}-\d{4}-\d{4,}$/i
const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i

/** The host that somebody typed alone; null for anything else. */
export function hostIn(text: string): string | null {
  const plain = text.trim().replace(/\[\.\]|\(\.\)/g, '.')
  return HOST.test(plain) ? plain.toLowerCase() : null
}

/**
 * What goes by this name here: a number or the end of one, what a source calls a report, the reference of a notice, or
 * exactly an address, whose key alone is compared.
 */
export async function findByName(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  typed: string,
): Promise<Found[]> {
  const text = typed.trim()
  const end = END.exec(text)?.[1]?.toLowerCase()
  const found: Found[] = []
  if (UUID.test(text)) found.push(...(await byId(db, text.toLowerCase())))
  else if (end !== undefined) found.push(...(await byEnd(db, end)))
  if (NOTICE.test(text)) found.push(...(await byNotice(db, text.toUpperCase())))
  found.push(
    ...(await reports(db, 'reference', sql`r.reference_key = ${referenceKey(crypto, text)}`)),
    ...(await byAddress(db, crypto, text)),
  )
  return found.filter(({ id }, at) => found.findIndex((one) => one.id === id) === at)
}

/** Of each kind and reason what a page shows, and whether that leaves some out. */
export function cutFound(found: readonly Found[]): { shown: Found[]; isMore: boolean } {
  const groups = Map.groupBy(found, ({ kind, because }) => `${kind} ${because}`)
  const most = ({ because }: Found): number => (because === 'notice' ? MAX_ITEMS : SHOWN)
  const shown = [...groups.values()].flatMap((group) => group.slice(0, most(group[0]!)))
  return { shown, isMore: shown.length < found.length }
}

/** Ids of the reports whose number this is, or ends as it does: several are no answer. */
export async function reportsByNumber(db: DbOrTransaction, typed: string): Promise<string[]> {
  const text = typed.trim()
  if (UUID.test(text)) return [text.toLowerCase()]
  const end = END.exec(text)?.[1]?.toLowerCase()
  const found = end === undefined ? [] : await byEnd(db, end)
  return found.flatMap(({ kind, id }) => (kind === 'report' ? [id] : []))
}

async function reports(
  db: DbOrTransaction,
  because: Found['because'],
  which: RawBuilder<unknown>,
): Promise<Found[]> {
  const { rows } = await sql<Omit<Found, 'kind' | 'because'>>`
    select r.id, p.host, r.received_at as at, ${markedAtRisk(sql`r.id`)} as "atRisk" from report r
    left join report_location rl on rl.report_id = r.id
    left join location p on p.id = rl.location_id
    where ${which} order by r.id desc limit ${sql.lit(READ)}`.execute(db)
  return rows.map((row) => ({ kind: 'report', because, ...row }))
}

async function takedowns(
  db: DbOrTransaction,
  because: Found['because'],
  which: RawBuilder<unknown>,
  limit = READ,
): Promise<Found[]> {
  const { rows } = await sql<Omit<Found, 'kind' | 'because'>>`
    select t.id, t.host, t.opened_at as at, ${pageAtRisk(sql`t.page_location_id`)} as "atRisk"
    from takedown t
    where ${which} order by t.id desc limit ${sql.lit(limit)}`.execute(db)
  return rows.map((row) => ({ kind: 'takedown', because, ...row }))
}

/** What waits for release has no page yet, and is not found. */
async function matches(
  db: DbOrTransaction,
  because: Found['because'],
  which: RawBuilder<unknown>,
): Promise<Found[]> {
  const { rows } = await sql<Omit<Found, 'kind' | 'because'>>`
    select m.id, f.host, m.matched_at as at, ${seenAtRisk(sql`m.media_id`)} as "atRisk"
    from match m ${withFirstHost}
    where ${which} and ${released} order by m.id desc limit ${sql.lit(READ)}`.execute(db)
  return rows.map((row) => ({ kind: 'match', because, ...row }))
}

const byId = async (db: DbOrTransaction, id: string): Promise<Found[]> => [
  ...(await reports(db, 'number', sql`r.id = ${id}::uuid`)),
  ...(await takedowns(db, 'number', sql`t.id = ${id}::uuid`)),
  ...(await matches(db, 'number', sql`m.id = ${id}::uuid`)),
]

async function byEnd(db: DbOrTransaction, end: string): Promise<Found[]> {
  const isIt = (id: string): RawBuilder<unknown> => {
    const text = sql`${sql.ref(id)}::text`
    return sql`right(${text}, ${sql.lit(END_DIGITS)}) = ${end.slice(-END_DIGITS)}
      and right(${text}, ${sql.lit(end.length)}) = ${end}`
  }
  return [
    ...(await reports(db, 'number', isIt('r.id'))),
    ...(await takedowns(db, 'number', isIt('t.id'))),
    ...(await matches(db, 'number', isIt('m.id'))),
  ]
}

const byNotice = (db: DbOrTransaction, reference: string): Promise<Found[]> =>
  takedowns(
    db,
    'notice',
    sql`t.id in (select i.takedown_id from notice n join notice_item i on i.notice_id = n.id
      where n.reference = ${reference}
      union
      select e.object_id::uuid from audit_event e
      where e.action = 'iccam-files-made' and e.detail ->> 'reference' = ${reference})`,
    MAX_ITEMS,
  )

/**
 * Reports of an address as it was written, and whatever was found to be the same place: takedowns, and matches of pictures that
 * were seen there and that neither of these has. Where there is none, reports from which the crawler came there.
 */
async function byAddress(db: DbOrTransaction, crypto: FieldCrypto, text: string): Promise<Found[]> {
  const written = [...new Set([text, restoreDefanged(text), undone(text)])]
  const canonical = written.flatMap((one) => {
    const url = URL.parse(one)
    return url && /^https?:$/.test(url.protocol) ? [canonicalUrl(url)] : []
  })
  const asWritten = [...written, ...canonical].map((one) => crypto.blindIndex('report-url', one))
  const { rows } = await sql<{ id: string }>`
    select id from location where url_key in (${keys(canonical.map((one) => crypto.blindIndex('url', one)))})`.execute(
    db,
  )
  const places = rows.map(({ id }) => id)
  const ids = await sql<{ id: string }>`
    select id from report where url_key in (${keys(asWritten)})
    union select report_id from report_location where location_id = ${anyOf(places)}
    order by id desc limit ${sql.lit(READ)}`.execute(db)
  const found = [
    ...(await reports(db, 'address', sql`r.id = ${anyOf(ids.rows.map(({ id }) => id))}`)),
    ...(await takedowns(
      db,
      'address',
      sql`t.id in (select takedown_id from takedown_location where location_id = ${anyOf(places)})`,
    )),
    ...(await matches(db, 'seen', seenAt(places))),
  ]
  return found.length > 0 || places.length === 0 ? found : reports(db, 'led', ledTo(places))
}

/** Matches `m` of pictures at some places, but for those at a place that was reported itself, or whose takedown there is open. */
const seenAt = (places: readonly string[]): RawBuilder<unknown> => sql`
  m.media_id in (
    select s.media_id from sighting s where s.location_id = ${anyOf(places)}
      and not exists (select from report_location rl where rl.location_id = s.location_id))
  and not exists (
    select from takedown_location tl join takedown t on t.id = tl.takedown_id
    where tl.location_id = ${anyOf(places)} and t.media_id = m.media_id and t.status <> 'closed')`

/** Reports `r` that led to some places, or to a page that has what is there. */
const ledTo = (places: readonly string[]): RawBuilder<unknown> => sql`
  r.id in (
    with page as materialized (
      select unnest(${[...places]}::uuid[]) as id
      union
      select page_location_id from sighting where location_id = ${anyOf(places)})
    select rl.report_id from page join report_location rl on rl.location_id = page.id
    union
    select rl.report_id
    from page
    cross join lateral (
      select root_location_id from crawl_page where location_id = page.id offset 0
    ) c
    join report_location rl on rl.location_id = c.root_location_id)`

/** An address as pages of ours show it, and one without its scheme. */
function undone(text: string): string {
  const plain = restoreDefanged(text).replaceAll('[.]', '.')
  return /^[a-z0-9.-]+\.[a-z0-9-]+(:\d+)?\//i.test(plain) ? `https://${plain}` : plain
}

const keys = (digests: readonly Buffer[]): RawBuilder<unknown> =>
  digests.length === 0 ? sql`null::bytea` : sql.join([...digests])
