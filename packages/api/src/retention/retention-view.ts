import { DomainError } from '@nightlight/contract'
import {
  keepingAt,
  RETENTION_RULES,
  RETENTION_TASKS,
  type DbOrTransaction,
  type RetentionRule,
  type RetentionSettings,
  type RetentionTask,
} from '@nightlight/runtime'
import { countHolds, holdsInForce, type LegalHold } from './hold-store.ts'

export type RetentionView = {
  country: string | null
  /** Those that the days come from, that of the country first; none where a rule has no days and nothing is erased. */
  schedules: { id: string; countries: string[]; from: string; to: string | null; basis: string }[]
  /** Days; null is for ever. */
  rules: { rule: RetentionRule; days: number | null }[]
  tasks: {
    task: RetentionTask
    rule: RetentionRule
    /** When it was last looked at, what was left to erase, and what a legal hold kept. */
    due: number
    held: number
    lookedAt: Date | null
    /** In all, ever. */
    erased: number
    erasedAt: Date | null
  }[]
  holds: LegalHold[]
  held: { inForce: number; overdue: number }
}

/** Holds that are shown; all of them are counted. */
export const HOLDS_SHOWN = 100

/** What is erased and when, what became of it when it was last looked at, and what is held. */
export async function readRetention(
  db: DbOrTransaction,
  { schedules, country }: RetentionSettings,
  now: Date,
): Promise<RetentionView> {
  const keeping = keepingOrNull({ schedules, country }, now)
  const states = new Map(
    (await db.selectFrom('retention_state').selectAll().execute()).map((row) => [row.task, row]),
  )
  return {
    country,
    schedules: (keeping?.inForce ?? []).map(({ id, countries, validFrom, validTo, basis }) => ({
      id,
      countries,
      from: validFrom,
      to: validTo ?? null,
      basis,
    })),
    rules: keeping ? RETENTION_RULES.map((rule) => ({ rule, days: keeping.home[rule] })) : [],
    tasks: Object.entries(RETENTION_TASKS).map(([task, rule]) => {
      const state = states.get(task)
      return {
        task: task as RetentionTask,
        rule,
        due: Number(state?.due ?? 0),
        held: Number(state?.held ?? 0),
        lookedAt: state?.looked_at ?? null,
        erased: Number(state?.erased ?? 0),
        erasedAt: state?.erased_at ?? null,
      }
    }),
    holds: await holdsInForce(db, now, HOLDS_SHOWN),
    held: await countHolds(db, now),
  }
}

function keepingOrNull({ schedules, country }: RetentionSettings, now: Date) {
  try {
    return keepingAt(schedules, country, now)
  } catch (error) {
    if (error instanceof DomainError && error.code === 'retention-schedule-missing') return null
    throw error
  }
}
