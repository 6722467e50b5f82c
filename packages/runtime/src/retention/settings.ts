import { Type } from 'typebox'
import type { Log } from '../log.ts'
import type { Db } from '../postgres.ts'
import { runErasures, type Erasure } from './erase.ts'
import { keepingAt, readSchedules, type Schedule } from './schedule.ts'

/** Of the environment of each process that erases: ISO 3166 code of the country whose schedule holds; that of everywhere else without. */
export const RETENTION_COUNTRY = Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' }))

/** By what an installation erases. */
export type RetentionSettings = {
  schedules: readonly Schedule[]
  /** ISO 3166 code; null where none is configured. */
  country: string | null
}

/** @throws {DomainError} `retention-schedule-invalid` */
export const retentionSettings = (country: string | null = null): RetentionSettings => ({
  schedules: readSchedules(),
  country,
})

/**
 * The daily run of a process: erases what its packages own, and logs counts.
 *
 * @throws {DomainError} `retention-schedule-missing`; nothing was erased
 */
export async function eraseDue(
  { db, log, now }: { db: Db; log: Log; now: () => Date },
  erasures: readonly Erasure[],
  { schedules, country }: RetentionSettings,
  signal: AbortSignal,
): Promise<void> {
  const done = await runErasures(db, erasures, keepingAt(schedules, country, now()), { signal })
  log.info({ done }, 'retention')
}
