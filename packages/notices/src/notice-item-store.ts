import type { Fingerprint } from '@nightlight/fingerprint'
import { PLANNED_ONCE, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { STOPPING } from './attention-store.ts'
import type { NoticeItem } from './documents/notice.ts'
import { byServer } from './documents/server.ts'
import { IS_CARRIED } from './ground-store.ts'
import type { NoticeHead } from './notice-store.ts'
import { isBeingDisputed } from './replies/dispute-store.ts'
import { SERVING } from './sighting-store.ts'

type ItemRow = {
  takedown_id: string
  location_id: string
  url_ct: Buffer
  page_location_id: string
  page_url_ct: Buffer
  media_id: string
  fingerprint_ct: Buffer
  mime: string
  last_seen_at: Date
  address: string | null
  country: string | null
  tier: 'exact' | 'near' | 'probable'
  classification: NoticeItem['classification']
  authority: string
}

export type ListedItem = NoticeItem & {
  takedownId: string
  locationId: string
  /** Of `pageUrl`. */
  pageLocationId: string | null
  /** What its reference ends with. */
  n: number
}

/**
 * What a notice lists now, its takedowns without those that have gone to another provider, and a letter of the ladder
 * without those whose host is not told: see `listItems`.
 */
export const noticeItems = (
  db: DbOrTransaction,
  crypto: FieldCrypto,
  head: Pick<NoticeHead, 'id' | 'reference'>,
): Promise<ListedItem[]> =>
  listItems(
    db,
    crypto,
    sql`
      (select i.takedown_id, i.position from notice_item i
       join notice n on n.id = i.notice_id
       join takedown t on t.id = i.takedown_id
         and (t.provider_id = n.provider_id
           or (i.seq < 0 and t.status in ('notified', 'acknowledged')))
       where i.notice_id = ${head.id})`,
    head.reference,
  )

/** What there is to hand over of takedowns, in their order: see `listItems`. */
export const takedownItems = (
  db: DbOrTransaction,
  crypto: FieldCrypto,
  takedownIds: readonly string[],
  reference: string,
): Promise<ListedItem[]> =>
  listItems(
    db,
    crypto,
    sql`
      (select x.id as takedown_id, x.n as position
       from unnest(${[...takedownIds]}::uuid[]) with ordinality as x (id, n))`,
    reference,
  )

/**
 * Every address of some takedowns, without those where the last look that could tell did not see the
 * content, and without takedowns that were stopped or have lost their ground meanwhile.
 *
 * An address is described by the bytes that were last seen there, and by how these match. Items of
 * one server stand together, and references count as the text does.
 *
 * @param takedowns  rows of `takedown_id` and `position`
 */
async function listItems(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  takedowns: RawBuilder<unknown>,
  reference: string,
): Promise<ListedItem[]> {
  const { rows } = await sql<ItemRow>`${PLANNED_ONCE}
    select i.takedown_id, l.id as location_id, l.url_ct, p.id as page_location_id,
           p.url_ct as page_url_ct, s.media_id, m.fingerprint_ct, m.mime, s.last_seen_at,
           host(v.address) as address, r.country,
           coalesce(own.tier, 'near') as tier, hl.classification, a.name as authority
    from ${takedowns} i
    join takedown t on t.id = i.takedown_id
    join takedown_location tl on tl.takedown_id = t.id
    join location l on l.id = tl.location_id
    join location p on p.id = t.page_location_id
    join match x on x.id = t.match_id
    join hash_list hl on hl.id = x.list_id
    join authority a on a.id = hl.authority_id
    left join lateral (
      select data ->> 'country' as country from takedown_event
      where takedown_id = t.id and type = 'routed' order by seq desc limit 1
    ) r on true
    left join lateral (
      select d.value ->> 'outcome' as outcome, d.value ->> 'mediaId' as media_id
      from removal_check k cross join lateral jsonb_array_elements(k.detail) d
      where k.takedown_id = t.id and k.finished_at is not null
        and d.value ->> 'locationId' = l.id::text and d.value ->> 'outcome' <> 'unknown'
      order by k.finished_at desc limit 1
    ) look on true
    join lateral (
      select media_id, last_seen_at from sighting
      where location_id = l.id and page_location_id = p.id
      order by (media_id::text = look.media_id) desc nulls last, (media_id = t.media_id) desc,
               last_seen_at desc
      limit 1
    ) s on true
    join media m on m.id = s.media_id
    left join match own on own.media_id = s.media_id and own.entry_id = x.entry_id
    left join lateral (
      select v.address from visit v where v.location_id = l.id and ${SERVING}
    ) v on true
    where look.outcome is distinct from 'gone'
      and t.status not in ('opened', 'held', 'disputed', 'removed', 'watching', 'closed')
      and ${IS_CARRIED}
      and (t.attention is null or t.attention <> all(${[...STOPPING]}))
      and not ${isBeingDisputed('t')}
    order by i.position, tl.added_at, l.id`.execute(db)
  const items = byServer(rows.map((row) => toItem(row, crypto))).flat()
  return items.map((item, index) => numberedAs(item, reference, index + 1))
}

const numberedAs = <Item>(item: Item, reference: string, n: number) => ({
  ...item,
  n,
  reference: `${reference}-${n}`,
})

/**
 * Has the items of a copy keep the numbers that the notice gave them before, for the first one may have arrived and be answered.
 * What is new goes after all that was ever listed.
 */
export async function keepNumbers(
  db: DbOrTransaction,
  { id, reference }: Pick<NoticeHead, 'id' | 'reference'>,
  items: readonly ListedItem[],
): Promise<ListedItem[]> {
  const { rows } = await sql<{ n: number; takedownId: string; locationId: string }>`
    select distinct on (n) n, takedown_id as "takedownId", location_id as "locationId"
    from notice_line where notice_id = ${id} order by n, attempt desc`.execute(db)
  const numbers = new Map(rows.map((row) => [placeOf(row), row.n]))
  let last = Math.max(0, ...rows.map(({ n }) => n))
  return items.map((item) => numberedAs(item, reference, numbers.get(placeOf(item)) ?? ++last))
}

const placeOf = ({ takedownId, locationId }: Pick<ListedItem, 'takedownId' | 'locationId'>) =>
  `${takedownId} ${locationId}`

function toItem(row: ItemRow, crypto: FieldCrypto): Omit<ListedItem, 'reference' | 'n'> {
  const urlOf = (id: string, sealed: Buffer): string =>
    crypto.openText({ table: 'location', column: 'url_ct', row: id }, sealed)
  const place = { table: 'media', column: 'fingerprint_ct', row: row.media_id }
  const fingerprint = JSON.parse(crypto.openText(place, row.fingerprint_ct)) as Fingerprint
  const isOnPage = row.location_id !== row.page_location_id
  return {
    takedownId: row.takedown_id,
    locationId: row.location_id,
    url: urlOf(row.location_id, row.url_ct),
    pageLocationId: isOnPage ? row.page_location_id : null,
    pageUrl: isOnPage ? urlOf(row.page_location_id, row.page_url_ct) : null,
    ip: row.address,
    asn: null,
    country: row.country,
    seenAt: row.last_seen_at,
    sha256: fingerprint.sha256,
    mime: row.mime,
    matchedBy: row.tier === 'exact' ? 'exact' : 'near',
    classification: row.classification,
    listAuthority: row.authority,
  }
}
