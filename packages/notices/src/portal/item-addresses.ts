import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'

/**
 * The exact addresses of items whose newest notice brought them in clear, by item; of the others none, which are shown
 * on the page of their notice alone.
 *
 * @param items  of the provider that asks: this looks at whatever it is given
 */
export async function clearAddresses(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  items: readonly { id: string; noticeId: string }[],
): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ id: string; location_id: string; url_ct: Buffer }>`
    select l.takedown_id as id, l.location_id, o.url_ct
    from unnest(${items.map(({ id }) => id)}::uuid[], ${items.map(({ noticeId }) => noticeId)}::uuid[])
      asked (id, notice_id)
    join notice_line l on l.notice_id = asked.notice_id and l.takedown_id = asked.id
      and l.attempt = (select max(attempt) from notice_line m where m.notice_id = asked.notice_id)
    join location o on o.id = l.location_id
    join lateral (select a.urls, a.channel from notice_attempt a where a.notice_id = asked.notice_id
      order by a.n desc limit 1) a on a.channel = 'smtp' and a.urls in ('clear-text', 'machine-part')
    order by l.n`.execute(db)
  const opened = rows.map(({ id, location_id: row, url_ct: sealed }) => ({
    id,
    url: crypto.openText({ table: 'location', column: 'url_ct', row }, sealed),
  }))
  return new Map(
    [...Map.groupBy(opened, ({ id }) => id)].map(([id, all]) => [id, all.map(({ url }) => url)]),
  )
}
