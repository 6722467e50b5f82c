import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { decidedMeanwhile, decideMatch, secondVerdictAsked } from '../decide-match.ts'
import { lockForDecision, type StandingDecision } from '../match-store.ts'
import { lockAssessment, secondsAsked, type LockedAssessment } from './assessment-store.ts'

type Said = { id: string; verdict: 'confirm' | 'reject'; reason: string }
type By = { actor: string; person: string; at: Date }

/** What a reason of a second verdict is bound to. */
export const reasonPlace = (id: string) => ({ table: 'assessment', column: 'reason_ct', row: id })

/**
 * Keeps a second verdict. Call it in a transaction; the same once more is no error.
 *
 * Nothing follows from it: what the first verdict began goes on, and where the two differ a supervisor settles it.
 *
 * @throws {DomainError} not-found `not-found`; forbidden `assessment-of-own`; conflict `assessment-given`
 */
export async function giveAssessment(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { id, verdict, reason }: Said,
  { actor, person, at }: By,
): Promise<void> {
  const found = await locked(db, id, person)
  if (found.isFirst) throw own()
  if (found.verdict !== null) {
    if (found.isSecond && found.verdict === verdict) return
    if (found.isSecond) throw own()
    throw new DomainError('conflict', 'assessment-given', 'Assessing a match: somebody has already')
  }
  const agrees = verdict === found.firstVerdict
  const reason_ct = crypto.seal(reasonPlace(id), reason)
  await db
    .updateTable('assessment')
    .set({ verdict, reason_ct, actor, person, given_at: at, agrees })
    .where('id', '=', id)
    .execute()
  await audit(db, actor, 'assessment.given', found, { agrees })
}

/**
 * Settles what two people saw differently: where the verdict that stands is the other one, the match is decided anew.
 * Call it in a transaction.
 *
 * What somebody decided since was not before whoever settles, and is not overturned unseen: it is decided anew on the page
 * of the match, which says all that rests on it, or left as it stands (`leaveAsDecided`).
 *
 * @returns the media to look at again
 * @throws {DomainError} not-found `not-found`; forbidden `assessment-of-own`; conflict `assessment-settled`,
 *   `assessment-overtaken`
 */
export async function settleAssessment(
  db: DbOrTransaction,
  { id, verdict, reason }: Said,
  { actor, person, at }: By,
): Promise<string> {
  const [found, newest] = await unsettled(db, id, person)
  if (newest?.id !== found.decisionId) throw overtaken()
  await settle(db, found, { actor, at }, { verdict })
  const { mediaId } = await decideMatch(db, found.matchId, { verdict, reason }, { actor, at })
  return mediaId
}

/**
 * Settles what two people saw differently by what somebody decided since, which stands as it is. Call it in a transaction.
 *
 * @param seen  the decision that whoever settles saw
 * @throws {DomainError} not-found `not-found`; forbidden `assessment-of-own`; conflict `assessment-settled`,
 *   `second-verdict-asked`, `decided-meanwhile`
 */
export async function leaveAsDecided(
  db: DbOrTransaction,
  { id, seen }: { id: string; seen: string },
  { actor, person, at }: By,
): Promise<void> {
  const [found, newest] = await unsettled(db, id, person)
  const owed = await secondsAsked(db, { matchIds: [found.matchId], person })
  if (owed.size > 0) throw secondVerdictAsked()
  if (newest && (newest.id === found.decisionId || newest.id !== seen.toLowerCase())) {
    throw decidedMeanwhile(newest)
  }
  await settle(db, found, { actor, at }, { decisionId: seen.toLowerCase() })
}

/** An assessment that this person may settle, and the newest decision on its match; both stay so until the transaction ends. */
async function unsettled(
  db: DbOrTransaction,
  id: string,
  person: string,
): Promise<[LockedAssessment, StandingDecision | null]> {
  const found = await locked(db, id, person)
  if (found.isFirst || found.isSecond) throw own()
  if (found.agrees !== false || found.settledAt !== null) {
    throw new DomainError('conflict', 'assessment-settled', 'Settling a match: nothing to settle')
  }
  const match = await lockForDecision(db, found.matchId)
  return [found, match?.newest ?? null]
}

async function settle(
  db: DbOrTransaction,
  found: LockedAssessment,
  { actor, at }: Pick<By, 'actor' | 'at'>,
  how: Record<string, string>,
): Promise<void> {
  await db
    .updateTable('assessment')
    .set({ settled_by: actor, settled_at: at })
    .where('id', '=', found.id)
    .execute()
  await audit(db, actor, 'assessment.settled', found, how)
}

async function locked(db: DbOrTransaction, id: string, person: string): Promise<LockedAssessment> {
  const found = await lockAssessment(db, id, person)
  if (!found) throw new DomainError('not-found', 'not-found', 'Assessing a match: no such')
  return found
}

const own = (): DomainError =>
  new DomainError('forbidden', 'assessment-of-own', 'Assessing a match: you gave a verdict already')

/** Says nothing of the verdict: whoever settles may owe a second one on it. */
const overtaken = (): DomainError =>
  new DomainError('conflict', 'assessment-overtaken', 'Settling a match: decided since')

const audit = (
  db: DbOrTransaction,
  actor: string,
  action: string,
  { matchId, id }: LockedAssessment,
  detail: Record<string, string | boolean>,
): Promise<void> =>
  writeAudit(db, {
    actor,
    action,
    objectType: 'match',
    objectId: matchId,
    detail: { ...detail, assessmentId: id },
  })

/** Says how many of a hundred decisions on matches of a list get a second verdict. Call it in a transaction. */
export async function setShare(
  db: DbOrTransaction,
  { listId, percent }: { listId: string; percent: number },
  actor: string,
): Promise<void> {
  const list = await db
    .selectFrom('hash_list')
    .select('id')
    .where('id', '=', listId)
    .executeTakeFirst()
  if (!list) throw new DomainError('not-found', 'not-found', 'Setting a share: no such list')
  await db
    .insertInto('assessment_share')
    .values({ list_id: listId, percent, actor })
    .onConflict((conflict) => conflict.column('list_id').doUpdateSet({ percent, actor }))
    .execute()
  await writeAudit(db, {
    actor,
    action: 'assessment.share-set',
    objectType: 'hash_list',
    objectId: listId,
    detail: { percent },
  })
}
