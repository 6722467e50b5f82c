import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** Moments of a takedown that its own events do not have. */
export type TakedownMoments = {
  /** Matches that it rests or rested on, in the order in which they were found. */
  matchIds: string[]
  /** When each of these was found. */
  matchedAt: Date[]
  /** Of these matches, oldest first. */
  decisions: { at: Date; verdict: 'confirm' | 'reject'; actor: string }[]
  nextCheckAt: Date | null
  notifyAt: Date | null
}

/** More than people decide on the matches of one takedown. */
const DECISIONS = 50
/** More than one takedown rests on one after another. */
const MATCHES = 20

/** @returns null when there is no such takedown */
export async function takedownMoments(
  db: DbOrTransaction,
  takedownId: string,
): Promise<TakedownMoments | null> {
  const row = await db
    .selectFrom('takedown as t')
    .select(['t.match_id', 't.next_check_at', 't.notify_at'])
    .where('t.id', '=', takedownId)
    .modifyEnd(PLANNED_ONCE)
    .executeTakeFirst()
  if (!row) return null
  const ids = [row.match_id, ...(await formerGrounds(db, takedownId))]
  const matches = await db
    .selectFrom('match')
    .select(['id', 'matched_at'])
    .where('id', 'in', ids)
    .orderBy('matched_at')
    .execute()
  const decisions = await db
    .selectFrom('decision')
    .select(['at', 'verdict', 'actor'])
    .where('match_id', 'in', ids)
    .orderBy('at', 'desc')
    .limit(DECISIONS)
    .execute()
  return {
    matchIds: matches.map(({ id }) => id),
    matchedAt: matches.map(({ matched_at: at }) => at),
    decisions: decisions.toReversed(),
    nextCheckAt: row.next_check_at,
    notifyAt: row.notify_at,
  }
}

/** What it rested on before, the one that opened it too: events name only what it came to rest on, the log both. */
async function formerGrounds(db: DbOrTransaction, takedownId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select detail ->> 'from' as id from audit_event
    where object_type = 'takedown' and object_id = ${takedownId} and action = 'ground-changed'
      and detail ->> 'from' is not null
    order by at limit ${MATCHES}`.execute(db)
  return rows.map(({ id }) => id)
}
