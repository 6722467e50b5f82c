import { sql, type RawBuilder } from 'kysely'

/**
 * Decisions that say the opposite of one that counted already: whoever turns round what had no effect yet takes nothing back,
 * and what can still be undone itself does not count so far.
 */
export const TURNED: RawBuilder<unknown> = sql`(select * from (
  select d.id, d.match_id, d.at, d.verdict, d.effect_at,
    lag(d.verdict) over of_match as before, lag(coalesce(d.effect_at, d.at)) over of_match as before_effect
  from (select match_id from decision group by match_id having count(*) > 1) s
  join decision d on d.match_id = s.match_id
  window of_match as (partition by d.match_id order by d.at, d.id)) d
  where before <> verdict and before_effect <= at and coalesce(effect_at, at) <= clock_timestamp())`
