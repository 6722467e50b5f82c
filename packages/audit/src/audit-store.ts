import { DomainError } from '@nightlight/contract'
import { binaryArray, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { partialWidth, TILE_LEVELS, TILE_WIDTH, type Tile } from './tiles.ts'
import type { ClearFields, LoggedEvent } from './event.ts'
import { tileMissing } from './tree.ts'

/** UTC with microseconds, as `LoggedEvent` has it. */
export const AT = sql<string>`to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** An event that has no place yet. */
export type UnplacedEvent = Omit<LoggedEvent, 'role' | 'commitment'> &
  ClearFields & { keyRole: string | null }

/**
 * Events without a place, in the order in which they get one; at most `limit`.
 *
 * @param after  of an event that has just got its place: those before it are passed over, so that the index is not read
 *   over the places of all that got theirs meanwhile; null to begin
 */
export async function readUnplaced(
  db: DbOrTransaction,
  limit: number,
  after: Pick<UnplacedEvent, 'at' | 'id'> | null = null,
): Promise<UnplacedEvent[]> {
  const from = after ? sql`and (e.at, e.id) > (${after.at}::timestamptz, ${after.id}::uuid)` : sql``
  const { rows } = await sql<UnplacedEvent>`
    select e.id, ${AT} as at, e.action, e.object_type as "objectType", e.object_id as "objectId",
           e.actor, e.detail, k.role as "keyRole"
      from audit_event e
      left join api_key k on e.actor = 'key:' || k.id
     where e.leaf_index is null ${from}
     order by e.at, e.id
     limit ${limit}`.execute(db)
  return rows
}

export type Place = { id: string; role: string; commitment: Buffer; saltCt: Buffer }

/** Gives events their places, from `first` on in the order given. */
export async function placeEvents(
  db: DbOrTransaction,
  first: number,
  places: readonly Place[],
): Promise<void> {
  const ids = binaryArray(
    'uuid',
    places.map(({ id }) => id),
  )
  const roles = binaryArray(
    'text',
    places.map(({ role }) => role),
  )
  const commitments = binaryArray(
    'bytea',
    places.map(({ commitment }) => commitment),
  )
  const salts = binaryArray(
    'bytea',
    places.map(({ saltCt }) => saltCt),
  )
  const { numAffectedRows } = await sql`
    update audit_event e
       set leaf_index = ${first}::bigint + p.n - 1, actor_role = p.role, commitment = p.commitment, salt_ct = p.salt
      from unnest(${ids}::uuid[], ${roles}::text[], ${commitments}::bytea[], ${salts}::bytea[])
           with ordinality p (id, role, commitment, salt, n)
     where e.id = p.id and e.leaf_index is null`.execute(db)
  if (Number(numAffectedRows) !== places.length) throw broken('an event got its place twice')
}

/** How many events have a place. */
export async function treeSize(db: DbOrTransaction): Promise<number> {
  const { rows } = await sql<{ size: string }>`
    select coalesce(max(leaf_index) + 1, 0) as size from audit_event where leaf_index is not null`.execute(
    db,
  )
  return Number(rows[0]!.size)
}

/**
 * The right edge of the tree: the last tile of each level, as far as it is partial.
 *
 * @throws {DomainError} conflict `audit-tree-broken` where the tiles do not fit a tree of this size
 */
export async function readPartialTiles(db: DbOrTransaction, size: number): Promise<Buffer[]> {
  const partial: Buffer[] = []
  for (let level = 0; level < TILE_LEVELS; level++) {
    const n = Math.floor(Math.floor(size / TILE_WIDTH ** level) / TILE_WIDTH)
    const hashes = (await readTile(db, level, n)) ?? Buffer.alloc(0)
    if (hashes.length !== 32 * partialWidth(level, size)) {
      throw broken(`the last tile of level ${level} does not fit ${size} events`)
    }
    partial.push(hashes)
  }
  return partial
}

const broken = (what: string): DomainError =>
  new DomainError(
    'conflict',
    'audit-tree-broken',
    `Placing events: ${what}; "nightlight audit verify" says which is the first bad one`,
  )

export async function readTile(
  db: DbOrTransaction,
  level: number,
  n: number,
): Promise<Buffer | null> {
  const row = await db
    .selectFrom('audit_tile')
    .select('hashes')
    .where('level', '=', level)
    .where('n', '=', String(n))
    .executeTakeFirst()
  return row?.hashes ?? null
}

/** @throws {DomainError} conflict `audit-tile-missing` */
export const tileReader =
  (db: DbOrTransaction) =>
  async (level: number, n: number): Promise<Buffer> => {
    const hashes = await readTile(db, level, n)
    if (hashes) return hashes
    throw tileMissing(level, n)
  }

export async function writeTiles(db: DbOrTransaction, tiles: readonly Tile[]): Promise<void> {
  if (tiles.length === 0) return
  const values = tiles.map(({ level, n, hashes }) => ({ level, n, hashes }))
  await db
    .insertInto('audit_tile')
    .values(values)
    .onConflict((conflict) =>
      conflict.columns(['level', 'n']).doUpdateSet({ hashes: sql`excluded.hashes` }),
    )
    .execute()
}

/** A row that has a place, with everything its leaf can be made of again. */
export type PlacedEvent = LoggedEvent &
  ClearFields & { index: number; saltCt: Buffer | null; erasedBy: string | null }

type PlacedRow = Omit<PlacedEvent, 'index' | 'commitment'> & { index: string; commitment: Buffer }

const placedColumns = sql`
  e.leaf_index as index, e.id, ${AT} as at, e.action, e.object_type as "objectType", e.object_id as "objectId",
  e.actor_role as role, e.commitment, e.actor, e.detail, e.salt_ct as "saltCt", e.erased_by as "erasedBy"`

const placed = ({ index, commitment, ...row }: PlacedRow): PlacedEvent => ({
  ...row,
  index: Number(index),
  commitment: commitment.toString('hex'),
})

/** Events from a place on, ascending; at most `limit`. */
export async function readPlaced(
  db: DbOrTransaction,
  from: number,
  limit: number,
): Promise<PlacedEvent[]> {
  const { rows } = await sql<PlacedRow>`
    select ${placedColumns} from audit_event e
     where e.leaf_index >= ${from}::bigint order by e.leaf_index limit ${limit}`.execute(db)
  return rows.map(placed)
}

/** @returns null where there is no such event, or it has no place yet */
export async function findPlaced(db: DbOrTransaction, id: string): Promise<PlacedEvent | null> {
  const { rows } = await sql<PlacedRow>`
    select ${placedColumns} from audit_event e
     where e.id = ${id}::uuid and e.leaf_index is not null`.execute(db)
  return rows[0] ? placed(rows[0]) : null
}

/** Events by their ids; of one without a place the index is null, and so far it has no commitment. */
export async function readPlacedById(
  db: DbOrTransaction,
  ids: readonly string[],
): Promise<(Omit<PlacedEvent, 'index'> & { index: number | null })[]> {
  const { rows } = await sql<
    Omit<PlacedRow, 'index' | 'commitment'> & { index: string | null; commitment: Buffer | null }
  >`select ${placedColumns} from audit_event e where e.id = any(${ids}::uuid[])`.execute(db)
  return rows.map(({ index, commitment, ...row }) => ({
    ...row,
    index: index === null ? null : Number(index),
    commitment: commitment?.toString('hex') ?? '',
  }))
}

/** What events are about: kind and id, as `writeAudit` was given them. */
export type LogObject = { type: string; id: string }

const isAbout = (objects: readonly LogObject[]) => sql<SqlBool>`
  (e.object_type, e.object_id) in (
    select * from unnest(${objects.map(({ type }) => type)}::text[], ${objects.map(({ id }) => id)}::text[]))`

/** Events about some objects, from a place on and before another, ascending; at most `limit`. */
export async function readAbout(
  db: DbOrTransaction,
  objects: readonly LogObject[],
  { from, to, limit }: { from: number; to: number; limit: number },
): Promise<PlacedEvent[]> {
  const { rows } = await sql<PlacedRow>`
    select ${placedColumns} from audit_event e
     where ${isAbout(objects)} and e.leaf_index >= ${from}::bigint and e.leaf_index < ${to}::bigint
     order by e.leaf_index limit ${limit}`.execute(db)
  return rows.map(placed)
}

/** How many events about some objects have no place in the first `size`, or none at all. */
export async function countUnsignedAbout(
  db: DbOrTransaction,
  objects: readonly LogObject[],
  size: number,
): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) from audit_event e
     where ${isAbout(objects)} and (e.leaf_index is null or e.leaf_index >= ${size}::bigint)`.execute(
    db,
  )
  return Number(rows[0]!.count)
}

