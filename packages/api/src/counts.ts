import type { Db, Log } from '@nightlight/runtime'
import { safeError } from '@nightlight/runtime'
import { sql } from 'kysely'
import { countNotices, countTakedowns } from './counts-store.ts'
import { undecidedByAge, type WaitingAges } from './waiting-ages.ts'
import { countReports } from './report-counts-store.ts'
import type { ReportState } from './report-state.ts'

/** How many there are of everything whose count takes long. */
export type Counts = {
  /** When they were right. */
  asOf: Date
  reports: Partial<Record<ReportState, number>>
  /** Matches that wait for a person's decision. */
  undecided: number
  /** The same by how long ago they were found. */
  undecidedAges: WaitingAges['ages']
  takedowns: Record<string, number>
  notices: Record<string, number>
}

export const COUNTS_FRESH_MS = 2_000
/** Of the time between two counts, at most so much of it is spent on counting. */
const SHARE = 20
/** Nobody is shown what is older than so many of those times. */
const STALE = 3

/**
 * Counts for all who ask at once, and shows for a while what was counted.
 *
 * What is older than `freshMs`, or than twenty times what the count took, is shown once more while it is counted anew; what
 * is three times as old is waited for.
 *
 * @param freshMs  0 for counts that are made for whoever asks
 */
export function createCounts(
  { db, now, log }: { db: Db; now: () => Date; log: Log },
  freshMs: number = COUNTS_FRESH_MS,
): () => Promise<Counts> {
  let held: { counts: Counts; tookMs: number } | null = null
  let running: Promise<Counts> | null = null
  const count = async (): Promise<Counts> => {
    const from = performance.now()
    const counts = await countAll(db, now())
    held = { counts, tookMs: performance.now() - from }
    return counts
  }
  const anew = (): Promise<Counts> => {
    running ??= count().finally(() => {
      running = null
    })
    return running
  }
  return async () => {
    if (freshMs === 0) return countAll(db, now())
    if (held === null) return anew()
    const { counts, tookMs } = held
    const age = now().getTime() - counts.asOf.getTime()
    const fresh = Math.max(freshMs, SHARE * tookMs)
    if (age > STALE * fresh) return anew()
    if (age > fresh)
      anew().catch((error: unknown) => log.error({ err: safeError(error) }, 'counting'))
    return counts
  }
}

/** At one moment for all; on one core, and with room to do so in memory. */
const countAll = (db: Db, asOf: Date): Promise<Counts> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      await sql`select set_config('work_mem', '128MB', true), set_config('jit', 'off', true),
        set_config('max_parallel_workers_per_gather', '0', true)`.execute(trx)
      const waiting = await undecidedByAge(trx, asOf)
      return {
        asOf,
        reports: await countReports(trx),
        undecided: waiting.n,
        undecidedAges: waiting.ages,
        takedowns: await countTakedowns(trx),
        notices: await countNotices(trx),
      }
    })
