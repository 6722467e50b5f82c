import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

/**
 * Ids of takedowns whose time has come, and of those with a look that has ended and is not applied yet.
 *
 * Those that nobody was told of come first, then the oldest: what is cut off by `limit`, or by a queue with
 * too little room, is what can wait best, so that nothing starves while more falls due than can be done.
 *
 * Costs what is due, and what was looked at since: never what is open.
 *
 * @param checkedSince looks that ended before it are applied; null to go through all there are
 */
export async function takedownsDue(
  db: DbOrTransaction,
  now: Date,
  limit: number,
  checkedSince: Date | null = null,
): Promise<string[]> {
  const dueFirst = (status: RawBuilder<unknown>, turn: number) => sql`
    (select id, ${sql.lit(turn)} as turn, due_at as at from takedown
      where due_at <= ${now} and ${status} and ${IS_IN_TURN(sql`takedown`)}
      order by due_at limit ${limit})`
  const { rows } = await sql<{ id: string }>`
    select id from (
      ${dueFirst(sql`status = 'opened'`, 0)}
      union all
      ${dueFirst(sql`status <> 'closed'`, 1)}
      union all
      (select c.takedown_id, 1, c.finished_at from ${UNAPPLIED(checkedSince)}
        where ${IS_IN_TURN(sql`t`)}
        order by c.finished_at limit ${limit})
    ) due
    group by id order by min(turn), min(at) limit ${limit}`.execute(db)
  return rows.map((row) => row.id)
}

/** When the oldest look ended that is not applied yet; null when all are. */
export async function unappliedSince(
  db: DbOrTransaction,
  checkedSince: Date | null,
): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(c.finished_at) as at from ${UNAPPLIED(checkedSince)}`.execute(db)
  return rows[0]?.at ?? null
}

/** What failed waits for its turn, see `backingOff`. */
const IS_IN_TURN = (takedown: RawBuilder<unknown>) => sql`
  (${takedown}.retry_at is null or ${takedown}.retry_at <= clock_timestamp())`

const UNAPPLIED = (since: Date | null) => sql`
  removal_check c
  join takedown t on t.id = c.takedown_id and t.status <> 'closed'
    and c.finished_at > coalesce(t.applied_check_at, '-infinity')
    and c.finished_at >= coalesce(${since}::timestamptz, '-infinity')`
