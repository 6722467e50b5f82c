import type { Db, DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { FoundLink } from '../extract/extract-images.ts'
import { ensureLocations } from '../location-store.ts'
import { noteTruncated } from './order-store.ts'

/** Where links were found, and for which order. */
export type Found = { rootId: string; viaId: string; depth: number }

type Step = { locationId: string; reason: 'gallery' | 'next' | 'image'; depth: number }

type Order = { depth: number; pages_left: number; round: number; is_over: boolean }

/**
 * Has the pages that links lead to crawled for an order, as many as its budget allows.
 *
 * Each is a location with a crawl of its own, due in the order of the links and after what was found before: so
 * pages are read one level after the other. A page that is one of the sequence (`next`) is on the
 * level of the page that names it. A page is taken once a round, whatever leads to it.
 *
 * @param isSettled  whether an address is known to be no further page: one that was read already
 * @returns locations that have fallen due
 */
export async function followLinks(
  { db, crypto }: { db: Db; crypto: FieldCrypto },
  found: Found,
  links: readonly FoundLink[],
  { isSettled, totalMs }: { isSettled: (link: FoundLink, id: string) => boolean; totalMs: number },
): Promise<string[]> {
  const locations = await ensureLocations(
    db,
    crypto,
    links.map(({ url }) => url),
  )
  const steps = stepsOf(found, links, locations, isSettled)
  return db.transaction().execute(async (trx) => {
    const order = await beginOrder(trx, found.rootId, totalMs)
    if (!order) return []
    const fresh = await notTaken(
      trx,
      found.rootId,
      order.round,
      steps.filter(({ depth }) => order.depth > 0 && depth <= order.depth),
    )
    if (fresh.length > 0 && order.is_over) {
      await noteTruncated(trx, found.rootId, 'time')
      return []
    }
    const taken = fresh.slice(0, order.pages_left)
    if (taken.length < fresh.length) await noteTruncated(trx, found.rootId, 'pages')
    return taken.length === 0 ? [] : take(trx, found, order.round, taken)
  })
}

function stepsOf(
  { rootId, viaId, depth }: Found,
  links: readonly FoundLink[],
  locations: readonly { id: string }[],
  isSettled: (link: FoundLink, id: string) => boolean,
): Step[] {
  const steps = new Map<string, Step>()
  for (const [at, link] of links.entries()) {
    const { id } = locations[at]!
    const { reason } = link
    // The same in another form is not more of it.
    if (reason === 'alternate' || id === rootId || id === viaId || isSettled(link, id)) continue
    const deeper = reason === 'next' ? depth : depth + 1
    if (!steps.has(id)) steps.set(id, { locationId: id, reason, depth: deeper })
  }
  return [...steps.values()]
}

/** Locks the order; its time begins with the first links. */
async function beginOrder(
  db: DbOrTransaction,
  rootId: string,
  totalMs: number,
): Promise<Order | null> {
  const { rows } = await sql<Order>`
    update crawl_order
    set ends_at = coalesce(ends_at, clock_timestamp() + ${totalMs} * interval '1 millisecond')
    where location_id = ${rootId}
    returning depth, pages_left, round, ends_at < clock_timestamp() as is_over`.execute(db)
  return rows[0] ?? null
}

async function notTaken(
  db: DbOrTransaction,
  rootId: string,
  round: number,
  steps: readonly Step[],
): Promise<Step[]> {
  const rows = await db
    .selectFrom('crawl_page')
    .select('location_id')
    .where('root_location_id', '=', rootId)
    .where('round', '=', round)
    .where('location_id', '=', sql<string>`any (${steps.map((step) => step.locationId)}::uuid[])`)
    .execute()
  const taken = new Set(rows.map((row) => row.location_id))
  return steps.filter(({ locationId }) => !taken.has(locationId))
}

async function take(
  db: DbOrTransaction,
  { rootId, viaId }: Found,
  round: number,
  steps: readonly Step[],
): Promise<string[]> {
  const ids = steps.map(({ locationId }) => locationId)
  // A crawl of one that ends meanwhile waits for this, and then sees that it is to be read again.
  await sql`select from location where id = any (${ids}::uuid[]) order by id for update`.execute(db)
  await db
    .insertInto('crawl_page')
    .values(
      steps.map(({ locationId, reason, depth }) => ({
        root_location_id: rootId,
        location_id: locationId,
        via_location_id: viaId,
        depth,
        reason,
        round,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['root_location_id', 'location_id']).doUpdateSet((row) => ({
        via_location_id: row.ref('excluded.via_location_id'),
        depth: row.ref('excluded.depth'),
        reason: row.ref('excluded.reason'),
        round: row.ref('excluded.round'),
        state: 'waiting',
      })),
    )
    .execute()
  await sql`update crawl_order set pages_left = pages_left - ${steps.length}
    where location_id = ${rootId}`.execute(db)
  const { rows } = await sql<{ id: string }>`
    update location l
    set crawl_due_at = statement_timestamp() + step.n * interval '1 microsecond', crawl_attempts = 0
    from unnest(${ids}::uuid[]) with ordinality as step (id, n)
    where l.id = step.id and l.crawl_due_at is null
    returning l.id`.execute(db)
  const due = new Set(rows.map(({ id }) => id))
  return ids.filter((id) => due.has(id))
}
