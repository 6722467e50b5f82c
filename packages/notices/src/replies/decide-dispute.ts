import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import type { Deadlines } from '../deadline.ts'
import { isDisputable } from '../decide.ts'
import { applyCommand, lockTakedown, type StoredTakedown } from '../takedown-store.ts'
import {
  decisionsOf,
  disputedTakedown,
  endDispute,
  insertDisputeDecision,
  lockDispute,
  settleAttention,
  type DisputeVerdict,
} from './dispute-store.ts'

/** How many people have to say the same. */
export const DECIDERS = 2

export type DisputeDecided =
  /** Another person has to look. */
  | { status: 'open' }
  | { status: 'rejected' }
  /** The entry that the match rests on is to be voted against, unless it was said `again`. */
  | { status: 'upheld'; matchId: string; again: boolean }

const UNIQUE = '23505'

/**
 * Records what one person says of a dispute; two who say the same end it. Call it in a transaction.
 *
 * Rejected, the reminders go on. Upheld, nothing more is sent, and the caller has to vote against the
 * entry, in the same transaction. The same person saying the same again changes nothing.
 *
 * @throws {DomainError} not-found `dispute-not-found`; conflict `dispute-ended`,
 *   `dispute-decided-by-you`
 */
export async function decideDispute(
  db: DbOrTransaction,
  deps: { crypto: FieldCrypto; deadlines: Deadlines },
  disputeId: string,
  said: { verdict: DisputeVerdict; reason: string },
  by: { actor: string; name: string; at: Date },
): Promise<DisputeDecided> {
  const takedownId = await disputedTakedown(db, disputeId)
  // Before the dispute: a reply locks its takedown first, too.
  const stored = takedownId && (await lockTakedown(db, takedownId))
  const dispute = stored && (await lockDispute(db, disputeId))
  if (!dispute) {
    throw new DomainError('not-found', 'dispute-not-found', 'Deciding a dispute: none such')
  }
  const before = await decisionsOf(db, disputeId)
  const own = before.find(({ actor }) => actor === by.actor)
  if (own?.verdict === said.verdict) return statusOf(db, dispute, true)
  if (own) throw decidedByYou()
  if (dispute.outcome !== null) {
    throw new DomainError('conflict', 'dispute-ended', 'Deciding a dispute: it has ended')
  }
  const { actor, name: person, at } = by
  await insertDisputeDecision(db, deps.crypto, { disputeId, actor, person, at, ...said }).catch(
    (error: unknown) => {
      // One person under two keys, by the name.
      throw Object(error).code === UNIQUE ? decidedByYou() : error
    },
  )
  await writeAudit(db, {
    actor,
    action: 'dispute-decided',
    objectType: 'dispute',
    objectId: disputeId,
    detail: { verdict: said.verdict, takedownId: dispute.takedownId },
  })
  const alike = before.filter(({ verdict }) => verdict === said.verdict).length + 1
  if (alike < DECIDERS) return { status: 'open' }
  await endDispute(db, disputeId, said.verdict, at)
  await applyOutcome(db, stored, said.verdict, { at, actor }, deps.deadlines)
  await settleAttention(
    db,
    dispute.takedownId,
    said.verdict === 'uphold' ? 'dispute-upheld' : null,
    { at, actor },
  )
  return statusOf(db, { ...dispute, outcome: said.verdict }, false)
}

/** What notices went on of meanwhile, because whoever disputes it is asked no more, stops once it was upheld. */
async function applyOutcome(
  db: DbOrTransaction,
  stored: StoredTakedown,
  outcome: DisputeVerdict,
  by: { at: Date; actor: string },
  deadlines: Deadlines,
): Promise<void> {
  const disputed =
    outcome === 'uphold' && isDisputable(stored.takedown)
      ? await applyCommand(db, stored, { type: 'dispute', ...by }, deadlines)
      : stored
  await applyCommand(db, disputed, { type: 'end-dispute', ...by, outcome }, deadlines)
}

async function statusOf(
  db: DbOrTransaction,
  { outcome, takedownId }: { outcome: DisputeVerdict | null; takedownId: string },
  again: boolean,
): Promise<DisputeDecided> {
  if (outcome === null) return { status: 'open' }
  if (outcome === 'reject') return { status: 'rejected' }
  const { match_id: matchId } = await db
    .selectFrom('takedown')
    .select('match_id')
    .where('id', '=', takedownId)
    .executeTakeFirstOrThrow()
  return { status: 'upheld', matchId, again }
}

const decidedByYou = (): DomainError =>
  new DomainError(
    'conflict',
    'dispute-decided-by-you',
    'Deciding a dispute: this person has decided it; another one has to',
  )