/** Erasures `e`, each with what the event `t` that tells of it has to say. */
const erasures = (which: RawBuilder<SqlBool>) => sql`
  select erased_by, min(leaf_index) as first, count(*) as events,
         encode(sha256(convert_to(string_agg(id::text, ',' order by id), 'UTF8')), 'hex') as ids
    from audit_event where ${which} group by erased_by`
const isTold = sql<SqlBool>`
  t.action = 'audit.erased' and t.detail->>'events' = e.events::text and t.detail->>'ids' = e.ids`

/** The first erased event whose erasure no event tells of as it should; null when all are told of. */
export async function findUntoldErasure(db: DbOrTransaction): Promise<number | null> {
  const { rows } = await sql<{ first: string }>`
    with erased as (${erasures(sql`erased_by is not null`)})
    select e.first from erased e left join audit_event t on t.id = e.erased_by
     where (${isTold}) is not true order by e.first limit 1`.execute(db)
  return rows[0] ? Number(rows[0].first) : null
}

/** Which of some events tell as they should of all that was erased in their name. */
export async function readTellers(
  db: DbOrTransaction,
  ids: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    with erased as (${erasures(sql`erased_by = any(${[...ids]}::uuid[])`)})
    select t.id from erased e join audit_event t on t.id = e.erased_by where ${isTold}`.execute(db)
  return new Set(rows.map(({ id }) => id))
}
