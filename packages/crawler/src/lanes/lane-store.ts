import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** Whom it is for, and how long it holds without being renewed. */
type Asking = { host: string; holder: string; leaseMs: number }

const inMs = (ms: number) => sql`statement_timestamp() + ${ms} * interval '1 millisecond'`

const IS_FREE = (holder: string) => sql`(
  (lane.holder is null or lane.holder = ${holder} or lane.lease_until < statement_timestamp())
  and (lane.next_holder is null or lane.next_holder = ${holder}
    or lane.next_until < statement_timestamp()))`

const NEXT_IS_OPEN = (holder: string) => sql`(
  lane.next_holder is null or lane.next_holder = ${holder}
  or lane.next_until < statement_timestamp())`

/**
 * Takes the lane of a host, unless another process holds it or is the next to have it.
 *
 * @param asking.waitMs  for how long to be noted as the next one if it is not free and nobody is; null
 *   leaves it as it is
 * @returns milliseconds until the host may be asked, or null when it was not taken
 */
export async function takeLane(
  db: DbOrTransaction,
  { host, holder, leaseMs, waitMs }: Asking & { waitMs: number | null },
): Promise<number | null> {
  const free = IS_FREE(holder)
  const next = waitMs === null ? sql`false` : NEXT_IS_OPEN(holder)
  const { rows } = await sql<{ taken: boolean; wait_ms: number }>`
    insert into host_lane as lane (host, holder, lease_until)
    values (${host}, ${holder}, ${inMs(leaseMs)})
    on conflict (host) do update set
      holder = case when ${free} then excluded.holder else lane.holder end,
      lease_until = case when ${free} then excluded.lease_until else lane.lease_until end,
      next_until = case when ${free} then null when ${next} then ${inMs(waitMs ?? 0)}
        else lane.next_until end,
      next_holder = case when ${free} then null when ${next} then ${holder}::uuid
        else lane.next_holder end
      where ${free} or ${next}
    returning holder = ${holder} as taken,
      greatest(0, coalesce(extract(epoch from next_start_at - statement_timestamp()), 0))::float8
        * 1000 as wait_ms`.execute(db)
  const [row] = rows
  return row?.taken ? row.wait_ms : null
}

/** Holds lanes for longer. @returns those still held, and whether another process waits for it */
export async function renewLanes(
  db: DbOrTransaction,
  { hosts, holder, leaseMs }: { hosts: readonly string[]; holder: string; leaseMs: number },
): Promise<{ host: string; wanted: boolean }[]> {
  const { rows } = await sql<{ host: string; wanted: boolean }>`
    update host_lane set lease_until = ${inMs(leaseMs)}
    where holder = ${holder} and host = any (${hosts}::text[])
    returning host, coalesce(next_until > statement_timestamp(), false) as wanted`.execute(db)
  return rows
}

/** Gives a lane back. @param restMs until whoever has it next may ask the host */
export async function releaseLane(
  db: DbOrTransaction,
  { host, holder, restMs }: { host: string; holder: string; restMs: number },
): Promise<void> {
  await sql`
    update host_lane set holder = null, lease_until = statement_timestamp(),
      next_start_at = ${inMs(restMs)}
    where host = ${host} and holder = ${holder}`.execute(db)
}

const FORGET_AFTER_MS = 60_000

/** Forgets hosts that nobody asks any more. */
export async function forgetLanes(db: DbOrTransaction): Promise<void> {
  await sql`
    delete from host_lane
    where lease_until < ${inMs(-FORGET_AFTER_MS)}
      and coalesce(next_until, next_start_at, lease_until) < statement_timestamp()`.execute(db)
}
