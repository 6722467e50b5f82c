import { newId, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { TakedownEvent } from './takedown-event.ts'
import type { Takedown } from './takedown.ts'

/** Why a hold ended that goes on in another one. */
const PROLONGED = 'prolonged'

/**
 * Keeps the holds of a takedown as its events say: one begins, takes the place of another, ends by its time or by a person, or is
 * overtaken by what happens to the takedown.
 *
 * Called by whoever stores the events, in the same transaction.
 */
export async function keepHolds(
  db: DbOrTransaction,
  takedownId: string,
  events: readonly TakedownEvent[],
  after: Takedown,
): Promise<void> {
  for (const event of events) {
    if (event.type === 'held') {
      // One at a time: a later end takes the place of the one before.
      await endHold(db, takedownId, event, 'overtaken', PROLONGED)
      await db
        .insertInto('hold')
        .values({
          id: newId(),
          takedown_id: takedownId,
          reason: event.reason,
          held_by: event.actor,
          held_at: event.at,
          until: event.until,
        })
        .execute()
    }
    if (event.type === 'released') {
      const because = event.expired ? 'expired' : 'released'
      await endHold(db, takedownId, event, because, event.reason ?? null)
    }
  }
  const last = events.at(-1)
  if (last && after.status !== 'held') await endHold(db, takedownId, last, 'overtaken', null)
}

async function endHold(
  db: DbOrTransaction,
  takedownId: string,
  { at, actor }: { at: Date; actor: string },
  because: 'expired' | 'released' | 'overtaken',
  reason: string | null,
): Promise<void> {
  await db
    .updateTable('hold')
    .set({ ended_at: at, ended_by: actor, ended_because: because, release_reason: reason })
    .where('takedown_id', '=', takedownId)
    .where('ended_at', 'is', null)
    .execute()
}

export type Hold = {
  id: string
  reason: string
  heldBy: string
  heldAt: Date
  until: Date
  endedAt: Date | null
  endedBy: string | null
  endedBecause: 'expired' | 'released' | 'overtaken' | null
  releaseReason: string | null
}

/** Tells whether a hold took the place of one that held before it. */
export const isProlongation = ({ heldAt }: Hold, holds: readonly Hold[]): boolean =>
  holds.some(
    ({ endedAt, releaseReason }) =>
      releaseReason === PROLONGED && endedAt?.getTime() === heldAt.getTime(),
  )

/** Id of the hold that keeps a takedown back now; null when none does. */
export async function openHoldOf(db: DbOrTransaction, takedownId: string): Promise<string | null> {
  const row = await db
    .selectFrom('hold')
    .select('id')
    .where('takedown_id', '=', takedownId)
    .where('ended_at', 'is', null)
    .orderBy('held_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}

/** Every hold of a takedown, the newest first. */
export async function holdsOf(db: DbOrTransaction, takedownId: string): Promise<Hold[]> {
  const rows = await db
    .selectFrom('hold')
    .selectAll()
    .where('takedown_id', '=', takedownId)
    .orderBy('held_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    reason: row.reason,
    heldBy: row.held_by,
    heldAt: row.held_at,
    until: row.until,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    endedBecause: row.ended_because,
    releaseReason: row.release_reason,
  }))
}

/**
 * How long a takedown was held up to a moment, in milliseconds: what is subtracted from the time that a
 * hotline takes, and never from the time that content was online.
 */
export async function heldMs(db: DbOrTransaction, takedownId: string, upTo: Date): Promise<number> {
  const { rows } = await sql<{ ms: number }>`
    select coalesce(sum(greatest(0, extract(epoch from
      least(coalesce(ended_at, ${upTo}::timestamptz), ${upTo}::timestamptz) - held_at))), 0)::float8
      * 1000 as ms
    from hold where takedown_id = ${takedownId}`.execute(db)
  return rows[0]!.ms
}
