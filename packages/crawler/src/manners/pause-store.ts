import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

const inMs = (ms: number) => sql`statement_timestamp() + ${ms} * interval '1 millisecond'`
const LEFT_MS = sql`greatest(0, extract(epoch from until - statement_timestamp()) * 1000)::float8`
/** A host of which nothing was heard for so long begins anew: less than the pause between two tries of a page. */
const FORGET_AFTER_MS = 180_000

/** How long a host is to be left alone, milliseconds; 0 for one that asked for nothing. */
export async function readPause(db: DbOrTransaction, host: string): Promise<number> {
  const { rows } = await sql<{ leftMs: number }>`
    select ${LEFT_MS} as "leftMs" from host_pause where host = ${host}`.execute(db)
  return rows[0]?.leftMs ?? 0
}

/**
 * Notes that a host is to be left alone: for as long as it said, else twice as long as the time before. A
 * pause that runs already is not made longer by answers to what was asked before it.
 *
 * @param said      milliseconds, null where it named no time
 * @param backOff   the first pause where it names none, and the longest
 * @returns the pause in milliseconds from now
 */
export async function notePause(
  db: DbOrTransaction,
  host: string,
  said: number | null,
  backOff: { firstMs: number; longestMs: number },
): Promise<number> {
  const { firstMs, longestMs } = backOff
  const runs = sql`pause.until > statement_timestamp()`
  const strikes = sql`case when pause.until < ${inMs(-FORGET_AFTER_MS)} then 1
    when ${runs} then pause.strikes else least(pause.strikes + 1, 30) end`
  const own = sql`least(${longestMs}, ${firstMs} * 2 ^ (${strikes} - 1))`
  const { rows } = await sql<{ leftMs: number }>`
    insert into host_pause as pause (host, until, strikes)
    values (${host}, ${inMs(said ?? Math.min(firstMs, longestMs))}, 1)
    on conflict (host) do update set strikes = ${strikes},
      until = case
        when ${said}::float8 is not null then greatest(pause.until, ${inMs(said ?? 0)})
        when ${runs} then pause.until
        else statement_timestamp() + ${own} * interval '1 millisecond' end
    returning ${LEFT_MS} as "leftMs"`.execute(db)
  return rows[0]!.leftMs
}

/** Notes that a host answers again: its next pause is a first one. */
export async function endStrikes(db: DbOrTransaction, host: string): Promise<void> {
  await sql`update host_pause set strikes = 0
    where host = ${host} and until <= statement_timestamp()`.execute(db)
}

/** Forgets hosts that have behaved since. */
export async function forgetPauses(db: DbOrTransaction): Promise<void> {
  await sql`delete from host_pause where until < ${inMs(-FORGET_AFTER_MS)}`.execute(db)
}
