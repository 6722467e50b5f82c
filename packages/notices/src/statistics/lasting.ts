import { sql, type RawBuilder } from 'kysely'
import { AGE_BOUNDS } from './measures.ts'

/** The columns that a step lies between, as SQL. */
export type Step = {
  began: RawBuilder<unknown>
  done: RawBuilder<unknown>
  /** From when on it was known that it had ended: a removal once it was verified. */
  known: RawBuilder<unknown>
  /** From when on nothing more was waited for. */
  closed: RawBuilder<unknown>
  /** From when on that was known; at once without. */
  closedKnown?: RawBuilder<unknown>
}

const cameBy = (clock: RawBuilder<unknown>, at: Date | undefined): RawBuilder<unknown> =>
  at ? sql`${clock} <= ${at}` : sql`${clock} is not null`

/** What had become of it by then, as the figures tell it; by now without. */
export const stateBy = (
  { began, done, known, closed, closedKnown = closed }: Step,
  at: Date | undefined,
): RawBuilder<unknown> =>
  sql`(case when ${cameBy(known, at)} then case when ${done} < ${began} then 'before' else 'ended' end
    when ${cameBy(closedKnown, at)} then 'closed' else 'open' end)`

/** For how long, in seconds. */
export const lastedBy = (
  { began, done, known, closed, closedKnown = closed }: Step,
  { at, now }: { at?: Date | undefined; now: Date },
): RawBuilder<unknown> =>
  sql`greatest(extract(epoch from coalesce(case when ${cameBy(known, at)} then ${done} end,
    case when ${cameBy(closedKnown, at)} then ${closed} end, ${at ?? now}::timestamptz) - ${began})::float8, 0)`

/** Position of a length in seconds among the ages; whole minutes, and hours after two days, as the figures count. */
export function bandOf(s: RawBuilder<unknown>): RawBuilder<unknown> {
  const bounds = AGE_BOUNDS.map((hours) => hours * 3600)
  return sql`(select count(*) from unnest(${bounds}::float8[]) bound where bound <
    (case when ${s} < 172800 then ceil(${s} / 60) * 60 else ceil(${s} / 3600) * 3600 end))`
}
