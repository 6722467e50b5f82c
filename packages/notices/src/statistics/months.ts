import { sql, type RawBuilder } from 'kysely'

/** First instants of the months that a period touches (UTC), in order. */
export function monthStarts({ since, until }: { since: Date; until: Date }): Date[] {
  const starts: Date[] = []
  for (let month = since.getUTCMonth(); ; month++) {
    const start = new Date(Date.UTC(since.getUTCFullYear(), month, 1))
    if (start >= until) return starts
    starts.push(start)
  }
}

/** As 2026-03. */
export const nameOfMonth = (start: Date): string => start.toISOString().slice(0, 7)

/** Which of these months a time of the period lies in, from 1: a search among them, where a text of each time would take longer. */
export const monthOf = (column: string, starts: readonly Date[]): RawBuilder<number> =>
  sql<number>`width_bucket(${sql.ref(column)}, ${starts.map((at) => at.toISOString())}::timestamptz[])`
