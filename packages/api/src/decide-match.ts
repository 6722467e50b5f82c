import { DomainError, maskedText } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { askSecond, secondsAsked } from './assessments/assessment-store.ts'
import { restsOnMatch } from './match-reach-store.ts'
import {
  insertDecision,
  lockForDecision,
  type Decision,
  type StandingDecision,
} from './match-store.ts'
import { isSeenAtRisk } from './queue/risk-store.ts'

export type MadeDecision = Decision & {
  id: string
  matchId: string
  mediaId: string
  isNew: boolean
}

export type DecidedBy = {
  actor: string
  /** Name of whoever decides, where they are not to learn a verdict while a second one is asked of them. */
  person?: string
  at: Date
  /** For so long whoever decides it can take it back, and it begins nothing. */
  graceMs?: number
  /** How many of a hundred get a second verdict, where the list says nothing; without it none is asked for. */
  secondPercent?: number
}

/** On what terms a decision is made at a desk. */
export const deskTerms = ({
  undoMs = 0,
  secondPercent = 0,
}: {
  undoMs?: number
  secondPercent?: number
}): Pick<DecidedBy, 'graceMs' | 'secondPercent'> => ({ graceMs: undoMs, secondPercent })

/**
 * Records what a person says of a match. Call it in a transaction.
 *
 * Saying the same again changes nothing and returns the earlier decision; another verdict, or
 * another person's, is a decision of its own, and the newest counts.
 *
 * Whoever says which decision they saw overturns no other that another person made meanwhile. `by.person`, of whom a
 * second verdict is asked, decides nothing and is told no more than that.
 *
 * Whatever `graceMs` says, a rejection that ends a takedown counts at once, for no further notice of it may go out, and so
 * does what is decided where a child may be at risk.
 *
 * @param said  with `seen`, the newest decision when it was looked at, null for none
 * @throws {DomainError} not-found `match-not-found`; conflict `decided-meanwhile`, which says what and by whom;
 *   conflict `second-verdict-asked`
 */
export async function decideMatch(
  db: DbOrTransaction,
  asked: string,
  said: { verdict: 'confirm' | 'reject'; reason: string; seen?: string | null },
  { graceMs = 0, secondPercent, person, ...by }: DecidedBy,
): Promise<MadeDecision> {
  const locked = await lockForDecision(db, asked)
  if (!locked) throw new DomainError('not-found', 'match-not-found', 'Deciding a match: none such')
  const { matchId, mediaId, newest } = locked
  const { verdict } = said
  // in clear: no page or answer shows more of it
  const reason = maskedText(said.reason)
  if (newest && newest.actor === by.actor && newest.verdict === verdict) {
    return { ...newest, matchId, mediaId, isNew: false }
  }
  if (newest && person !== undefined) {
    const owed = await secondsAsked(db, { matchIds: [matchId], person })
    if (owed.size > 0) throw secondVerdictAsked()
  }
  if (said.seen !== undefined && newest && newest.actor !== by.actor) {
    if (said.seen?.toLowerCase() !== newest.id) throw decidedMeanwhile(newest)
  }
  const endsAny = verdict === 'reject' && (await restsOnMatch(db, matchId)).takedowns > 0
  const grace = endsAny || (await isSeenAtRisk(db, mediaId)) ? 0 : graceMs
  const id = await insertDecision(db, { matchId, verdict, reason, ...by, graceMs: grace })
  if (secondPercent !== undefined) {
    await askSecond(db, { decisionId: id, matchId, actor: by.actor }, secondPercent)
  }
  await writeAudit(db, {
    actor: by.actor,
    action: 'match.decided',
    objectType: 'match',
    objectId: matchId,
    detail: { verdict, decisionId: id },
  })
  return { id, matchId, mediaId, verdict, ...by, isNew: true }
}

/** Tells what stands and by whom. */
export const decidedMeanwhile = ({ id, verdict, actor }: StandingDecision): DomainError =>
  new DomainError('conflict', 'decided-meanwhile', 'Deciding a match: another person has', {
    detail: { decisionId: id, verdict, actor },
  })

/** Tells nothing of what stands. */
export const secondVerdictAsked = (): DomainError =>
  new DomainError('conflict', 'second-verdict-asked', 'Deciding a match: a second verdict is asked')
