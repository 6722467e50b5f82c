import { sql } from 'kysely'
import type { Db } from '../../packages/runtime/src/index.ts'
import { FRESH, KNOWN_MEDIA, REFUSED, SHARED, TWICE } from './rows.ts'

/** What is wrong after a step; nothing when all is as it must be. */
export type Faults = string[]

const same = (what: string, is: unknown, wanted: unknown): Faults =>
  String(is) === String(wanted) ? [] : [`${what}: ${String(is)}, not ${String(wanted)}`]

async function one(db: Db, query: ReturnType<typeof sql<{ n: string }>>): Promise<number> {
  const { rows } = await query.execute(db)
  return Number(rows[0]!.n)
}

const inForce = (db: Db, listId: string) =>
  one(
    db,
    sql`select count(*) as n from entry_in_force e join submission s on s.id = e.submission_id
         where e.list_id = ${listId} and s.state = 'active'`,
  )

/** Every row once: as an entry, as a duplicate or as refused, with a hash and a page for each entry. */
export async function afterImport(db: Db, id: string): Promise<Faults> {
  const row = await db
    .selectFrom('submission')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const entries = await one(
    db,
    sql`select count(*) as n from list_entry where list_id = ${row.list_id}`,
  )
  const hashes = await one(
    db,
    sql`select count(*) as n from entry_hash where list_id = ${row.list_id}`,
  )
  const lines = await one(
    db,
    sql`select count(*) as n from refused_row where submission_id = ${id}`,
  )
  const states = await one(
    db,
    sql`select count(*) as n from submission where list_id = ${row.list_id}`,
  )
  return [
    ...same('state', row.state, 'staged'),
    ...same('accepted', row.accepted, FRESH),
    ...same('duplicate', row.duplicate, TWICE),
    ...same('refused', row.refused, REFUSED),
    ...same('refused lines', lines, REFUSED),
    ...same('entries', entries, FRESH),
    ...same('hashes', hashes, FRESH),
    ...same('submissions', states, 1),
    ...same('in force', await inForce(db, row.list_id), 0),
  ]
}

export async function afterActivation(db: Db, id: string): Promise<Faults> {
  const row = await db
    .selectFrom('submission')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const told = await one(
    db,
    sql`select count(*) as n from audit_event where object_id = ${id} and action = 'submission-activated'`,
  )
  return [
    ...same('state', row.state, 'active'),
    ...same('in force', await inForce(db, row.list_id), FRESH),
    ...same('activations told', told, 1),
  ]
}

export async function afterLookBack(db: Db, id: string): Promise<Faults> {
  const row = await db
    .selectFrom('submission')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const matches = await one(db, sql`select count(*) as n from match where look_back = ${id}`)
  const told = await one(
    db,
    sql`select count(*) as n from audit_event where object_id = ${id} and action = 'submission-looked-back'`,
  )
  return [
    ...same('look back', row.look_back, 'found'),
    ...same('found', row.look_back_found, KNOWN_MEDIA),
    ...same('matches', matches, KNOWN_MEDIA),
    ...same('times told', told, 1),
  ]
}

/** What another submission has too counts on, the rest does not, and its matches are to be looked at again. */
export async function afterRevocation(db: Db, id: string, matchesLost: number): Promise<Faults> {
  const row = await db
    .selectFrom('submission')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const reviews = await one(
    db,
    sql`select count(*) as n from match_review v where exists (
          select from match m where m.media_id = v.media_id and m.list_id = ${row.list_id})`,
  )
  const entries = await one(
    db,
    sql`select count(*) as n from list_entry where list_id = ${row.list_id}`,
  )
  return [
    ...same('state', row.state, 'ended'),
    ...same('in force', await inForce(db, row.list_id), SHARED),
    ...same('entries', entries, FRESH),
    ...same('reviews', reviews, matchesLost),
  ]
}
