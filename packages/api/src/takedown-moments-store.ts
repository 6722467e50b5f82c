import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'

/** Moments of a takedown that its own events do not have. */
export type TakedownMoments = {
  matchedAt: Date
  /** Of the match, oldest first. */
  decisions: { at: Date; verdict: 'confirm' | 'reject'; actor: string }[]
  nextCheckAt: Date | null
  notifyAt: Date | null
}

/** More than people decide on one match. */
const DECISIONS = 50

/** @returns null when there is no such takedown */
export async function takedownMoments(
  db: DbOrTransaction,
  takedownId: string,
): Promise<TakedownMoments | null> {
  const row = await db
    .selectFrom('takedown as t')
    .innerJoin('match as m', 'm.id', 't.match_id')
    .select(['m.id', 'm.matched_at', 't.next_check_at', 't.notify_at'])
    .where('t.id', '=', takedownId)
    .modifyEnd(PLANNED_ONCE)
    .executeTakeFirst()
  if (!row) return null
  const decisions = await db
    .selectFrom('decision')
    .select(['at', 'verdict', 'actor'])
    .where('match_id', '=', row.id)
    .orderBy('at', 'desc')
    .limit(DECISIONS)
    .execute()
  return {
    matchedAt: row.matched_at,
    decisions: decisions.toReversed(),
    nextCheckAt: row.next_check_at,
    notifyAt: row.notify_at,
  }
}
