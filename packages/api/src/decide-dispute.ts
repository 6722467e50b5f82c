import { DomainError } from '@nightlight/contract'
import { voteOnEntry } from '@nightlight/matcher'
import { decideDispute, type DisputeDecided, type ReplyDeps } from '@nightlight/notices'
import type { DbOrTransaction } from '@nightlight/runtime'
import { entryOfMatch } from './match-store.ts'

/**
 * Records what one person says of a dispute. Call it in a transaction.
 *
 * When a second one says the same that it is right, the entry is voted against as well: it is out of
 * matching at once, and what rests on it alone is closed and taken back.
 *
 * @returns and of which media every takedown is to be looked at, if any
 * @throws {DomainError} as `decideDispute`
 */
export async function judgeDispute(
  db: DbOrTransaction,
  deps: ReplyDeps,
  disputeId: string,
  said: { verdict: 'uphold' | 'reject'; reason: string },
  by: { actor: string; name: string; at: Date },
): Promise<{ decided: DisputeDecided; mediaId: string | null }> {
  const decided = await decideDispute(db, deps, disputeId, said, by)
  if (decided.status !== 'upheld' || decided.again) return { decided, mediaId: null }
  const { matchId } = decided
  const entry = await entryOfMatch(db, matchId)
  if (!entry) return { decided, mediaId: null }
  const vote = { verdict: 'reject', reason: said.reason, matchId } as const
  try {
    await voteOnEntry(db, entry.entryId, vote, by)
  } catch (error) {
    // Its authority has taken it out already.
    if (!(error instanceof DomainError) || error.code !== 'entry-revoked') throw error
  }
  return { decided, mediaId: entry.mediaId }
}
