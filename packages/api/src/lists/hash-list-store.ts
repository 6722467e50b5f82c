import type { Database, DbOrTransaction } from '@nightlight/runtime'
import { sql, type Selectable } from 'kysely'
import { asAsker } from '../identity/as-asker.ts'
import type { Principal } from '../identity/principal.ts'
import { seenBy } from './list-scope.ts'

type Row = Selectable<Database['hash_list']>

export type HashList = {
  id: string
  name: string
  authority: { id: string; name: string }
  legalClass: Row['legal_class']
  purpose: string
  /** Countries where it may be used; everywhere when empty. */
  jurisdictions: string[]
  classification: Row['classification']
  /** Bits; PDQ limit. */
  maxDistance: number
  opens: Row['opens']
  expiresAt: Date | null
  negative: boolean
  createdAt: Date
  withdrawnAt: Date | null
}

/**
 * One page of the lists that a person sees, in the order they were opened.
 *
 * @param asked.isOpen  only those that take files: not withdrawn, and their end has not passed
 */
export async function hashLists(
  db: DbOrTransaction,
  principal: Principal,
  asked: { limit: number; after: string | null; isOpen?: boolean },
): Promise<HashList[]> {
  const { limit, after, isOpen = false } = asked
  const rows = await asAsker(db, principal, (seen) =>
    select(seen)
      .where(seenBy(principal))
      .where(sql<boolean>`(${after}::uuid is null or l.id > ${after}::uuid)`)
      .$if(isOpen, (query) =>
        query
          .where('l.withdrawn_at', 'is', null)
          .where(sql<boolean>`(l.expires_at is null or l.expires_at > clock_timestamp())`),
      )
      .orderBy('l.id')
      .limit(limit)
      .execute(),
  )
  return rows.map(toHashList)
}

/** @returns null when there is none, or none that the person sees */
export async function readHashList(
  db: DbOrTransaction,
  principal: Principal,
  id: string,
): Promise<HashList | null> {
  const row = await asAsker(db, principal, (seen) =>
    select(seen).where('l.id', '=', id).where(seenBy(principal)).executeTakeFirst(),
  )
  return row ? toHashList(row) : null
}

const select = (db: DbOrTransaction) =>
  db
    .selectFrom('hash_list as l')
    .innerJoin('authority as a', 'a.id', 'l.authority_id')
    .selectAll('l')
    .select('a.name as authority')

const toHashList = (row: Row & { authority: string }): HashList => ({
  id: row.id,
  name: row.name,
  authority: { id: row.authority_id, name: row.authority },
  legalClass: row.legal_class,
  purpose: row.purpose,
  jurisdictions: row.jurisdictions,
  classification: row.classification,
  maxDistance: row.max_distance,
  opens: row.opens,
  expiresAt: row.expires_at,
  negative: row.negative,
  createdAt: row.created_at,
  withdrawnAt: row.withdrawn_at,
})

/** What an authority is called, or null. */
export async function authorityName(db: DbOrTransaction, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('authority')
    .select('name')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.name ?? null
}

/** Names of all authorities, for whoever has to name one. */
export async function authorityNames(db: DbOrTransaction): Promise<string[]> {
  const rows = await db.selectFrom('authority').select('name').orderBy('name').execute()
  return rows.map(({ name }) => name)
}

/** Whether an authority has a list of that name; whoever asks for the same takes turns until the transaction ends. */
export async function isListOf(
  db: DbOrTransaction,
  authority: string,
  name: string,
): Promise<boolean> {
  const place = JSON.stringify([authority, name])
  await sql`select pg_advisory_xact_lock(hashtextextended(${place}, 6))`.execute(db)
  const { rows } = await sql`
    select from hash_list l join authority a on a.id = l.authority_id
     where a.name = ${authority} and l.name = ${name}`.execute(db)
  return rows.length > 0
}

/** How many entries of a list count now; reads each of them. */
export async function entriesInForce(db: DbOrTransaction, listId: string): Promise<number> {
  const { rows } = await sql<{ n: string }>`
    select count(*) as n from entry_in_force
     where submission_id in (
       select id from submission where list_id = ${listId} and state in ('active', 'ending'))`.execute(
    db,
  )
  return Number(rows[0]!.n)
}

/** How many submissions of a list there are, by their state. */
export async function submissionCounts(
  db: DbOrTransaction,
  listId: string,
): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('submission')
    .select(['state', (eb) => eb.fn.countAll<string>().as('n')])
    .where('list_id', '=', listId)
    .groupBy('state')
    .execute()
  return Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]))
}
