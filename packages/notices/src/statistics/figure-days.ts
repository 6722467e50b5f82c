import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

const DAY_MS = 86_400_000

/**
 * Counts the days anew that something happened to, so that whoever reads figures adds up days.
 *
 * What happens meanwhile, or where another process does the same, is counted by whoever reads.
 */
export async function foldFigureDays(db: DbOrTransaction): Promise<void> {
  await sql`select fold_figure_days()`.execute(db)
}

/** First day of a period and the first after it (UTC), as `2026-03-01`; days are counted whole. */
export function dayRange({ since, until }: { since: Date; until: Date }): {
  from: string
  to: string
} {
  const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
  return { from: dayOf(since.getTime()), to: dayOf(until.getTime() + DAY_MS - 1) }
}

export const sumsOf = (columns: readonly string[]): RawBuilder<unknown> =>
  sql.join(columns.map((name) => sql`sum(${sql.ref(name)})::int as ${sql.ref(name)}`))
