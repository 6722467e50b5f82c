import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { ContainSwitches } from '../contain/read-contained.ts'
import type { Ended, ReportBudget, Spending } from '../survey/budget.ts'
import { createPurse, type Purse } from '../survey/purse.ts'
import type { LookFurther } from './look-further.ts'

/**
 * Notes how far a reported page is to be followed; what other reports of it asked for stays.
 *
 * @returns whether it is more than before
 */
export async function placeOrder(
  db: DbOrTransaction,
  locationId: string,
  { depth, pages, archives, videos, render }: LookFurther,
): Promise<boolean> {
  const { rows } = await sql`
    insert into crawl_order as o (location_id, depth, pages, archives, videos, render,
      pages_left, images_left, wire_left, decoded_left)
    values (${locationId}, ${depth}, ${pages}, ${archives}, ${videos}, ${render}, 0, 0, 0, 0)
    on conflict (location_id) do update set
      depth = greatest(o.depth, excluded.depth), pages = greatest(o.pages, excluded.pages),
      archives = o.archives or excluded.archives, videos = o.videos or excluded.videos,
      render = o.render or excluded.render
    where o.depth < excluded.depth or o.pages < excluded.pages or o.archives < excluded.archives
      or o.videos < excluded.videos or o.render < excluded.render
    returning 1`.execute(db)
  return rows.length > 0
}

/** Fills the budget of an order for another round; nothing happens to a page without one. */
export async function beginRound(
  db: DbOrTransaction,
  locationId: string,
  budget: Spending,
): Promise<void> {
  await sql`
    update crawl_order set round = round + 1, pages_left = pages - 1,
      images_left = ${budget.images}, wire_left = ${budget.wireBytes},
      decoded_left = ${budget.decodedBytes}, ends_at = null, truncated = null
    where location_id = ${locationId}`.execute(db)
}

/** An order that a page belongs to. */
export type Errand = {
  rootId: string
  /** Of the page; 0 for the reported one. */
  depth: number
  /** The page is still to be read for it. */
  isWaiting: boolean
  /** Of what nothing is left; null while there is some of everything. */
  over: Ended | null
  /** Milliseconds; null when its time has not begun. */
  leftMs: number | null
} & Switches

/** What may be opened, and whether scripts may run. */
export type Switches = ContainSwitches & { render: boolean }

/** The orders that a page belongs to, its own first. */
export async function errandsOf(db: DbOrTransaction, locationId: string): Promise<Errand[]> {
  const { rows } = await sql<Errand>`
    select o.location_id as "rootId", e.depth, e.waiting as "isWaiting",
      case when o.images_left <= 0 then 'images'
        when o.wire_left <= 0 or o.decoded_left <= 0 then 'bytes'
        when o.ends_at < clock_timestamp() then 'time' end as over,
      extract(epoch from o.ends_at - clock_timestamp())::float8 * 1000 as "leftMs",
      o.archives, o.videos, o.render
    from crawl_order o join (
      select ${locationId}::uuid as root, 0 as depth, true as waiting
      union all
      select root_location_id, depth, state = 'waiting' from crawl_page
      where location_id = ${locationId}
    ) e on e.root = o.location_id
    order by e.depth, o.location_id`.execute(db)
  return rows
}

/** All that an order of a page allows. */
export const switchesOf = (errands: readonly Switches[]): Switches => ({
  archives: errands.some(({ archives }) => archives),
  videos: errands.some(({ videos }) => videos),
  render: errands.some(({ render }) => render),
})

/** Whether a page was handed in itself, not only found. */
export async function isReported(db: DbOrTransaction, locationId: string): Promise<boolean> {
  const row = await db
    .selectFrom('report_location')
    .select('report_id')
    .where('location_id', '=', locationId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The budget of an order, which every process takes from. */
export const orderPurse = (
  db: DbOrTransaction,
  { rootId, leftMs }: Errand,
  { totalMs }: Pick<ReportBudget, 'totalMs'>,
): Purse => createPurse((want) => takeFrom(db, rootId, want), leftMs ?? totalMs)

async function takeFrom(db: DbOrTransaction, rootId: string, want: Spending): Promise<Spending> {
  const some = (wanted: number, left: string) =>
    wanted < 0
      ? sql`${wanted}::bigint`
      : sql`least(${wanted}::bigint, greatest(0, ${sql.ref(left)}))`
  const { rows } = await sql<Spending>`
    with own as materialized (
      select ${some(want.images, 'images_left')} as images,
        ${some(want.wireBytes, 'wire_left')} as wire,
        ${some(want.decodedBytes, 'decoded_left')} as decoded
      from (select * from crawl_order where location_id = ${rootId} for update) o)
    update crawl_order o set images_left = o.images_left - own.images,
      wire_left = o.wire_left - own.wire, decoded_left = o.decoded_left - own.decoded
    from own where o.location_id = ${rootId}
    returning own.images::float8 as images, own.wire::float8 as "wireBytes",
      own.decoded::float8 as "decodedBytes"`.execute(db)
  return rows[0] ?? { images: 0, wireBytes: 0, decodedBytes: 0 }
}

/** Notes the first thing that kept an order from seeing everything. */
export async function noteTruncated(
  db: DbOrTransaction,
  rootId: string,
  by: Ended | 'pages',
): Promise<void> {
  await sql`update crawl_order set truncated = coalesce(truncated, ${by})
    where location_id = ${rootId}`.execute(db)
}
