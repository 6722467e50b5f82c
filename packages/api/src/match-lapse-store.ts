import { anyOf, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { inForce, inTime } from './match-conditions.ts'

/** Why what a match rests on does not count now. */
export const LAPSES = [
  'entry-revoked',
  'entry-suspended',
  'list-withdrawn',
  'submission-ended',
  'list-expired',
  'submission-expired',
] as const
export type Lapse = (typeof LAPSES)[number]

/** Of some matches those that could open nothing, whatever is said of them, for what they rest on does not count. */
export async function lapsesOf(
  db: DbOrTransaction,
  matchIds: readonly string[],
): Promise<(matchId: string) => Lapse | null> {
  if (matchIds.length === 0) return () => null
  const { rows } = await sql<{ id: string; lapse: Lapse }>`
    select m.id, case
        when e.status = 'revoked' then 'entry-revoked'
        when e.status = 'suspended' then 'entry-suspended'
        when l.withdrawn_at is not null then 'list-withdrawn'
        when not ${inForce} then 'submission-ended'
        when l.expires_at <= clock_timestamp() then 'list-expired'
        else 'submission-expired' end as lapse
    from match m join list_entry e on e.id = m.entry_id join hash_list l on l.id = m.list_id
    where m.id = ${anyOf(matchIds)} and not (${inForce} and ${inTime})`.execute(db)
  const lapses = new Map(rows.map(({ id, lapse }) => [id, lapse]))
  return (matchId) => lapses.get(matchId) ?? null
}

/** The same matches, each with why it does not count now, if it does not. */
export async function withLapse<Shown extends { id: string }>(
  db: DbOrTransaction,
  matches: readonly Shown[],
): Promise<(Shown & { lapse: Lapse | null })[]> {
  const lapseOf = await lapsesOf(
    db,
    matches.map(({ id }) => id),
  )
  return matches.map((match) => ({ ...match, lapse: lapseOf(match.id) }))
}
