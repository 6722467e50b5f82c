import { sql } from 'kysely'
import { newId } from './crypto.ts'
import { startSweep } from './lifecycle.ts'
import type { Log } from './log.ts'
import type { Db, DbOrTransaction } from './postgres.ts'

/** What a process says of how it is set up: switches and counts, never an address or a secret. */
export type ProcessFacts = Readonly<Record<string, string | number | boolean>>

const HEARTBEAT_MS = 30_000
const KEPT_DAYS = 7

/** Has a process say every half minute that it is there, until disposed of. */
export function startHeartbeat(
  deps: { db: Db; log: Log },
  process: string,
  facts: ProcessFacts = {},
  everyMs = HEARTBEAT_MS,
): { [Symbol.asyncDispose](): Promise<void> } {
  const instance = newId()
  return startSweep(deps, 'heartbeat', everyMs, () =>
    noteProcess(deps.db, { process, instance, facts }),
  )
}

/** Notes that a process is there, and forgets those that are long gone. */
export async function noteProcess(
  db: DbOrTransaction,
  { process, instance, facts }: { process: string; instance: string; facts: ProcessFacts },
): Promise<void> {
  await sql`
    insert into process_seen (process, instance, facts) values (${process}, ${instance}::uuid, ${JSON.stringify(facts)}::jsonb)
    on conflict (process, instance) do update set heard_at = clock_timestamp(), facts = excluded.facts`.execute(
    db,
  )
  await sql`
    delete from process_seen
     where process = ${process} and heard_at < clock_timestamp() - make_interval(days => ${KEPT_DAYS})`.execute(
    db,
  )
}

/** A process as it said last. */
export type SeenProcess = {
  process: string
  startedAt: Date
  heardAt: Date
  facts: ProcessFacts
}

/** Of each process the one that was heard last, and how many were heard within two minutes. */
export async function seenProcesses(
  db: DbOrTransaction,
): Promise<(SeenProcess & { running: number })[]> {
  const { rows } = await sql<SeenProcess & { running: number }>`
    select distinct on (process) process, started_at as "startedAt", heard_at as "heardAt", facts,
           (count(*) filter (where heard_at > clock_timestamp() - interval '2 minutes') over (partition by process))::int
             as running
      from process_seen order by process, heard_at desc`.execute(db)
  return rows
}
