import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { RetractedItem } from './documents/retraction.ts'
import { IS_WITHDRAWN, USABLE_MATCH } from './ground-store.ts'

/** What a letter takes back, as far as it is not in its items. */
export type Retracted = {
  to: 'provider' | 'police'
  reference: string
  /** When the notice went out, or may have. */
  sentAt: Date
  /** Message-IDs of all notices that it takes back, that of the newest last. */
  messageIds: string[]
}

export async function readRetracted(db: DbOrTransaction, letterId: string): Promise<Retracted> {
  const { rows } = await sql<{
    kind: string
    reference: string
    sent_at: Date
    message_ids: string[]
  }>`
    select n.kind, n.reference, coalesce(n.sent_at, n.composed_at) as sent_at,
           array(
             select p.message_id from notice p
             where p.id in (select notice_id from retraction where letter_id = l.id)
               or p.id = n.id
             order by p.id = n.id, p.composed_at, p.id
           ) as message_ids
    from notice l join notice n on n.id = l.retracts
    where l.id = ${letterId}`.execute(db)
  const { kind, reference, sent_at: sentAt, message_ids: messageIds } = rows[0]!
  return { to: kind === 'police-hand-over' ? 'police' : 'provider', reference, sentAt, messageIds }
}

type ItemRow = {
  takedown_id: string
  location_id: string
  url_ct: Buffer
  page_location_id: string
  page_url_ct: Buffer
  reference: string
}

export type ListedRetraction = RetractedItem & { takedownId: string }

/**
 * What a letter takes back now: the addresses that its notices listed, as they named them, without
 * takedowns that have a ground again, and without addresses where another picture of the lists is,
 * which must not be called harmless.
 *
 * A notice that was sent before its lines were kept is taken back with every address of its takedown,
 * under the reference of the whole.
 */
export async function retractedItems(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  letterId: string,
): Promise<ListedRetraction[]> {
  const { rows } = await sql<ItemRow>`
    select r.takedown_id, l.id as location_id, l.url_ct, p.id as page_location_id,
           p.url_ct as page_url_ct, n.reference || coalesce('-' || told.n, '') as reference
    from retraction r
    join notice n on n.id = r.notice_id
    join notice letter on letter.id = r.letter_id
    join notice_item i on i.notice_id = r.notice_id and i.takedown_id = r.takedown_id
    join takedown t on t.id = r.takedown_id and ${IS_WITHDRAWN}
    join lateral (
      (select distinct on (location_id) location_id, n from notice_line
       where notice_id = n.id and takedown_id = t.id order by location_id, attempt desc)
      union all
      select location_id, null from takedown_location
      where takedown_id = t.id and not exists (select 1 from notice_line where notice_id = n.id)
    ) told on true
    join location l on l.id = told.location_id
    join location p on p.id = t.page_location_id
    where r.letter_id = ${letterId}
      and not exists (
        select 1 from sighting s join (${USABLE_MATCH}) u on u.media_id = s.media_id
        where s.location_id = l.id and s.gone_at is null and s.media_id <> t.media_id
          and u.speaks)
    order by n.id = letter.retracts desc, i.seq desc, told.n, l.id`.execute(db)
  const byAddress = Map.groupBy(rows, (row) => `${row.takedown_id} ${row.location_id}`)
  return [...byAddress.values()].map((same) => toItem(same, crypto))
}

function toItem(same: readonly ItemRow[], crypto: FieldCrypto): ListedRetraction {
  const [row] = same as [ItemRow]
  const urlOf = (id: string, sealed: Buffer): string =>
    crypto.openText({ table: 'location', column: 'url_ct', row: id }, sealed)
  const isOnPage = row.location_id !== row.page_location_id
  return {
    takedownId: row.takedown_id,
    url: urlOf(row.location_id, row.url_ct),
    pageUrl: isOnPage ? urlOf(row.page_location_id, row.page_url_ct) : null,
    references: same.map(({ reference }) => reference),
  }
}
