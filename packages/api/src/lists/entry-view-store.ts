import { maskedText, type LegalClass } from '@nightlight/contract'
import type { EntryState, Submission } from '@nightlight/matcher'
import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { asAsker } from '../identity/as-asker.ts'
import type { Principal } from '../identity/principal.ts'
import { followsCases, seenBy } from './list-scope.ts'

/** An entry of a list, without any hash; what people wrote is without hashes and addresses. */
export type EntryView = {
  id: string
  list: { id: string; name: string }
  authority: { id: string; name: string }
  submissionId: string
  legalClass: LegalClass
  /** The code that the source gave it. */
  category: string | null
  status: EntryState
  inForce: boolean
  reason: string | null
  changedAt: Date | null
  /** Other submissions that have it too. */
  sources: {
    submissionId: string
    state: Submission['state']
    legalClass: LegalClass
    category: string | null
  }[]
  votes: {
    verdict: 'confirm' | 'reject'
    reason: string
    at: Date
    by: string | null
    matchId: string | null
  }[]
}

/** @returns null when there is none, or none that the person sees */
export async function readEntry(
  db: DbOrTransaction,
  principal: Principal,
  id: string,
): Promise<EntryView | null> {
  return asAsker(db, principal, (seen) => entryIn(seen, principal, id))
}

async function entryIn(
  db: DbOrTransaction,
  principal: Principal,
  id: string,
): Promise<EntryView | null> {
  const row = await db
    .selectFrom('list_entry as e')
    .innerJoin('hash_list as l', 'l.id', 'e.list_id')
    .innerJoin('authority as a', 'a.id', 'l.authority_id')
    .select([
      'e.list_id',
      'l.name as list',
      'l.authority_id',
      'a.name as authority',
      'e.submission_id',
      'e.legal_class',
      'e.category',
      'e.status',
      'e.reason',
      'e.changed_at',
      sql<boolean>`exists (select from entry_in_force f where f.id = e.id)`.as('in_force'),
    ])
    .where('e.id', '=', id)
    .where(seenBy(principal))
    .modifyEnd(PLANNED_ONCE)
    .executeTakeFirst()
  if (!row) return null
  return {
    id,
    list: { id: row.list_id, name: row.list },
    authority: { id: row.authority_id, name: row.authority },
    submissionId: row.submission_id,
    legalClass: row.legal_class,
    category: row.category,
    status: row.status,
    inForce: row.in_force,
    reason: row.reason && maskedText(row.reason),
    changedAt: row.changed_at,
    sources: await sourcesOf(db, id, row.submission_id),
    votes: await votesOf(db, principal, id),
  }
}

async function sourcesOf(
  db: DbOrTransaction,
  entryId: string,
  owner: string,
): Promise<EntryView['sources']> {
  const rows = await db
    .selectFrom('entry_source as o')
    .innerJoin('submission as s', 's.id', 'o.submission_id')
    .select(['o.submission_id', 's.state', 'o.legal_class', 'o.category'])
    .where('o.entry_id', '=', entryId)
    .where('o.submission_id', '<>', owner)
    .orderBy('o.submission_id')
    .execute()
  return rows.map((row) => ({
    submissionId: row.submission_id,
    state: row.state,
    legalClass: row.legal_class,
    category: row.category,
  }))
}

/** What was said of an entry, oldest first; its authority is told what, and not by whom or of which case. */
async function votesOf(
  db: DbOrTransaction,
  principal: Principal,
  entryId: string,
): Promise<EntryView['votes']> {
  const isTold = followsCases(principal)
  const rows = await db
    .selectFrom('entry_vote')
    .select(['verdict', 'reason', 'at', 'actor', 'match_id'])
    .where('entry_id', '=', entryId)
    .orderBy('at')
    .execute()
  return rows.map(({ verdict, reason, at, actor, match_id: matchId }) => ({
    verdict,
    reason: maskedText(reason),
    at,
    by: isTold ? actor : null,
    matchId: isTold ? matchId : null,
  }))
}

/** Whether a match is one of an entry. */
export async function isMatchOf(
  db: DbOrTransaction,
  matchId: string,
  entryId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('match')
    .select('id')
    .where('id', '=', matchId)
    .where('entry_id', '=', entryId)
    .executeTakeFirst()
  return row !== undefined
}
