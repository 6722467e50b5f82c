import { sql, type RawBuilder } from 'kysely'
import type { Db, FieldCrypto } from '../../packages/runtime/src/index.ts'
import { atIn, idIn, END, type Amounts, type Kind } from './amounts.ts'
import { fillCases } from './fill-cases.ts'
import { fillSealed } from './fill-sealed.ts'

/** Text that stands for 96 sealed bytes which nobody opens, and for 32 of a blind index. */
const UNOPENED = (n: string): string =>
  `decode(md5(${n}::text || 'a') || md5(${n}::text || 'b') || md5(${n}::text || 'c') || md5(${n}::text || 'd') || md5(${n}::text || 'e') || md5(${n}::text || 'f'), 'hex')`
const INDEX = (n: string, of: string): string =>
  `decode(md5(${n}::text || '${of}') || md5('${of}' || ${n}::text), 'hex')`
export const HOSTS = 5_000
export const hostIn = (n: string): string =>
  `'site-' || (${n}) % ${HOSTS} || '.nightlight-bench.invalid'`

export type Fill = {
  /** One statement, as text: ids are computed in it. */
  execute: (text: string) => Promise<void>
  id: (kind: Kind, n: string) => string
  at: (kind: Kind, n: string) => string
  amounts: Amounts
  /** Statement with values. */
  run: (statement: RawBuilder<unknown>) => Promise<void>
}

/** Writes more than the API is measured with. */
export type Further = (f: Fill, db: Db) => Promise<void>

/**
 * Writes a year of reports and what follows from them: pages, pictures, sightings and visits as the crawler leaves them,
 * matches, takedowns with their history, notices and checks. What the service opens is sealed, what it does not is bytes.
 *
 * @param further  what else there is, written as the rest is
 * @returns how many takedowns there are
 */
export async function fill(
  db: Db,
  crypto: FieldCrypto,
  amounts: Amounts,
  further: Further = async () => undefined,
): Promise<{ takedowns: number }> {
  return db.connection().execute(async (connection) => {
    const run = async (statement: RawBuilder<unknown>): Promise<void> => {
      await statement.execute(connection)
    }
    const f: Fill = {
      run,
      execute: (text) => run(sql.raw(text)),
      id: (kind, n) => idIn(amounts, kind, n),
      at: (kind, n) => atIn(amounts, kind, n),
      amounts,
    }
    for (let month = 0; month <= 13; month++) {
      const day = new Date(END)
      day.setUTCMonth(END.getUTCMonth() - month, 1)
      await run(
        sql`select make_month_partition('visit', ${day}), make_month_partition('removal_check', ${day})`,
      )
    }
    // no trigger and no check of a reference: what is written here refers to what is written here
    await f.execute('set session_replication_role = replica')
    await f.execute("set maintenance_work_mem = '512MB'")
    await f.execute('set synchronous_commit = off')
    const rebuild = await withoutIndexes(connection, ['sighting', 'visit', 'location', 'report'])
    await fillReports(f)
    await fillCrawl(f)
    for (const text of rebuild) await f.execute(text)
    const takedowns = await fillCases(f, connection)
    await fillSealed(f, crypto)
    await further(f, connection)
    await f.execute('vacuum analyze')
    await f.execute('checkpoint')
    return { takedowns }
  })
}

/** Drops the indexes that are no constraint, which are made faster afterwards. @returns the statements that do so */
async function withoutIndexes(db: Db, tables: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string; definition: string }>`
    select c.relname as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
    where t.relname = any(${tables}) and t.relnamespace = 'public'::regnamespace
      and not exists (select from pg_constraint where conindid = i.indexrelid)`.execute(db)
  for (const { name } of rows) await sql`drop index ${sql.ref(name)}`.execute(db)
  return rows.map(({ definition }) => definition.replace(' ON ONLY ', ' ON '))
}

async function fillReports({ execute, id, at, amounts }: Fill): Promise<void> {
  const all = `generate_series(0::bigint, ${amounts.report - 1}) n`
  await execute(`
    insert into report (id, url_ct, url_key, source, language, received_by, received_at)
    select ${id('report', 'n')}, ${UNOPENED('n')}, ${INDEX('n', 'r')}, 'bench-' || n % 20,
           (array['en', 'fr', 'nl', 'de'])[1 + n % 4], 'key:bench', ${at('report', 'n')} from ${all}`)
  // the last thousandth has not been taken in, a fiftieth was refused
  await execute(`
    insert into report_location (report_id, location_id, refused_code, accepted_at)
    select ${id('report', 'n')}, case when n % 50 = 0 then null else ${id('page', 'n * 4 / 5')} end,
           case when n % 50 = 0 then 'not-public' end, ${at('report', 'n')}
    from ${all} where n < ${Math.ceil(amounts.report * 0.999)}`)
}

