import { DomainError, maskedText } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { nextEpoch } from '../list-epochs.ts'
import { transact } from '../transact.ts'
import { lockList, lockSubmission, type Person, type Submission } from './submission-store.ts'

export type EndReason = 'revoked' | 'superseded'

/**
 * Takes all entries of a submission out of matching, at once; what another active submission has too comes back
 * under that one. `settleEndings` does the rest. One that was not active yet is thrown away.
 *
 * Doing it again changes nothing.
 *
 * @param how.failure  a code, where what is thrown away is so because of its file and not of anybody: it has failed then
 * @param how.seen  what it was to whoever ends it: one that is thrown away may count by now
 * @throws {DomainError} `submission-not-found`, conflict `changed-meanwhile`
 */
export const endSubmission = (
  db: DbOrTransaction,
  submissionId: string,
  {
    reason,
    note,
    seen,
    failure,
  }: { reason: EndReason; note: string; seen?: 'waiting'; failure?: string },
  by: Person,
): Promise<Submission> =>
  transact(db, async (trx) => {
    const submission = await lockSubmission(trx, submissionId)
    if (seen === 'waiting' && submission.state === 'active') {
      throw new DomainError(
        'conflict',
        'changed-meanwhile',
        'Throwing a submission away: it counts by now',
      )
    }
    switch (submission.state) {
      case 'active':
        return end(trx, submission, { reason, note }, by)
      case 'receiving':
      case 'staged':
        return discard(trx, submission, { note, ...(failure === undefined ? {} : { failure }) }, by)
      case 'ending':
      case 'ended':
      case 'discarded':
      case 'failed':
        return submission
    }
  })

/** Takes everything of a list out of matching, for good. @throws {DomainError} not-found `list-not-found` */
export const withdrawList = (
  db: DbOrTransaction,
  listId: string,
  note: string,
  by: Person,
): Promise<void> =>
  transact(db, async (trx) => {
    await lockList(trx, listId)
    const list = await trx
      .selectFrom('hash_list')
      .select('id')
      .where('id', '=', listId)
      .executeTakeFirst()
    if (!list) throw new DomainError('not-found', 'list-not-found', 'Withdrawing a list: none such')
    const rows = await trx
      .selectFrom('submission')
      .selectAll()
      .where('list_id', '=', listId)
      .where('state', 'in', ['receiving', 'staged', 'active'])
      .orderBy('id')
      .forNoKeyUpdate()
      .execute()
    for (const submission of rows) {
      if (submission.state === 'active') await end(trx, submission, { reason: 'revoked', note }, by)
      else await discard(trx, submission, { note }, by)
    }
    await writeAudit(trx, {
      actor: by.actor,
      action: 'list-withdrawn',
      objectType: 'hash_list',
      objectId: listId,
      detail: { submissions: rows.length },
    })
    // last, since it takes an epoch as well
    await trx
      .updateTable('hash_list')
      .set({ withdrawn_at: sql`coalesce(withdrawn_at, clock_timestamp())` })
      .where('id', '=', listId)
      .execute()
  })

async function end(
  db: DbOrTransaction,
  { id, list_id }: Submission,
  { reason, note }: { reason: EndReason; note: string },
  by: Person,
): Promise<Submission> {
  await writeAudit(db, {
    actor: by.actor,
    action: 'submission-ended',
    objectType: 'submission',
    objectId: id,
    detail: { reason },
  })
  // last, since its row is locked from here on
  const epoch = await nextEpoch(db, await comparedAfter(db, list_id))
  return db
    .updateTable('submission')
    .set({
      state: 'ending',
      end_reason: reason,
      ended_by: by.actor,
      ended_at: sql`clock_timestamp()`,
      end_note: maskedText(note),
      epoch: String(epoch),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** What a negative list held back may match once that is gone. */
export async function comparedAfter(db: DbOrTransaction, listId: string): Promise<'all' | 'none'> {
  const { negative } = await db
    .selectFrom('hash_list')
    .select('negative')
    .where('id', '=', listId)
    .executeTakeFirstOrThrow()
  return negative ? 'all' : 'none'
}

async function discard(
  db: DbOrTransaction,
  { id }: Submission,
  { note, failure }: { note: string; failure?: string },
  by: Person,
): Promise<Submission> {
  await writeAudit(db, {
    actor: by.actor,
    action: 'submission-discarded',
    objectType: 'submission',
    objectId: id,
    detail: failure === undefined ? {} : { failure },
  })
  if (failure !== undefined) {
    return db
      .updateTable('submission')
      .set({ state: 'failed', failure })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
  }
  return db
    .updateTable('submission')
    .set({
      state: 'discarded',
      ended_by: by.actor,
      end_note: maskedText(note),
      ended_at: sql`clock_timestamp()`,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
