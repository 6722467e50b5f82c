import { DomainError, maskedText } from '@nightlight/contract'
import { newId, writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { nextEpoch } from '../list-epochs.ts'
import { transact } from '../transact.ts'
import { reviewEntries } from './review-matches.ts'
import type { Person } from './submission-store.ts'
import { forgetSuspensions } from './withdrawn-suspensions.ts'

/** Confirmations by different people that bring a suspended entry back. */
export const CONFIRMATIONS_NEEDED = 2

export type EntryState = 'active' | 'suspended' | 'revoked'

type Locked = { id: string; status: EntryState; changedAt: Date | null }

/**
 * Takes an entry out of matching at once and for good, as its authority may.
 *
 * Doing it again changes nothing.
 *
 * @throws {DomainError} not-found `entry-not-found`
 */
export const revokeEntry = (
  db: DbOrTransaction,
  entryId: string,
  reason: string,
  by: Person,
): Promise<void> =>
  transact(db, async (trx) => {
    const { status } = await lockEntry(trx, entryId)
    if (status !== 'revoked') await become(trx, [entryId], 'revoked', reason, by.actor)
  })

/**
 * Records what a person says of an entry. A rejection suspends it at once; two confirmations by different people,
 * none of them older than the suspension, bring it back.
 *
 * @returns what the entry is then
 * @throws {DomainError} not-found `entry-not-found`, conflict `entry-revoked`
 */
export const voteOnEntry = (
  db: DbOrTransaction,
  entryId: string,
  said: { verdict: 'confirm' | 'reject'; reason: string; matchId?: string | null },
  by: Person,
): Promise<EntryState> =>
  transact(db, async (trx) => {
    const entry = await lockEntry(trx, entryId)
    if (entry.status === 'revoked') {
      throw new DomainError(
        'conflict',
        'entry-revoked',
        'Voting on an entry: its authority has revoked it, and only a new submission brings it back',
      )
    }
    const { verdict, reason, matchId = null } = said
    await trx
      .insertInto('entry_vote')
      .values({
        id: newId(),
        entry_id: entryId,
        match_id: matchId,
        verdict,
        actor: by.actor,
        voter: by.name,
        reason: maskedText(reason),
      })
      .execute()
    await writeAudit(trx, {
      actor: by.actor,
      action: 'entry-voted',
      objectType: 'list_entry',
      objectId: entryId,
      detail: { verdict },
    })
    if (verdict === 'reject') {
      if (entry.status === 'active') await become(trx, [entryId], 'suspended', 'rejected', by.actor)
      return 'suspended'
    }
    if (entry.status === 'active' || (await confirmations(trx, entry)) < CONFIRMATIONS_NEEDED) {
      return entry.status
    }
    await become(trx, [entryId], 'active', 'confirmed', by.actor)
    return 'active'
  })

/** Different people whose last word on an entry since it was suspended is that it is right. */
async function confirmations(db: DbOrTransaction, { id, changedAt }: Locked): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select distinct on (lower(btrim(coalesce(nullif(voter, ''), actor)))) verdict
        from entry_vote
       where entry_id = ${id} and at >= coalesce(${changedAt}::timestamptz, '-infinity')
       order by lower(btrim(coalesce(nullif(voter, ''), actor))), at desc, id desc
    ) last where verdict = 'confirm'`.execute(db)
  return rows[0]!.count
}

/** Suspends entries that nobody has judged, because of what they match. @returns those that were active */
export const suspendEntries = (
  db: DbOrTransaction,
  entryIds: readonly string[],
  reason: string,
): Promise<string[]> =>
  transact(db, async (trx) => {
    const rows = await trx
      .selectFrom('list_entry')
      .select('id')
      .where('id', 'in', entryIds)
      .where('status', '=', 'active')
      .orderBy('id')
      .forNoKeyUpdate()
      .execute()
    const ids = rows.map(({ id }) => id)
    if (ids.length > 0) await become(trx, ids, 'suspended', reason, `rule:${reason}`)
    return ids
  })

async function lockEntry(db: DbOrTransaction, entryId: string): Promise<Locked> {
  const row = await db
    .selectFrom('list_entry')
    .select(['id', 'status', 'changed_at'])
    .where('id', '=', entryId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (row) return { id: row.id, status: row.status, changedAt: row.changed_at }
  throw new DomainError('not-found', 'entry-not-found', 'Judging an entry: none such')
}

/** Changes entries that are locked, as of a new epoch. */
async function become(
  db: DbOrTransaction,
  entryIds: readonly string[],
  status: EntryState,
  reason: string,
  actor: string,
): Promise<void> {
  for (const id of entryIds) {
    await writeAudit(db, {
      actor,
      action: `entry-${status}`,
      objectType: 'list_entry',
      objectId: id,
      detail: {},
    })
  }
  if (status === 'active') await forgetSuspensions(db, entryIds)
  else await reviewEntries(db, entryIds)
  const { rows } = await sql`
    select from list_entry e join hash_list l on l.id = e.list_id and l.negative
     where e.id = any(${entryIds}::uuid[]) limit 1`.execute(db)
  // last, since its row is locked from here on
  const epoch = await nextEpoch(db, status === 'active' || rows.length > 0 ? 'all' : 'none')
  await db
    .updateTable('list_entry')
    .set({
      status,
      reason: maskedText(reason),
      changed_by: actor,
      changed_at: sql`clock_timestamp()`,
      epoch: String(epoch),
    })
    .where('id', 'in', entryIds)
    .execute()
}
