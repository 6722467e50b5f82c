import { sql, type RawBuilder } from 'kysely'
import type { TakedownOutcome } from '../outcome.ts'

/** What `takedownOutcome` says of a takedown `t`; a test compares the two. */
const OUTCOME = sql`(case
  when (t.state ->> 'resurfacings')::int > 0 then 'resurfaced'
  when t.state ->> 'lastVerdict' = 'unknown' then 'unknown'
  when t.state ->> 'lastVerdict' = 'gone' then 'seen-gone'
  when t.state ->> 'lastVerdict' = 'present' and t.state -> 'lastConclusive' ->> 'verdict' = 'present'
    and (t.state -> 'lastConclusive' ->> 'at')::timestamptz > f.t6 then 'still-present'
  else 'awaiting' end)`

/**
 * Whether a takedown `t` with its fact `f` has come to this outcome.
 *
 * What the columns of the fact tell goes first: the state of the machine is read of few only.
 */
export function outcomeIs(outcome: TakedownOutcome): RawBuilder<unknown> {
  if (outcome === 'closed') return sql`f.closed_at is not null`
  if (outcome === 'removed') return sql`t.status in ('removed', 'watching')`
  const first = outcome === 'resurfaced' ? sql`f.t11 is not null` : sql`f.t9 is null`
  return sql`(${first} and f.closed_at is null and t.status not in ('removed', 'watching', 'closed')
    and ${OUTCOME} = ${outcome})`
}
