import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { transact } from '../transact.ts'
import { reviewMedia } from '../submissions/review-matches.ts'
import { lockSubmission, type Person, type Submission } from '../submissions/submission-store.ts'

/**
 * Has what looking back has found act like any other match, once a supervisor has seen how much it is. Doing it again
 * changes nothing.
 *
 * @throws {DomainError} not-found `submission-not-found`, conflict `look-back-not-finished`
 */
export const releaseLookBack = (
  db: DbOrTransaction,
  submissionId: string,
  by: Person,
): Promise<Submission> =>
  transact(db, async (trx) => {
    const submission = await lockSubmission(trx, submissionId)
    if (submission.look_back === 'released') return submission
    if (submission.look_back !== 'found' || submission.state !== 'active') {
      throw new DomainError(
        'conflict',
        'look-back-not-finished',
        'Releasing what was found: everything seen before is still being compared, or the submission counts no more',
      )
    }
    await writeAudit(trx, {
      actor: by.actor,
      action: 'look-back-released',
      objectType: 'submission',
      objectId: submissionId,
      detail: { found: submission.look_back_found },
    })
    await reviewMedia(trx, sql`select media_id from match where look_back = ${submissionId}`)
    return trx
      .updateTable('submission')
      .set({ look_back: 'released', released_by: by.actor, released_at: sql`clock_timestamp()` })
      .where('id', '=', submissionId)
      .returningAll()
      .executeTakeFirstOrThrow()
  })
