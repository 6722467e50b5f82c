import { DomainError, maskedText } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { restsOnMatch } from './match-reach-store.ts'
import { insertDecision, lockForDecision, type Decision } from './match-store.ts'

export type MadeDecision = Decision & {
  id: string
  matchId: string
  mediaId: string
  isNew: boolean
}

/**
 * Records what a person says of a match. Call it in a transaction.
 *
 * Saying the same again changes nothing and returns the earlier decision; another verdict, or
 * another person's, is a decision of its own, and the newest counts.
 *
 * @param by `graceMs`: for so long whoever decides it can take it back, and it begins nothing. A rejection that ends a
 *   takedown counts at once: no further notice of it may go out.
 *
 * @throws {DomainError} not-found `match-not-found`
 */
export async function decideMatch(
  db: DbOrTransaction,
  matchId: string,
  said: { verdict: 'confirm' | 'reject'; reason: string },
  { graceMs = 0, ...by }: { actor: string; at: Date; graceMs?: number },
): Promise<MadeDecision> {
  const locked = await lockForDecision(db, matchId)
  if (!locked) throw new DomainError('not-found', 'match-not-found', 'Deciding a match: none such')
  const { mediaId, newest } = locked
  const { verdict } = said
  // in clear: no page or answer shows more of it
  const reason = maskedText(said.reason)
  if (newest && newest.actor === by.actor && newest.verdict === verdict) {
    return { ...newest, matchId, mediaId, isNew: false }
  }
  const endsAny = verdict === 'reject' && (await restsOnMatch(db, matchId)).takedowns > 0
  const grace = endsAny ? 0 : graceMs
  const id = await insertDecision(db, { matchId, verdict, reason, ...by, graceMs: grace })
  await writeAudit(db, {
    actor: by.actor,
    action: 'match.decided',
    objectType: 'match',
    objectId: matchId,
    detail: { verdict, decisionId: id },
  })
  return { id, matchId, mediaId, verdict, ...by, isNew: true }
}