async function fillCrawl({ execute, id, at, amounts }: Fill): Promise<void> {
  const series = (count: number): string => `generate_series(0::bigint, ${count - 1}) n`
  const place =
    'insert into location (id, url_ct, url_key, host, registrable_domain, first_seen_at, crawled_at)'
  // of the newest thousandth the crawl has not ended
  await execute(`${place}
    select ${id('page', 'n')}, ${UNOPENED('n')}, ${INDEX('n', 'p')}, ${hostIn('n')}, 'nightlight-bench.invalid', ${at('page', 'n')},
           case when n < ${Math.ceil(amounts.page * 0.999)} then ${at('page', 'n')} + interval '10 minutes' end
    from ${series(amounts.page)}`)
  await execute(`${place}
    select ${id('image', 'n')}, ${UNOPENED('n')}, ${INDEX('n', 'i')}, ${hostIn('n')}, 'nightlight-bench.invalid', ${at('image', 'n')}, null
    from ${series(amounts.image)}`)
  await execute(`
    insert into media (id, sha256_key, fingerprint_ct, size, mime, width, height, frames, pdq_quality, pipeline_version, first_seen_at)
    select ${id('media', 'n')}, ${INDEX('n', 'm')}, ${UNOPENED('n')}, 1000, 'image/jpeg', 640, 480, 1, 100, 'bench', ${at('media', 'n')}
    from ${series(amounts.media)}`)
  const page = `((n + r * ${amounts.image / 5}) % ${amounts.image}) * 4 / 5`
  const seen = `${at('page', page)} + interval '5 minutes'`
  // each picture is on five pages of other hosts; an eighth is known to have gone
  await execute(`
    insert into sighting (media_id, location_id, page_location_id, first_seen_at, last_seen_at, gone_at)
    select ${id('media', 'n')}, ${id('image', 'n')}, ${id('page', page)}, ${seen}, ${seen},
           case when n % 8 = 0 then ${seen} + interval '5 days' end
    from ${series(amounts.image)}, generate_series(0, 4) r`)
  const visit = `insert into visit (id, location_id, page_location_id, media_id, outcome, code, http_status, address, content_type,
    wire_bytes, body_bytes, egress, started_at, finished_at)`
  const rest = `200, '192.0.2.7'`
  await execute(`${visit}
    select ${id('visit', 'n * 5 + r')}, ${id('image', 'n')}, ${id('page', page)}, ${id('media', 'n')}, 'picture', 'fingerprinted', ${rest},
           'image/jpeg', 1000, 1000, 'bench', ${seen}, ${seen}
    from ${series(amounts.image)}, generate_series(0, 4) r`)
  // one page in fifty answered nobody, one in fifty was cut off
  await execute(`${visit}
    select ${id('visit', `${amounts.sightings} + n`)}, ${id('page', 'n')}, ${id('page', 'n')}, null,
           case when n % 50 = 1 then 'failed' else 'page' end,
           case n % 50 when 1 then 'timeout' when 2 then 'page-too-large' end, ${rest},
           'text/html', 9000, 30000, 'bench', ${at('page', 'n')}, ${at('page', 'n')}
    from ${series(amounts.page)}`)
  // on one page in twenty a picture could not be had
  await execute(`${visit}
    select ${id('visit', `${amounts.sightings + amounts.page} + n`)}, ${id('image', '(n * 20 + 3) * 5 / 4')}, ${id('page', 'n * 20 + 3')}, null,
           'failed', 'timeout', null, '192.0.2.7', null, 0, 0, 'bench', ${at('page', 'n * 20 + 3')} + interval '6 minutes', ${at('page', 'n * 20 + 3')} + interval '7 minutes'
    from ${series(Math.floor((amounts.page - 4) / 20))}`)
  // one page in twenty was followed to three more
  const roots = `from generate_series(0::bigint, ${amounts.page - 5}, 20) n`
  await execute(`
    insert into crawl_order (location_id, depth, pages, archives, videos, render, pages_left, images_left, wire_left, decoded_left)
    select ${id('page', 'n')}, 1, 30, false, false, false, 0, 0, 0, 0 ${roots}`)
  await execute(`
    insert into crawl_page (root_location_id, location_id, via_location_id, depth, reason, round, state)
    select ${id('page', 'n')}, ${id('page', 'n + r')}, ${id('page', 'n')}, 1, 'gallery', 1, 'read'
    ${roots}, generate_series(1, 3) r`)
}
