import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { nextEpoch } from '../list-epochs.ts'
import { transact } from '../transact.ts'
import { mustBeAsSeen } from './activation-mark.ts'
import { applyMapping } from './apply-mapping.ts'
import { keepDefault, mappersOf, mustBeMapped } from './category-maps.ts'
import { missingFrom } from './edition.ts'
import { takeHome } from './move-entries.ts'
import {
  lockList,
  isSameName,
  lockSubmission,
  submissionOf,
  type Person,
  type Submission,
} from './submission-store.ts'

/**
 * Has the entries of a staged submission count from now on, all at once. Somebody else than who handed it in, or said what any of its codes means, says so;
 * the database holds that as well.
 *
 * Doing it again changes nothing, and is refused to whom doing it is refused. What was fingerprinted before is looked
 * through for these entries afterwards.
 *
 * @param seen  `activationMark` of what whoever activates it has seen; it may be left out where its codes have no
 *   meanings that are said later, and of an edition where nothing of the list was activated since it came in
 * @throws {DomainError} `submission-not-found`, `submission-not-staged`, `second-person-needed`, `submission-empty`,
 *   `submission-expired`, `list-withdrawn`, `list-expired`, `mapping-needed`, `submission-not-signed`; as `mustBeAsSeen`
 */
export const activateSubmission = (
  db: DbOrTransaction,
  submissionId: string,
  by: Person,
  seen?: string,
): Promise<Submission> =>
  transact(db, async (trx) => {
    const { list_id: listId } = await submissionOf(trx, submissionId)
    await lockList(trx, listId)
    const submission = await lockSubmission(trx, submissionId)
    mustBeAnother(submission, by)
    if (submission.state === 'active') return submission
    mustBeReady(submission)
    mustBeMapped(submission)
    await mustCount(trx, listId)
    await mustBeAsSeen(trx, submission, seen)
    // before its own entries count
    const missing = submission.kind === 'edition' ? await missingFrom(trx, submission) : null
    await applyMapping(trx, submission)
    await keepDefault(trx, submission)
    await takeHome(trx, submission)
    const epoch = await nextEpoch(trx)
    const active = await trx
      .updateTable('submission')
      .set({
        state: 'active',
        activated_by: by.actor,
        activator: by.name,
        activated_at: sql`clock_timestamp()`,
        epoch: String(epoch),
        look_back: 'running',
        missing,
      })
      .where('id', '=', submissionId)
      .returningAll()
      .executeTakeFirstOrThrow()
      .catch(sayUnsigned)
    const { accepted, duplicate } = submission
    await writeAudit(trx, {
      actor: by.actor,
      action: 'submission-activated',
      objectType: 'submission',
      objectId: submissionId,
      detail: { accepted, duplicate, ...(missing === null ? {} : { missing }) },
    })
    return active
  })

/** That its authority takes only what is signed is held by the database. @throws {DomainError} */
function sayUnsigned(error: unknown): never {
  if ((error as { constraint?: unknown }).constraint !== 'submission_signed') throw error
  throw new DomainError(
    'conflict',
    'submission-not-signed',
    'Activating a submission: its authority takes only what is signed; hand the file in with a signature',
    { cause: error },
  )
}

/** Whatever its state: who handed it in is never told that it went well. @throws {DomainError} */
function mustBeAnother(submission: Submission, by: Person): void {
  const { submitted_by: actor, submitter: name } = submission
  const named = [{ actor, name }, ...mappersOf(submission)]
  if (named.some((one) => by.actor === one.actor || isSameName(by.name, one.name))) {
    throw new DomainError(
      'forbidden',
      'second-person-needed',
      'Activating a submission: who handed it in, or said what any of its codes means, does not activate it; ask another officer or a supervisor',
    )
  }
}

/** @throws {DomainError} */
function mustBeReady({ state, accepted, duplicate, expires_at }: Submission): void {
  if (state !== 'staged') {
    throw new DomainError(
      'conflict',
      'submission-not-staged',
      `Activating a submission: it is ${state}, and only a staged one becomes active`,
    )
  }
  if (accepted + duplicate === 0) {
    throw new DomainError(
      'conflict',
      'submission-empty',
      'Activating a submission: nothing of it was accepted; see why its rows were refused',
    )
  }
  if (expires_at !== null && expires_at.getTime() <= Date.now()) {
    throw new DomainError(
      'conflict',
      'submission-expired',
      'Activating a submission: it has expired',
    )
  }
}

/** Of a list that was withdrawn nothing comes back, and of one that has expired nothing is compared. @throws {DomainError} */
async function mustCount(db: DbOrTransaction, listId: string): Promise<void> {
  const { withdrawn_at, expires_at } = await db
    .selectFrom('hash_list')
    .select(['withdrawn_at', 'expires_at'])
    .where('id', '=', listId)
    .executeTakeFirstOrThrow()
  if (withdrawn_at !== null) {
    throw new DomainError(
      'conflict',
      'list-withdrawn',
      'Activating a submission: its list was withdrawn; hand it in to another one',
    )
  }
  if (expires_at !== null && expires_at.getTime() <= Date.now()) {
    throw new DomainError(
      'conflict',
      'list-expired',
      'Activating a submission: its list has expired; hand it in to another one',
    )
  }
}
