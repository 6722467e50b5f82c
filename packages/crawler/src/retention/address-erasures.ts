import {
  ERASED_URL,
  erasedKey,
  hasAddress,
  homeUntil,
  type Erasure,
  type FieldCrypto,
} from '@nightlight/runtime'
import { sql } from 'kysely'

/**
 * Addresses of pages and pictures, once every report and takedown of all pages they belong to ended long enough ago.
 *
 * What stays is the row, under its registrable domain: others refer to it, and counts go on. A report of the same address
 * makes another location, since nothing leads to this one any more.
 */
export const addressErasures = (crypto: FieldCrypto): readonly Erasure[] => [
  {
    task: 'location.address',
    due: (keeping) => {
      const since = (endedAt: string) =>
        sql`coalesce(${homeUntil(keeping, 'address', sql.ref(endedAt))} > ${keeping.now}, true)`
      return sql`
        select l.id::text as key, l.id in (select id from held_location) as held
        from location l
        where ${hasAddress('l')} and l.crawl_due_at is null
          and ${homeUntil(keeping, 'address', sql`greatest(l.first_seen_at, l.crawled_at)`)} <= ${keeping.now}
          and not exists (
            select from (
              select l.id
              union select s.page_location_id from sighting s where s.location_id = l.id
              union select t.page_location_id from takedown_location tl
                join takedown t on t.id = tl.takedown_id where tl.location_id = l.id
            ) page
            where exists (select from location p where p.id = page.id and (p.crawl_due_at is not null
                or ${homeUntil(keeping, 'address', sql`greatest(p.first_seen_at, p.crawled_at)`)} > ${keeping.now}))
              or exists (select from takedown_end t
                where t.page_location_id = page.id and ${since('t.ended_at')})
              or exists (select from report_page g join report_end e on e.id = g.report_id
                where g.location_id = page.id and ${since('e.ended_at')}))`
    },
    // Whoever refers to one locks its key first: a report that is being taken in is waited for, and then seen.
    async lock(trx, keys) {
      await sql`
        select id from location where id = any (${keys}::uuid[]) order by id for update`.execute(
        trx,
      )
    },
    async erase(trx, keys) {
      const sealed = keys.map((id) =>
        crypto.seal({ table: 'location', column: 'url_ct', row: id }, ERASED_URL),
      )
      const done = await sql`
        update location l
        set url_ct = o.sealed, url_key = ${erasedKey(sql.ref('l.id'))}, host = l.registrable_domain
        from unnest(${keys}::uuid[], ${sealed}::bytea[]) as o (id, sealed)
        where l.id = o.id`.execute(trx)
      return Number(done.numAffectedRows ?? 0n)
    },
  },
]
