import { sql } from 'kysely'
import { newId } from './crypto.ts'
import { startSweep } from './lifecycle.ts'
import { safeError, type Log } from './log.ts'
import type { Db, DbOrTransaction } from './postgres.ts'

/** What a process says of how it is set up: switches and counts, never an address or a secret. */
export type ProcessFacts = Readonly<Record<string, string | number | boolean>>

const HEARTBEAT_MS = 30_000
const KEPT_DAYS = 7

/** Has a process say every half minute that it is there, until disposed of: then, that it stopped in order. */
export function startHeartbeat(
  deps: { db: Db; log: Log },
  process: string,
  facts: ProcessFacts = {},
  everyMs = HEARTBEAT_MS,
): { [Symbol.asyncDispose](): Promise<void> } {
  const instance = newId()
  const beating = startSweep(deps, 'heartbeat', everyMs, () =>
    noteProcess(deps.db, { process, instance, facts }),
  )
  return {
    async [Symbol.asyncDispose]() {
      await beating[Symbol.asyncDispose]()
      try {
        await noteStopped(deps.db, { process, instance })
      } catch (error) {
        deps.log.warn({ error: safeError(error) }, 'stop not noted')
      }
    },
  }
}

/** Notes that a process is there, and forgets every process that is long gone, of whatever name. */
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
    delete from process_seen where heard_at < clock_timestamp() - make_interval(days => ${KEPT_DAYS})`.execute(
    db,
  )
}

/** Notes that a process stopped in order, and was not lost. */
export async function noteStopped(
  db: DbOrTransaction,
  { process, instance }: { process: string; instance: string },
): Promise<void> {
  await sql`
    update process_seen set stopped_at = clock_timestamp()
     where process = ${process} and instance = ${instance}::uuid`.execute(db)
}

/** A process as it said last. */
export type SeenProcess = {
  process: string
  startedAt: Date
  heardAt: Date
  /** When it said that it stops; null while it runs, and where it was lost. */
  stoppedAt: Date | null
  facts: ProcessFacts
}

/** Of each process one that runs, or else the one that was heard last, and how many were heard within two minutes. */
export async function seenProcesses(
  db: DbOrTransaction,
): Promise<(SeenProcess & { running: number })[]> {
  const { rows } = await sql<SeenProcess & { running: number }>`
    select distinct on (process) process, started_at as "startedAt", heard_at as "heardAt", stopped_at as "stoppedAt", facts,
           (count(*) filter (where runs) over (partition by process))::int as running
      from (select *, stopped_at is null and heard_at > clock_timestamp() - interval '2 minutes' as runs from process_seen) seen
     order by process, runs desc, heard_at desc`.execute(db)
  return rows
}
