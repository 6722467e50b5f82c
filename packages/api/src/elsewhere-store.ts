import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { TakedownStatus } from './takedown-store.ts'

/** Where else the content of a takedown is or was: hosts and states, never an address. */
export type Elsewhere = {
  /** Addresses on another page or host that showed it when they were last looked at. */
  places: number
  /** Hosts of those addresses. */
  hosts: number
  /** Other takedowns of the same media, or of one that matched the same entry of a list. */
  takedowns: {
    id: string
    host: string
    status: TakedownStatus
    because: 'same-media' | 'same-entry'
  }[]
  /** There are more takedowns than are listed. */
  truncated: boolean
}

const MAX_TAKEDOWNS = 100

/** Media of a takedown, and those that matched an entry which it matched: copies of one picture. */
const KIN = (takedownId: string) => sql`
  own as (select id, media_id, page_location_id, host from takedown where id = ${takedownId}),
  kin as (
    select media_id, true as is_same from own
    union all
    select distinct x.media_id, false from own
      join match m on m.media_id = own.media_id and m.tier in ('exact', 'near')
      join match x on x.entry_id = m.entry_id and x.tier in ('exact', 'near')
      where x.media_id <> own.media_id
  )`

export async function elsewhereOf(db: DbOrTransaction, takedownId: string): Promise<Elsewhere> {
  const places = await sql<{ places: number; hosts: number }>`${PLANNED_ONCE}
    with ${KIN(takedownId)}
    select count(distinct s.location_id)::int as places, count(distinct l.host)::int as hosts
    from own, kin
      join sighting s on s.media_id = kin.media_id and s.gone_at is null
      join location l on l.id = s.location_id
    where s.page_location_id <> own.page_location_id or l.host <> own.host`.execute(db)
  const found = await sql<Elsewhere['takedowns'][number]>`${PLANNED_ONCE}
    with ${KIN(takedownId)}
    select t.id, t.host, t.status,
      case when kin.is_same then 'same-media' else 'same-entry' end as because
    from own, kin join takedown t on t.media_id = kin.media_id
    where t.id <> own.id
    order by t.id limit ${sql.lit(MAX_TAKEDOWNS + 1)}`.execute(db)
  return {
    places: places.rows[0]?.places ?? 0,
    hosts: places.rows[0]?.hosts ?? 0,
    takedowns: found.rows.slice(0, MAX_TAKEDOWNS),
    truncated: found.rows.length > MAX_TAKEDOWNS,
  }
}
